// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/judge/metrics.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// What becomes of machines of one true ratio under a plan of so many launches, as shares of 1; the
/// rest stays undecided.
struct PowerRow {
  int launches = 0;  ///< of the candidate
  double true_ratio = 0;
  double accepted = 0;
  double rejected = 0;
};

/// How much one launch differs from the next: the standard deviation of the logarithm of a launch's
/// combined rate, about the relative one.
struct LaunchSpread {
  int launches = 0;
  double seen = 0;
  /// In which the true one lies at 95 %, for normal logarithms: seen x sqrt(nu / chi-squared's
  /// quantiles of nu = launches - 1). 0 to 0 where no launch differs.
  Interval plausible;
};

/// The operating characteristic of a target: the chance that it accepts or rejects a machine whose
/// true ratio is known.
struct Power {
  LaunchSpread candidate;
  LaunchSpread baseline;
  int campaigns = 0;           ///< simulated for each row
  std::vector<PowerRow> rows;  ///< by launches, then by true ratio
};

/// For each row: a share is then off by 0.8 of 100 at most, one standard deviation.
inline constexpr int kPowerCampaigns = 4000;

/// Simulates campaigns of K launches of the candidate against as many of the baseline as it has,
/// for true ratios from 0.95 to 1.1 of the target's. K are the looks of the target, each judged at
/// all looks up to it; without looks 3, 5, 10 and 20 and as many as it has, min_launches at least,
/// each a plan of its own. Launches of either side have normal logarithms with the variances and
/// covariances over dimensions that its own launches have, every dimension has the true ratio, and
/// each campaign is judged by the clauses of ratio, floors and launches, as judge_target does; all
/// else is taken to be in order. The same records give the same figures. Throws InputError when a
/// dimension cannot be compared, or a side has fewer than two launches with every dimension.
Power power(const Target& target, const std::vector<CaseMetrics>& candidate,
            const std::vector<CaseMetrics>& baseline, int campaigns = kPowerCampaigns);

}  // namespace fourfold
