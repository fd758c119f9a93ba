// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rate_ratios.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {
namespace {

/// Logarithms of a side's rates, and how far each may be off for what was rounded.
struct Logs {
  std::vector<double> values, rounding;
};

/// Of those launches, in their order; the row has them all.
Logs logs_of(const CaseMetrics& row, const std::vector<int>& launches) {
  Logs logs;
  for (const int launch : launches) {
    const auto at = std::ranges::lower_bound(row.launches, launch) - row.launches.begin();
    const auto i = static_cast<std::size_t>(at);
    logs.values.push_back(std::log(row.facility_rates[i]));
    logs.rounding.push_back(row.launch_rounding.empty() ? 0 : row.launch_rounding[i]);
  }
  return logs;
}

LogMean mean_of(const Logs& logs) { return log_mean(logs.values, logs.rounding); }

LogMean composite_mean(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side,
                       const std::vector<int>& launches) {
  if (launches.empty()) return {};
  Logs all{std::vector<double>(launches.size()), std::vector<double>(launches.size())};
  for (const Pair& pair : pairs) {
    const Logs logs = logs_of(*(pair.*side), launches);
    for (std::size_t i = 0; i < launches.size(); ++i) {
      all.values[i] += pair.weight * logs.values[i];
      all.rounding[i] += pair.weight * logs.rounding[i];
    }
  }
  return mean_of(all);
}

}  // namespace

LogRatio ratio_of(const Pair& pair, const std::vector<int>& counted) {
  return {mean_of(logs_of(*pair.candidate, counted)),
          mean_of(logs_of(*pair.baseline, pair.baseline->launches))};
}

double least_log_ratio(const Pair& pair, const std::vector<int>& counted) {
  const Logs candidate = logs_of(*pair.candidate, counted);
  const Logs baseline = logs_of(*pair.baseline, pair.baseline->launches);
  return std::ranges::min(candidate.values) - std::ranges::max(baseline.values) -
         std::ranges::max(candidate.rounding) - std::ranges::max(baseline.rounding);
}

LogRatio composite_ratio(const std::vector<Pair>& pairs, const std::vector<int>& counted) {
  return {composite_mean(pairs, &Pair::candidate, counted),
          composite_mean(pairs, &Pair::baseline, complete_launches(pairs, &Pair::baseline))};
}

}  // namespace fourfold
