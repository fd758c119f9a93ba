// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// The rounds of a pairwise trial as one JSON value, and back. Parsing throws Error, or what the
/// JSON library throws, where it is none: also where a rank's partner has another one.
std::string pair_rounds_json(const std::vector<PairRound>& rounds);
std::vector<PairRound> parse_pair_rounds(const std::string& text);
/// Likewise those of a bisected collective.
std::string group_rounds_json(const std::vector<GroupRound>& rounds);
std::vector<GroupRound> parse_group_rounds(const std::string& text);

}  // namespace fourfold
