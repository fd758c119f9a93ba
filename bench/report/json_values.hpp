// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/statistics.hpp"

namespace fourfold {

/// Keys stay in the order in which they are written. A number that is not finite becomes null.
using Json = nlohmann::ordered_json;

inline Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

inline Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return {{"lower", interval->lower}, {"upper", interval->upper}};
}

}  // namespace fourfold
