// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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
  return text + fmt::format(", against {}: count ratio by contract {}",
                            units_text(*target.baseline_contracted, target.baseline_facility),
                            ratio_text(ratio));
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
      fmt::format("target {:g} x the baseline: {}", target.target, name(target.decision));
  if (target.dimensions.empty()) return {asked + "; no ratio could be computed"};
  return {
      fmt::format("{}; capacity ratio {}, one-sided bounds {}", asked,
                  ratio_text(target.capacity_ratio), interval_text(target.interval)),
      fmt::format("count ratio {} (ranks / ranks), per-unit ratio {} (capacity / count)",
                  ratio_text(target.count_ratio), ratio_text(target.per_unit_ratio)),
      fmt::format("assumption-free {} (slowest candidate launch / fastest baseline launch)",
                  ratio_text(target.assumption_free)),
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
  lines.push_back(target.more_launches
                      ? fmt::format("expected to settle it: {}",
                                    counted(static_cast<std::size_t>(*target.more_launches),
                                            "more launch", "more launches"))
                      : std::string("no number of further launches is known to settle it"));
  return lines;
}

}  // namespace fourfold
