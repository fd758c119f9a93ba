// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/special_functions.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

/// Expansion about the normal quantile z (Abramowitz & Stegun 26.7.5): for many degrees of freedom.
double expansion(double z, double v) {
  const double s = z * z;
  const double g1 = (s + 1) * z / 4;
  const double g2 = ((5 * s + 16) * s + 3) * z / 96;
  const double g3 = (((3 * s + 19) * s + 17) * s - 15) * z / 384;
  const double g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) * z / 92160;
  return z + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v;
}

}  // namespace

double student_t_quantile(double p, double degrees) {
  if (!(p > 0 && p < 1)) throw Error("the probability of a quantile must lie between 0 and 1");
  if (!(degrees > 0)) throw Error("Student's t needs more than 0 degrees of freedom");
  if (p == 0.5) return 0;
  if (degrees > 1e5) return expansion(normal_quantile(p), degrees);

  // In u = log t both parts of the distribution are nearly straight lines on a log scale (t at the
  // centre, t^-v in the tail), so Newton's steps converge from far; a bracket keeps them honest.
  const double tail = std::min(p, 1 - p);
  const double centre = std::abs(p - 0.5);
  const bool from_centre = centre < tail;
  double low = -700;
  double high = 700;
  double u = 0;
  for (int step = 0; step < 200; ++step) {
    const double t = std::exp(u);
    const StudentT at = student_t(t, degrees);
    const double part = from_centre ? at.centre : at.tail;
    const double miss = from_centre ? std::log(at.centre / centre) : std::log(tail / at.tail);
    if (miss == 0) break;
    (miss > 0 ? high : low) = u;  // both are rising in t
    double next = u - miss * part / (at.density * t);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    const bool settled = std::abs(next - u) < 1e-14 * std::max(1.0, std::abs(u));
    u = next;
    if (settled) break;
  }
  return p < 0.5 ? -std::exp(u) : std::exp(u);
}

}  // namespace fourfold
