// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace fourfold {

/// "Yes", or "no" with a reason in words that ends up in the plan and in the report.
class Support {
 public:
  static Support yes() { return Support(""); }
  static Support no(std::string reason) { return Support(std::move(reason)); }

  explicit operator bool() const { return reason_.empty(); }
  /// Why not; empty when supported.
  const std::string& reason() const { return reason_; }

 private:
  explicit Support(std::string reason) : reason_(std::move(reason)) {}
  std::string reason_;
};

}  // namespace fourfold
