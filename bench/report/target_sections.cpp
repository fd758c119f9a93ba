// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/judge/rounding.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
namespace {

std::string units_text(int units, const std::string& facility) {
  return fmt::format("{}{}", counted(static_cast<std::size_t>(units), "unit", "units"),
                     facility.empty() ? "" : " of " + one_line(facility));
}

/// What was bought, and what it is compared with, by their specifications.
std::string contracted(const TargetVerdict& target) {
  if (!target.contracted || target.facility.empty()) return "";
  std::string text = "contracted: " + units_text(*target.contracted, target.facility);
  if (!target.baseline_contracted) return text;
  const double ratio = static_cast<double>(*target.contracted) / *target.baseline_contracted;
  return text + fmt::format(", against {}: count ratio by contract {} (devices, a rank each)",
                            units_text(*target.baseline_contracted, target.baseline_facility),
                            rounded(ratio, Rounding::Down));
}

/// The terms by which it was judged, and the files that they stand in.
void add_rules(const TargetVerdict& target, std::vector<std::string>& lines) {
  const Target& terms = target.terms;
  lines.push_back(fmt::format(
      "terms: ratio {} at {:g} % confidence, floor {:g} %, tolerance of units {:g} %, {} on each "
      "side, {}, judged at {} launches",
      limit_text(target.target), 100 * terms.confidence, 100 * terms.floor, 100 * terms.tolerance,
      counted(static_cast<std::size_t>(terms.min_launches), "launch", "launches"),
      counted(static_cast<std::size_t>(terms.min_days), "day", "days"),
      fmt::join(terms.looks, ", ")));
  for (const RulesFile& one : target.rules) {
    lines.push_back(fmt::format("rules {}: SHA-256 {}", one_line(one.path), one.sha256));
  }
}

/// Where target and baseline are from. What is not the run's own is said to be so.
std::vector<std::string> basis(const TargetVerdict& target) {
  std::vector<std::string> lines;
  if (const std::string bought = contracted(target); !bought.empty()) lines.push_back(bought);
  if (!target.category.empty()) {
    lines.push_back(fmt::format("category: {}", target.category));
  }
  if (!target.target_from.empty()) {
    lines.push_back(fmt::format("target of {}{}", one_line(target.target_from),
                                target.replaced ? ", NOT the run's own" : ""));
  }
  add_rules(target, lines);
  if (!target.baseline) return lines;
  const BaselineIdentity& one = *target.baseline;
  lines.push_back(fmt::format("baseline {}: {}, started {}, {}, {}; {}; SHA-256 {}",
                              one_line(one.path), one_line(one.suite), one_line(one.started),
                              counted(static_cast<std::size_t>(one.ranks), "rank", "ranks"),
                              counted(one.launches, "launch", "launches"),
                              one.own ? "as frozen into this record" : "NOT the run's own",
                              one.sha256));
  return lines;
}

std::vector<std::string> ratios(const TargetVerdict& target) {
  const std::string asked =
      fmt::format("target {} x the baseline: {}", limit_text(target.target), name(target.decision));
  if (target.dimensions.empty()) return {asked + "; no ratio could be computed"};
  return {
      fmt::format("{}; capacity ratio {}, one-sided bounds {}", asked,
                  rounded_beside(target.capacity_ratio, Rounding::Down, target.target),
                  interval_beside(target.interval, target.target)),
      fmt::format("count ratio {} (ranks / ranks), per-unit ratio {} (capacity / count)",
                  rounded(target.count_ratio, Rounding::Down),
                  rounded(target.per_unit_ratio, Rounding::Down)),
      fmt::format("assumption-free {} (slowest candidate launch / fastest baseline launch)",
                  rounded(target.assumption_free, Rounding::Down)),
  };
}

}  // namespace

std::vector<std::string> target_ratios(const TargetVerdict& target) {
  std::vector<std::string> lines = ratios(target);
  for (std::string& line : basis(target)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> target_clauses(const TargetVerdict& target) {
  std::vector<std::string> lines;
  for (const Clause& clause : target.clauses) {
    lines.push_back(fmt::format("{}: {}: {}", name(clause.decision), one_line(clause.name),
                                one_line(clause.text)));
  }
  if (target.decision != Decision::Inconclusive) return lines;
  if (target.more_launches) {
    lines.push_back(fmt::format(
        "expected to settle it: {}",
        counted(static_cast<std::size_t>(*target.more_launches), "more launch", "more launches")));
  } else if (target.looks_used) {
    lines.emplace_back(
        "no further look is planned: more launches would not settle it, a new campaign would");
  } else if (target.spread_unknown) {
    lines.emplace_back(
        "how many further launches would settle it cannot be told: one launch does not show how "
        "much launches differ");
  } else {
    lines.emplace_back("no number of further launches is known to settle it");
  }
  return lines;
}

}  // namespace fourfold
