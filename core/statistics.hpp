// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace fourfold {

/// An estimate with the interval that holds it at the confidence asked for.
struct Interval {
  double lower = 0;
  double upper = 0;
};

/// What a set of samples says, in the unit of the samples. Quantiles are type 7 (linear between
/// order statistics), as in R and NumPy; MAD is the raw median absolute deviation.
struct Summary {
  std::size_t n = 0;
  double min = 0;
  double p05 = 0;
  double p25 = 0;
  double median = 0;
  double p75 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
  double mean = 0;
  double mad = 0;
  /// Of the median, distribution-free. Absent when n is too small for the confidence asked.
  std::optional<Interval> median_interval;
};

/// Needs at least one sample; they may come in any order. `confidence` is e.g. 0.95.
Summary summarize(std::span<const double> samples, double confidence = 0.95);

/// Distribution-free two-sided interval of the median: the order statistics x(l), x(n+1-l) with the
/// largest l for which P(l <= B <= n-l) >= confidence, B ~ Binomial(n, 1/2) (Hahn & Meeker 1991,
/// section 5.2). `sorted` is ascending. Absent when even [min, max] does not reach the confidence
/// (n < 6 at 95 %).
std::optional<Interval> median_interval(std::span<const double> sorted, double confidence);

/// Quantile q in [0, 1] of ascending samples, type 7.
double quantile(std::span<const double> sorted, double q);

/// The median of samples in any order; at least one.
double median(std::span<const double> samples);
/// The same without a copy of them: leaves them in another order.
double median_in_place(std::span<double> samples);

/// Inverse of the standard normal distribution function at p in (0, 1); |error| < 1e-9.
double normal_quantile(double p);
/// Inverse of Student's t distribution function with `degrees` > 0 degrees of freedom (real:
/// Welch); relative error < 1e-9.
double student_t_quantile(double p, double degrees);
/// P(B <= k), B ~ Binomial(n, p).
double binomial_cdf(std::size_t k, std::size_t n, double p);

}  // namespace fourfold
