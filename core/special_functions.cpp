// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/special_functions.hpp"

#include <cmath>
#include <numbers>

namespace fourfold {
namespace {

/// x log(x / m) + m - x without cancellation near x = m.
double deviance(double x, double m) {
  if (std::abs(x - m) < 0.1 * (x + m)) {
    const double v = (x - m) / (x + m);
    double sum = (x - m) * v;
    double power = 2 * x * v;
    for (int j = 1; j < 1000; ++j) {
      power *= v * v;
      const double next = sum + power / (2 * j + 1);
      if (next == sum) break;
      sum = next;
    }
    return sum;
  }
  return x * std::log(x / m) + m - x;
}

/// log Beta(a, 1/2).
double log_beta_half(double a) {
  return 0.5 * std::log(std::numbers::pi / a) - a * std::log1p(0.5 / a) + 0.5 + stirling_error(a) -
         stirling_error(a + 0.5);
}

/// The continued fraction of I_x(a, b); converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double result = d;
  for (int m = 1; m < 100000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    result *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

}  // namespace

double stirling_error(double x) {
  double shift = 0;
  for (; x < 16; x += 1) shift += (x + 0.5) * std::log1p(1 / x) - 1;
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188))))) / x;
  return shift + series;
}

double binomial_probability(std::size_t k, std::size_t n, double p) {
  const auto count = static_cast<double>(n);
  if (k == 0) return std::exp(count * std::log1p(-p));
  if (k == n) return std::exp(count * std::log(p));
  const auto x = static_cast<double>(k);
  const double rest = count - x;
  const double exponent = stirling_error(count) - stirling_error(x) - stirling_error(rest) -
                          deviance(x, count * p) - deviance(rest, count * (1 - p));
  return std::sqrt(count / (2 * std::numbers::pi * x * rest)) * std::exp(exponent);
}

StudentT student_t(double t, double degrees) {
  const double a = degrees / 2;
  const double ratio = t / degrees * t;  // t^2 / v
  const double x = 1 / (1 + ratio);
  const double log_x = -std::log1p(ratio);
  StudentT result;
  result.density = std::exp((a + 0.5) * log_x - log_beta_half(a)) / std::sqrt(degrees);
  // x^a (1-x)^(1/2) / B(a, 1/2), with (1-x)^(1/2) = (t / sqrt v) x^(1/2)
  const double front = result.density * t;
  if (x < (a + 1) / (a + 2.5)) {
    result.tail = 0.5 * front * beta_fraction(a, 0.5, x) / a;
    result.centre = 0.5 - result.tail;
  } else {
    result.centre = front * beta_fraction(0.5, a, ratio / (1 + ratio));
    result.tail = 0.5 - result.centre;
  }
  return result;
}

}  // namespace fourfold
