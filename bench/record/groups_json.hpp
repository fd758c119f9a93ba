// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// The groups of a trial as one JSON value, and back. Parsing throws Error, or what the JSON
/// library throws, where it is none.
std::string groups_json(const std::vector<GroupSummary>& groups);
std::vector<GroupSummary> parse_groups(const std::string& text);

}  // namespace fourfold
