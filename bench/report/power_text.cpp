// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/power_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace fourfold {
namespace {

std::string spread_text(const std::string& whose, const LaunchSpread& spread) {
  return fmt::format("  {:<9} {:.2f} % from {} launches; at 95 % it is {:.2f} to {:.2f} %\n", whose,
                     100 * spread.seen, spread.launches, 100 * spread.plausible.lower,
                     100 * spread.plausible.upper);
}

/// Of shares of thousands of campaigns; none seen is not never, and so what is rounded is rounded
/// towards the middle.
std::string share_text(double share, int campaigns) {
  if (share * campaigns < 0.5) return fmt::format("< {:.2g} %", 300.0 / campaigns);
  if ((1 - share) * campaigns < 0.5) return fmt::format("> {:.4g} %", 100 - 300.0 / campaigns);
  constexpr double kNoise = 1e-9;  // of sums of many small parts
  const double tenths = 1000 * share;
  const double rounded = share < 0.5 ? std::ceil(tenths - kNoise) : std::floor(tenths + kNoise);
  return fmt::format("{:.1f} %", rounded / 10);
}

}  // namespace

std::string power_text(const Power& power, const Target& target) {
  std::string out = fmt::format(
      "What this target does with machines whose true ratio is known: {:g} times the baseline at "
      "{:g} %,\nno dimension below {:g}, {} launches a side at least. {} simulated campaigns a "
      "row.\n\nOne launch differs from the next by (standard deviation)\n",
      target.ratio, 100 * target.confidence, target.floor * target.ratio, target.min_launches,
      power.campaigns);
  const std::string plan =
      target.looks.empty()
          ? "\nEach number of launches is a plan of its own (looks); without one it is judged at "
            "the "
            "least."
          : fmt::format(
                "\nJudged at {} launches, as many of these as a campaign has: the first that "
                "settles it stands.",
                fmt::join(target.looks, ", "));
  out.insert(out.find("\n\nOne launch"), plan);
  out += spread_text("this run", power.candidate) + spread_text("baseline", power.baseline);
  int launches = 0;
  for (const PowerRow& row : power.rows) {
    if (row.launches != launches) {
      launches = row.launches;
      out += fmt::format(
          "\n{} launches of the candidate, {} of the baseline\n  {:>10}{:>12}{:>12}"
          "{:>12}\n",
          launches, power.baseline.launches, "true ratio", "ACCEPT", "REJECT", "undecided");
    }
    const double undecided = std::max(0.0, 1 - row.accepted - row.rejected);
    out += fmt::format("  {:>10.3f}{:>12}{:>12}{:>12}\n", row.true_ratio,
                       share_text(row.accepted, power.campaigns),
                       share_text(row.rejected, power.campaigns),
                       share_text(undecided, power.campaigns));
  }
  return out + fmt::format(
                   "\nThe buyer's risk is ACCEPT below {0:g}, the vendor's REJECT from {0:g} on. "
                   "All else is taken to be in order:\ncoverage, units, correctness, no trend "
                   "(which chance shows in one campaign of a hundred); every\ndimension has the "
                   "true ratio; launches spread as those seen.\n",
                   target.ratio);
}

}  // namespace fourfold
