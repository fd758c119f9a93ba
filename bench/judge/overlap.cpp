// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/overlap.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {
namespace {

constexpr double kConfidence = 0.95;

Interval between_launches(const std::vector<double>& medians, double middle) {
  const auto count = static_cast<double>(medians.size());
  double mean = 0;
  for (const double m : medians) mean += m / count;
  double squares = 0;
  for (const double m : medians) squares += (m - mean) * (m - mean);
  const double t = student_t_quantile((1 + kConfidence) / 2, count - 1);
  const double half = t * std::sqrt(squares / (count - 1) / count);
  return {std::min(mean - half, middle), std::max(mean + half, middle)};
}

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::optional<Overlap> overlap_of(const std::map<int, std::vector<const CaseRecord*>>& launches) {
  std::vector<double> shares, pure_medians, compute_medians, last;
  for (const auto& [launch, records] : launches) {
    std::vector<double> pure, compute;
    last.clear();
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) {
        append(last, overlaps(trial));
        append(pure, trial.pure_seconds);
        append(compute, trial.compute_seconds);
      }
    }
    if (last.empty()) return std::nullopt;
    shares.push_back(median(last));
    pure_medians.push_back(median(pure));
    compute_medians.push_back(median(compute));
  }
  if (shares.empty()) return std::nullopt;
  Overlap overlap{.share = median(shares),
                  .interval = std::nullopt,
                  .pure_s = median(pure_medians),
                  .compute_s = median(compute_medians)};
  std::ranges::sort(last);
  overlap.interval = shares.size() > 1 ? between_launches(shares, overlap.share)
                                       : median_interval(last, kConfidence);
  return overlap;
}

}  // namespace fourfold
