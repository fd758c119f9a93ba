// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/judge/dimensions.hpp"
#include "bench/judge/log_ratio.hpp"

namespace fourfold {

// What the dimensions of a target make of two records, with what their logs have rounded. Of the
// candidate the launches `counted` count, of the baseline all.

/// Of one dimension, from the facility rates of its launches; there is at least one on a side.
LogRatio ratio_of(const Pair& pair, const std::vector<int>& counted);

/// Of all dimensions: by launch that measured every one of them, the weighted mean of the
/// logarithms of its rates. One number per launch, so that what makes a whole launch fast or slow
/// counts as one cause and not as many independent ones. A side without such a launch has 0
/// launches.
LogRatio composite_ratio(const std::vector<Pair>& pairs, const std::vector<int>& counted);

/// The logarithm of the least rate of the candidate over the largest of the baseline, both as far
/// apart as rounding allows.
double least_log_ratio(const Pair& pair, const std::vector<int>& counted);

}  // namespace fourfold
