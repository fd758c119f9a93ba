// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/metrics.hpp"

namespace fourfold {

/// A dimension of the target with the case of either side it speaks of.
struct Pair {
  const Dimension& dimension;
  double weight;                 ///< normalised: those of all dimensions sum to 1
  const CaseMetrics* candidate;  ///< null: the run has no such case (it was filtered out)
  /// Never null; where the run has no figure, and the baseline is of logs, any case of the
  /// operation.
  const CaseMetrics* baseline;
};

/// A pair for each dimension, in their order. Skipped and failed cases count only where no measured
/// one matches; a log's case may have another name than the pattern's, where it meets the other
/// side's (bench/judge/logged_cases.hpp). Throws InputError, at the dimension, when a pattern finds
/// several measured cases in one record, or none at all in the baseline's.
std::vector<Pair> match_dimensions(const Target& target, const std::vector<CaseMetrics>& candidate,
                                   const std::vector<CaseMetrics>& baseline);

/// By launch that measured every dimension, by dimension: the logarithm of its facility rate on
/// that side, `&Pair::candidate` or `&Pair::baseline`.
std::vector<std::vector<double>> launch_logs(const std::vector<Pair>& pairs,
                                             const CaseMetrics* Pair::*side);

/// By launch that measured every dimension: the weighted mean of the logarithms of its rates. One
/// number per launch, so that what makes a whole launch fast or slow counts as one cause and not as
/// many independent ones.
std::vector<double> composite_logs(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side);

/// The launches that measured every dimension on that side, ascending.
std::vector<int> complete_launches(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side);

/// Ranks of the candidate over ranks of the baseline, those that the figures are of: on either side
/// the fewest of any dimension. Every pair has both cases.
double count_ratio(const std::vector<Pair>& pairs);

/// Why this pair gives no ratio, in words; empty when it does. Cases compare when their names
/// differ in the backend alone (same operation, type, size, input and variant; with a log's, when
/// nothing in it contradicts), and they are not unlike() (bench/judge/alike.hpp).
std::string obstacle(const Pair& pair);

}  // namespace fourfold
