// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/special_functions.hpp"

namespace fourfold {
namespace {

/// The largest l with P(B <= l - 1) <= (1 - confidence) / 2, B ~ Binomial(n, 1/2); 0 when none.
/// Starts at the normal guess, which is off by a step or two at most, and walks from there.
std::size_t lower_rank(std::size_t n, double confidence) {
  // A confidence that an n reaches exactly (0.9375 at n = 5) must not be lost to the last bit.
  const double tail = (1 - confidence) / 2 * (1 + 1e-12);
  const double count = static_cast<double>(n);
  const double guess = (count + normal_quantile(tail) * std::sqrt(count)) / 2;
  std::size_t l = guess > 0 ? static_cast<std::size_t>(guess) : 0;
  double below = l == 0 ? 0 : binomial_cdf(l - 1, n, 0.5);
  while (l > 0 && below > tail) {
    --l;
    below -= binomial_probability(l, n, 0.5);
  }
  for (double next = binomial_probability(l, n, 0.5); below + next <= tail;
       next = binomial_probability(l, n, 0.5)) {
    below += next;
    ++l;
  }
  return l;
}

void require_probability(double p, const char* what) {
  if (!(p > 0 && p < 1)) throw Error(std::string(what) + " must lie between 0 and 1");
}

}  // namespace

Summary summarize(std::span<const double> samples, double confidence) {
  if (samples.empty()) throw Error("there is nothing to summarise: no samples");
  if (std::ranges::any_of(samples, [](double x) { return std::isnan(x); })) {
    throw Error("a sample is not a number");
  }
  std::vector<double> sorted(samples.begin(), samples.end());
  std::ranges::sort(sorted);
  Summary s;
  s.n = sorted.size();
  s.min = sorted.front();
  s.p05 = quantile(sorted, 0.05);
  s.p25 = quantile(sorted, 0.25);
  s.median = quantile(sorted, 0.5);
  s.p75 = quantile(sorted, 0.75);
  s.p95 = quantile(sorted, 0.95);
  s.p99 = quantile(sorted, 0.99);
  s.max = sorted.back();
  for (const double x : sorted) s.mean += x;
  s.mean /= static_cast<double>(s.n);
  s.median_interval = median_interval(sorted, confidence);
  for (double& x : sorted) x = std::abs(x - s.median);
  s.mad = median(sorted);
  return s;
}

std::optional<Interval> median_interval(std::span<const double> sorted, double confidence) {
  require_probability(confidence, "a confidence");
  if (sorted.empty()) return std::nullopt;
  const std::size_t l = lower_rank(sorted.size(), confidence);
  if (l == 0) return std::nullopt;
  return Interval{sorted[l - 1], sorted[sorted.size() - l]};
}

double quantile(std::span<const double> sorted, double q) {
  if (sorted.empty()) throw Error("no samples have no quantile");
  if (!(q >= 0 && q <= 1)) throw Error("a quantile lies between 0 and 1");
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double fraction = position - static_cast<double>(below);
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

double median(std::span<const double> samples) {
  std::vector<double> copy(samples.begin(), samples.end());
  return median_in_place(copy);
}

double median_in_place(std::span<double> samples) {
  if (samples.empty()) throw Error("no samples have no median");
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::ranges::nth_element(samples, middle);
  if (samples.size() % 2 == 1) return *middle;
  const double below = *std::max_element(samples.begin(), middle);
  return below + (*middle - below) / 2;
}

double normal_quantile(double p) {
  require_probability(p, "the probability of a quantile");
  if (p == 0.5) return 0;
  const double tail = std::min(p, 1 - p);
  // Hastings' start (Abramowitz & Stegun 26.2.23, error 4.5e-4), then Halley's steps on the error
  // function, each of which triples the number of right digits.
  const double r = std::sqrt(-2 * std::log(tail));
  double z = r - (2.515517 + r * (0.802853 + r * 0.010328)) /
                     (1 + r * (1.432788 + r * (0.189269 + r * 0.001308)));
  for (int step = 0; step < 3; ++step) {
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    const double newton = (std::erfc(z / std::numbers::sqrt2) / 2 - tail) / density;
    z += newton / (1 + z * newton / 2);
  }
  return p < 0.5 ? -z : z;
}

double binomial_cdf(std::size_t k, std::size_t n, double p) {
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  // Sum the side that is the smaller, from its largest term outwards, until nothing is added.
  const double odds = p / (1 - p);
  const bool lower_side = static_cast<double>(k) < static_cast<double>(n) * p;
  std::size_t i = lower_side ? k : k + 1;
  double term = binomial_probability(i, n, p);
  double sum = 0;
  while (term > sum * 1e-17) {
    sum += term;
    if (i == (lower_side ? 0 : n)) break;
    const auto up = static_cast<double>(lower_side ? n - i + 1 : n - i);
    const auto down = static_cast<double>(lower_side ? i : i + 1);
    term *= lower_side ? down / (up * odds) : up * odds / down;
    i = lower_side ? i - 1 : i + 1;
  }
  return lower_side ? sum : 1 - sum;
}

}  // namespace fourfold
