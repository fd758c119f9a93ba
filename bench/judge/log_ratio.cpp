// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/log_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/special_functions.hpp"

namespace fourfold {
namespace {

constexpr double kRounding = 1e-9;

double square(double x) { return x * x; }

/// Of the difference of two means, with so many launches of each.
struct Welch {
  double variance = 0;
  double degrees = 0;  ///< by Satterthwaite; 0 without a variance
};

Welch welch(const LogRatio& ratio, double launches_c, double launches_b) {
  const double of_candidate = ratio.candidate.variance / launches_c;
  const double of_baseline = ratio.baseline.variance / launches_b;
  const double variance = of_candidate + of_baseline;
  if (!(variance > 0)) return {};
  return {variance, 1 / (square(of_candidate / variance) / (launches_c - 1) +
                         square(of_baseline / variance) / (launches_b - 1))};
}

}  // namespace

LogMean log_mean(std::span<const double> logs) {
  LogMean result;
  result.launches = static_cast<int>(logs.size());
  const double count = static_cast<double>(logs.size());
  double offset = 0;
  for (const double x : logs) offset += (x - logs.front()) / count;
  result.mean = logs.front() + offset;
  if (logs.size() < 2) return result;
  for (const double x : logs) {
    result.variance += square(x - logs.front() - offset) / (count - 1);
  }
  return result;
}

double LogRatio::estimate() const { return std::exp(candidate.mean - baseline.mean); }

Interval LogRatio::bounds(double confidence) const { return bounds_after(0, confidence); }

Interval LogRatio::bounds_after(int more, double confidence) const {
  if (candidate.launches < 2 || baseline.launches < 2) {
    return {0, std::numeric_limits<double>::infinity()};
  }
  const Welch both =
      welch(*this, static_cast<double>(candidate.launches) + more, baseline.launches);
  if (!(both.variance > 0)) return {estimate(), estimate()};
  const double half = student_t_quantile(confidence, both.degrees) * std::sqrt(both.variance);
  const double centre = candidate.mean - baseline.mean;
  return {std::exp(centre - half), std::exp(centre + half)};
}

std::optional<double> LogRatio::p_value() const {
  if (candidate.launches < 2 || baseline.launches < 2) return std::nullopt;
  const double apart = std::abs(candidate.mean - baseline.mean);
  const Welch both = welch(*this, candidate.launches, baseline.launches);
  if (!(both.variance > 0)) return apart > kRounding ? 0 : 1;
  return 2 * student_t(apart / std::sqrt(both.variance), both.degrees).tail;
}

bool reaches(double ratio, double value) { return ratio >= value * (1 - kRounding); }

bool settles(const Interval& interval, double value) {
  return reaches(interval.lower, value) || !reaches(interval.upper, value);
}

std::optional<int> launches_to_settle(const LogRatio& ratio, double value, double confidence) {
  if (settles(ratio.bounds(confidence), value)) return 0;
  if (ratio.candidate.launches < 2 || ratio.baseline.launches < 2) return std::nullopt;
  // Student's quantile is above the normal one z, and above z + (z^3 + z) / (4 degrees) for z > 1
  // (the first term of its expansion): most numbers of launches are ruled out without it.
  const double z = normal_quantile(confidence);
  const double apart = std::abs(ratio.candidate.mean - ratio.baseline.mean - std::log(value));
  const double most = square((apart + 2 * kRounding) / z);
  const double left = most - ratio.baseline.variance / ratio.baseline.launches;
  if (!(left > 0)) return std::nullopt;
  const double first = std::floor(ratio.candidate.variance / left) - ratio.candidate.launches;
  if (first > kMostFurtherLaunches) return std::nullopt;
  for (int more = std::max(1, static_cast<int>(first)); more <= kMostFurtherLaunches; ++more) {
    const Welch both =
        welch(ratio, static_cast<double>(ratio.candidate.launches) + more, ratio.baseline.launches);
    if (both.variance * square(1 + (z > 1 ? (z * z + 1) / 4 / both.degrees : 0)) > most) continue;
    if (settles(ratio.bounds_after(more, confidence), value)) return more;
  }
  return std::nullopt;
}

bool can_be_settled(const LogRatio& ratio, double value, double confidence) {
  return settles(ratio.bounds_after(std::numeric_limits<int>::max(), confidence), value);
}

}  // namespace fourfold
