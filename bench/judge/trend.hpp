// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bench/judge/dimensions.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

/// Whether a series goes one way, by the order of its values alone (H. B. Mann, Econometrica 13,
/// 1945; M. G. Kendall, Biometrika 30, 1938).
struct Trend {
  std::size_t pairs = 0;    ///< n (n - 1) / 2
  std::size_t falling = 0;  ///< of them, those whose later value is lower
  std::size_t rising = 0;   ///< and higher; equal ones are neither
  /// How likely values whose order is chance would go one way, either, as far as these: twice the
  /// smaller tail. Exact up to 50 values, of which none are equal; equal ones make it larger than
  /// it is. Above that by the normal approximation.
  double p = 1;
};
Trend trend_of(std::span<const double> series);

/// From here on a series is said to have a trend: with five values where all ten pairs go one way,
/// by chance in 1 of 120 orders each way.
inline constexpr double kTrendLevel = 0.02;

/// Adds a clause on whether the candidate's launches, in the order of their starts, have a trend. A
/// falling one leaves the verdict open, since bounds are of launches that do not depend on their
/// order, and the next ones would be slower; a rising one is a warning. It is asked of the first
/// `counted` of them, and of all. Every pair has its two cases, and some launch of either side has
/// all dimensions.
void judge_trend(const RunRecord& candidate, const std::vector<Pair>& pairs, std::size_t counted,
                 TargetVerdict& verdict);

}  // namespace fourfold
