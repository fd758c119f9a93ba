// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"

#include <utility>

namespace fourfold {
namespace {

std::string with_position(const SourcePosition& position, const std::string& message) {
  const std::string place = format(position);
  return place.empty() ? message : place + ": " + message;
}

}  // namespace

Error::Error(const std::string& message, Where where)
    : std::runtime_error(message), where_(where) {}

std::string format(const SourcePosition& position) {
  if (position.line == 0) return position.file;
  const std::string line = position.file + ":" + std::to_string(position.line);
  return position.column == 0 ? line : line + ":" + std::to_string(position.column);
}

InputError::InputError(SourcePosition position, const std::string& message, Where where)
    : Error(with_position(position, message), where),
      position_(std::move(position)),
      message_(message) {}

}  // namespace fourfold
