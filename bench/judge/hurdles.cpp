// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/hurdles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/judge/rounding.hpp"
#include "bench/judge/target.hpp"

namespace fourfold {

Hurdle hurdle(std::string name, const LogRatio& ratio, double value, double confidence) {
  return {std::move(name),
          ratio,
          value,
          confidence,
          ratio.bounds(confidence),
          launches_to_settle(ratio, value, confidence)};
}

namespace {

std::string outlook(const Hurdle& one, const PlannedLook& look) {
  if (one.ratio.candidate.launches < 2 || one.ratio.baseline.launches < 2) {
    return "one launch does not show how much launches differ; two are the least";
  }
  if (one.more && look.last()) {
    return fmt::format(
        "no further look is planned; a new campaign, planned for about {} launches, is expected to "
        "settle it",
        one.ratio.candidate.launches + *one.more);
  }
  if (one.more) return fmt::format("about {} more launches are expected to settle it", *one.more);
  if (!can_be_settled(one.ratio, one.value, one.confidence)) {
    const bool rounded = one.ratio.candidate.rounding + one.ratio.baseline.rounding > 0;
    return fmt::format(
        "no number of further launches is expected to settle it: the baseline's own spread{} is "
        "too wide for an estimate so near the boundary",
        rounded ? ", or what the digits of a log leave open," : "");
  }
  return fmt::format(
      "the estimate is so near the boundary that more than {} further launches are expected to be "
      "needed",
      kMostFurtherLaunches);
}

/// Whether it may be decided now, in words; "" where it may.
std::string why_not_now(Decision decision, const PlannedLook& look) {
  if (look.due() || decision != Decision::Reject) return "";
  return "this settles it once all launches and days that are needed are there";
}

}  // namespace

Clause ratio_clause(const Hurdle& one, const PlannedLook& look) {
  Clause clause{
      one.name, side_of(one.bounds, one.value),
      fmt::format("{}, one-sided {:g} % bounds {} and {}, against {}",
                  rounded_beside(one.ratio.estimate(), Rounding::Down, one.value),
                  100 * one.confidence, rounded_beside(one.bounds.lower, Rounding::Down, one.value),
                  rounded_beside(one.bounds.upper, Rounding::Up, one.value),
                  limit_text(one.value))};
  if (clause.decision == Decision::Inconclusive) {
    clause.text += "; " + outlook(one, look);
  } else if (const std::string why = why_not_now(clause.decision, look); !why.empty()) {
    clause.decision = Decision::Inconclusive;
    clause.text += "; " + why;
  }
  return clause;
}

bool settle(const std::vector<Hurdle>& hurdles) {
  std::vector<Decision> sides;
  for (const Hurdle& one : hurdles) sides.push_back(side_of(one.bounds, one.value));
  return combine(sides) != Decision::Inconclusive;
}

Clause launches_clause(const LogRatio& ratio, const std::vector<CountedLaunch>& counted,
                       const Target& target) {
  const int fewest = std::min(ratio.candidate.launches, ratio.baseline.launches);
  const bool dated = !counted.empty() && !counted.front().started.empty();
  const std::string when = dated ? fmt::format("; those of this run were started from {} to {}",
                                               counted.front().started, counted.back().started)
                                 : "";
  return {
      "launches", fewest >= target.min_launches ? Decision::Accept : Decision::Inconclusive,
      fmt::format("{} of this run and {} of the baseline have every dimension; {} are needed{}",
                  ratio.candidate.launches, ratio.baseline.launches, target.min_launches, when)};
}

Further further_launches(const std::vector<Hurdle>& hurdles, const Target& target) {
  const LogRatio& composite = hurdles.front().ratio;
  const int missing = std::max(0, target.min_launches - composite.candidate.launches);
  int most = missing;
  std::optional<int> least_to_reject;
  bool out_of_reach = composite.baseline.launches < target.min_launches;
  for (const Hurdle& one : hurdles) {
    if (!one.more) {
      out_of_reach = true;
    } else if (!reaches(one.ratio.bounds_after(*one.more, one.confidence).lower, one.value)) {
      least_to_reject = std::min(least_to_reject.value_or(*one.more), *one.more);
    } else {
      most = std::max(most, *one.more);
    }
  }
  if (least_to_reject) return {std::max(*least_to_reject, missing), true};
  return {out_of_reach ? std::nullopt : std::optional(most), false};
}

}  // namespace fourfold
