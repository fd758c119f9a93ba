// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace fourfold {

/// Special functions under core/statistics.hpp, written so that they stay right for large
/// arguments: nothing here takes the difference of two large logarithms of the gamma function, and
/// nothing touches global state (std::lgamma writes `signgam`).

/// What Stirling's formula lacks: log Gamma(x) - [(x - 1/2) log x - x + log(2 pi)/2], x > 0.
/// For whole x the same as log(x!) - log(sqrt(2 pi x) (x/e)^x). |error| < 1e-15 for x >= 1.
double stirling_error(double x);

/// P(B = k), B ~ Binomial(n, p), 0 <= k <= n, 0 < p < 1; relative error about 1e-13, any n.
/// (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.)
double binomial_probability(std::size_t k, std::size_t n, double p);

/// The two parts of Student's t distribution beside t >= 0: P(0 < T < t) and P(T > t), each with
/// its own relative precision, and the density at t.
struct StudentT {
  double centre = 0;
  double tail = 0;
  double density = 0;
};
/// From the regularised incomplete beta function I_x(v/2, 1/2), x = v / (v + t^2), by its continued
/// fraction (NIST DLMF 8.17.22, modified Lentz). `degrees` > 0.
StudentT student_t(double t, double degrees);

}  // namespace fourfold
