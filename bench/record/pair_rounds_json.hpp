// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "bench/record/json_value.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// The rounds of a pairwise trial as they stand in a journal line, and back; of very many ranks
/// their times are packed (by_rank_json.hpp). Parsing throws Error, or what the JSON library
/// throws, where it is none: also where a rank's partner has another one.
Json pair_rounds_json(const std::vector<PairRound>& rounds);
std::vector<PairRound> parse_pair_rounds(const Json& json,
                                         const std::vector<std::string_view>& packed);
/// Likewise those of a bisected collective.
Json group_rounds_json(const std::vector<GroupRound>& rounds);
std::vector<GroupRound> parse_group_rounds(const Json& json);

}  // namespace fourfold
