// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"

namespace fourfold {

/// This machine or library has not what was asked for, which only trying could tell: all ranks that
/// measure together find so together. A case that ends so is skipped with these words, not failed.
class Unsupported : public Error {
 public:
  explicit Unsupported(const std::string& message, Where where = Where::current())
      : Error(message, where) {}
};

}  // namespace fourfold
