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

/// Of the difference of two means, with so many launches of the candidate.
double variance_of(const LogRatio& ratio, double launches_c) {
  return ratio.candidate.variance / launches_c + ratio.baseline.variance / ratio.baseline.launches;
}

/// Rounding of like figures goes one way as likely as not, so that it adds up over launches.
double rounding_of(const LogRatio& ratio) {
  return ratio.candidate.rounding + ratio.baseline.rounding;
}

/// Whatever the true spreads: of fewer launches is known less.
double fewest_degrees(const LogRatio& ratio, double launches_c) {
  return std::min(launches_c, static_cast<double>(ratio.baseline.launches)) - 1;
}

/// By Satterthwaite, from the spreads seen; there is a variance.
double usual_degrees(const LogRatio& ratio) {
  const LogMean& c = ratio.candidate;
  const LogMean& b = ratio.baseline;
  const double variance = variance_of(ratio, c.launches);
  return 1 / (square(c.variance / c.launches / variance) / (c.launches - 1) +
              square(b.variance / b.launches / variance) / (b.launches - 1));
}

Interval bounds_by(const LogRatio& ratio, double confidence, double variance, double degrees) {
  const double half =
      student_t_quantile(confidence, degrees) * std::sqrt(variance) + rounding_of(ratio);
  const double centre = ratio.candidate.mean - ratio.baseline.mean;
  return {std::exp(centre - half), std::exp(centre + half)};
}

}  // namespace

double off_by_rounding(double printed, double half) {
  constexpr double kMost = 1 - 1e-12;
  return half > 0 ? -std::log1p(-std::min(half / printed, kMost)) : 0;
}

LogMean log_mean(std::span<const double> logs, std::span<const double> off) {
  LogMean result;
  result.launches = static_cast<int>(logs.size());
  const double count = static_cast<double>(logs.size());
  double offset = 0;
  for (const double x : logs) offset += (x - logs.front()) / count;
  result.mean = logs.front() + offset;
  double hidden = 0;  // sum of the squares of what rounding may have moved
  for (const double one : off) {
    result.rounding += one / count;
    hidden += square(one);
  }
  if (logs.size() < 2) return result;
  for (const double x : logs) {
    result.variance += square(x - logs.front() - offset) / (count - 1);
  }
  // Standard deviations obey the triangle inequality.
  if (hidden > 0) {
    result.variance = square(std::sqrt(result.variance) + std::sqrt(hidden / (count - 1)));
  }
  return result;
}

double LogRatio::estimate() const { return std::exp(candidate.mean - baseline.mean); }

Interval LogRatio::bounds(double confidence) const { return bounds_after(0, confidence); }

Interval LogRatio::usual_bounds(double confidence) const {
  const double variance = variance_of(*this, candidate.launches);
  const bool known = candidate.launches >= 2 && baseline.launches >= 2;
  if (!known || !(variance > 0)) return bounds(confidence);
  return bounds_by(*this, confidence, variance, usual_degrees(*this));
}

Interval LogRatio::bounds_after(int more, double confidence) const {
  if (candidate.launches < 2 || baseline.launches < 2) {
    return {0, std::numeric_limits<double>::infinity()};
  }
  const double launches_c = static_cast<double>(candidate.launches) + more;
  const double variance = variance_of(*this, launches_c);
  if (!(variance > 0)) return {estimate(), estimate()};
  return bounds_by(*this, confidence, variance, fewest_degrees(*this, launches_c));
}

std::optional<double> LogRatio::p_value() const {
  if (candidate.launches < 2 || baseline.launches < 2) return std::nullopt;
  const double apart = std::max(0.0, std::abs(candidate.mean - baseline.mean) - rounding_of(*this));
  const double variance = variance_of(*this, candidate.launches);
  if (!(variance > 0)) return apart > kRounding ? 0 : 1;
  return 2 * student_t(apart / std::sqrt(variance), usual_degrees(*this)).tail;
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
  const double apart =
      std::max(0.0, std::abs(ratio.candidate.mean - ratio.baseline.mean - std::log(value)) -
                        rounding_of(ratio));
  const double most = square((apart + 2 * kRounding) / z);
  const double left = most - ratio.baseline.variance / ratio.baseline.launches;
  if (!(left > 0)) return std::nullopt;
  const double first = std::floor(ratio.candidate.variance / left) - ratio.candidate.launches;
  if (first > kMostFurtherLaunches) return std::nullopt;
  for (int more = std::max(1, static_cast<int>(first)); more <= kMostFurtherLaunches; ++more) {
    const double launches_c = static_cast<double>(ratio.candidate.launches) + more;
    const double degrees = fewest_degrees(ratio, launches_c);
    const double wider = 1 + (z > 1 ? (z * z + 1) / 4 / degrees : 0);
    if (variance_of(ratio, launches_c) * square(wider) > most) continue;
    if (settles(ratio.bounds_after(more, confidence), value)) return more;
  }
  return std::nullopt;
}

bool can_be_settled(const LogRatio& ratio, double value, double confidence) {
  return settles(ratio.bounds_after(std::numeric_limits<int>::max(), confidence), value);
}

}  // namespace fourfold
