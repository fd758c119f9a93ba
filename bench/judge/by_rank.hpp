// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// The median of each rank over lists that are indexed by rank; 0 where no list has a time above 0
/// for it. Lists may differ in length.
std::vector<double> median_by_rank(std::vector<std::vector<double>> lists);

/// Each rank's median over the trials of one case in one launch.
std::vector<double> rank_medians(const std::vector<const CaseRecord*>& records);

/// The same of how much later than the first it came to its calls.
std::vector<double> rank_lateness(const std::vector<const CaseRecord*>& records);

/// Without the ranks of which it is not known.
std::vector<double> known_of(const RankNumbers& numbers);

}  // namespace fourfold
