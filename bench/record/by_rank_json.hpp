// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "bench/record/json_value.hpp"
#include "bench/record/rank_numbers.hpp"

namespace fourfold {

/// From so many ranks on a number of each rank is packed (packed_ranks.hpp): below it is a list of
/// numbers, to the last digit.
inline constexpr std::size_t kPackedFrom = 1024;
// Of the median: what a step of packed numbers may be.
inline constexpr double kOfTimes = 2e-4;
inline constexpr double kOfGauges = 2.5e-3;

/// Numbers by rank as they stand in a journal line, and back. `packed`: the texts that were lifted
/// out of the line. Parsing throws Error, or what the JSON library throws, where there are none.
Json by_rank_json(const RankNumbers& numbers, double resolution);
RankNumbers parse_by_rank(const Json& json, const std::vector<std::string_view>& packed);

}  // namespace fourfold
