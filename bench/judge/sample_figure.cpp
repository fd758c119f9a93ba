// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/sample_figure.hpp"

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

}  // namespace

std::optional<SampleFigure> sample_figure(
    const std::map<int, std::vector<const CaseRecord*>>& launches,
    std::vector<double> (*of)(const Trial&)) {
  std::vector<double> medians, last;
  for (const auto& [launch, records] : launches) {
    last.clear();
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) {
        const std::vector<double> samples = of(trial);
        last.insert(last.end(), samples.begin(), samples.end());
      }
    }
    if (last.empty()) return std::nullopt;
    medians.push_back(median(last));
  }
  if (medians.empty()) return std::nullopt;
  SampleFigure figure{.value = median(medians), .interval = std::nullopt};
  std::ranges::sort(last);
  figure.interval = medians.size() > 1 ? between_launches(medians, figure.value)
                                       : median_interval(last, kConfidence);
  return figure;
}

}  // namespace fourfold
