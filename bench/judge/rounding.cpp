// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/judge/log_ratio.hpp"

namespace fourfold {
namespace {

constexpr double kNoise = 1e-12;  ///< 0.29 x 100 is 28.999999999999996, and means 29
constexpr int kMostDecimals = 15;

/// Digits after the point that make four significant ones.
int decimals(double value) {
  constexpr int kMost = 9;
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::clamp(3 - exponent, 0, kMost);
}

double rounded_to(double value, int places, Rounding way) {
  const double scale = std::pow(10.0, places);
  const double scaled = value * scale;
  const double noise = std::abs(scaled) * kNoise;
  return (way == Rounding::Down ? std::floor(scaled + noise) : std::ceil(scaled - noise)) / scale;
}

/// -1 below the limit, 1 above it, 0 at it.
int side(double value, double limit) {
  if (!reaches(value, limit)) return -1;
  return reaches(limit, value) ? 0 : 1;
}

std::string beside(double value, int places, Rounding way, double limit) {
  const int own = side(value, limit);
  if (own == 0) value = limit;
  while (places < kMostDecimals && side(rounded_to(value, places, way), limit) != own) ++places;
  return fmt::format("{:.{}f}", rounded_to(value, places, way), places);
}

}  // namespace

std::string rounded(double value, Rounding way) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (value == 0) return "0";
  return fmt::format("{:.{}f}", rounded_to(value, decimals(value), way), decimals(value));
}

std::string rounded_beside(double value, Rounding way, double limit) {
  if (!std::isfinite(value) || value == 0) return rounded(value, way);
  return beside(value, decimals(value), way, limit);
}

std::string percent_beside(double share, Rounding way, double limit) {
  const bool nothing = std::abs(share) < kNoise;
  return beside(nothing ? 0 : 100 * share, 1, way, 100 * limit) + " %";
}

std::string limit_text(double limit) { return fmt::format("{:.10g}", limit); }

std::string interval_text(const Interval& interval) {
  return fmt::format("{} .. {}", rounded(interval.lower, Rounding::Down),
                     rounded(interval.upper, Rounding::Up));
}

std::string interval_beside(const Interval& interval, double limit) {
  return fmt::format("{} .. {}", rounded_beside(interval.lower, Rounding::Down, limit),
                     rounded_beside(interval.upper, Rounding::Up, limit));
}

}  // namespace fourfold
