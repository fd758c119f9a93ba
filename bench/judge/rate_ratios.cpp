// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rate_ratios.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {
namespace {

/// CaseMetrics::launch_rounding of that launch, which the row has.
double rounding_in(const CaseMetrics& row, int launch) {
  if (row.launch_rounding.empty()) return 0;
  const auto at = std::ranges::lower_bound(row.launches, launch);
  return row.launch_rounding[static_cast<std::size_t>(at - row.launches.begin())];
}

LogMean composite_mean(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side) {
  const std::vector<double> combined = composite_logs(pairs, side);
  if (combined.empty()) return {};
  std::vector<double> rounding;
  for (const int launch : complete_launches(pairs, side)) {
    rounding.push_back(0);
    for (const Pair& pair : pairs) {
      rounding.back() += pair.weight * rounding_in(*(pair.*side), launch);
    }
  }
  return log_mean(combined, rounding);
}

LogMean mean_rate(const CaseMetrics& row) {
  std::vector<double> logs;
  for (const double rate : row.facility_rates) logs.push_back(std::log(rate));
  return log_mean(logs, row.launch_rounding);
}

}  // namespace

LogRatio ratio_of(const Pair& pair) {
  return {mean_rate(*pair.candidate), mean_rate(*pair.baseline)};
}

double least_log_ratio(const Pair& pair) {
  double rounding = 0;
  for (const CaseMetrics* const row : {pair.candidate, pair.baseline}) {
    if (!row->launch_rounding.empty()) rounding += std::ranges::max(row->launch_rounding);
  }
  return std::log(std::ranges::min(pair.candidate->facility_rates) /
                  std::ranges::max(pair.baseline->facility_rates)) -
         rounding;
}

LogRatio composite_ratio(const std::vector<Pair>& pairs) {
  return {composite_mean(pairs, &Pair::candidate), composite_mean(pairs, &Pair::baseline)};
}

}  // namespace fourfold
