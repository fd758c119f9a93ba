// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/judge/rounding.hpp"
#include "bench/judge/target.hpp"
#include "bench/judge/units.hpp"
#include "core/in_parallel.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kUnitsNamed = 3;

Clause tested_clause(int tested, int contracted, int ranks) {
  const std::string text = fmt::format("tested {} of {} contracted units", tested, contracted);
  // Whatever the further ones did is part of each rate.
  if (ranks > contracted && tested >= contracted) {
    return {"units", Decision::Inconclusive,
            fmt::format("{}; the run is of {}, and its rates are theirs", text, ranks)};
  }
  return {"units", tested < contracted ? Decision::Reject : Decision::Accept, text};
}

/// How units stand to each other in all cases in which each works by itself.
class Fleet {
 public:
  Fleet(const RunRecord& record, const std::vector<const CaseMetrics*>& cases, double tolerance)
      : index_(record), tolerance_(tolerance) {
    std::vector<UnitPaces> paces(cases.size());
    in_parallel(paces.size(), [&](std::size_t i) {
      paces[i] = unit_paces(record, index_, cases[i]->name, tolerance, kUnitsNamed);
    });
    for (std::size_t i = 0; i < paces.size(); ++i) {
      tested_ = i == 0 ? paces[i].tested : std::min(tested_, paces[i].tested);
      add(paces[i], cases[i]->name);
    }
  }

  /// Ranks that have a time, in the case and launch with the fewest.
  int tested() const { return tested_; }

  /// What it makes of a clause that says how many were tested.
  void judge(Clause& clause) const {
    if (slow_ > 0) {
      clause.decision = Decision::Reject;
      clause.text +=
          fmt::format("; {} slower than the fleet's median by more than {} %: {}{}", slow_, limit(),
                      fmt::join(named_slow_, "; "), named_slow_.size() < slow_ ? "; ..." : "");
      return;
    }
    clause.text +=
        fmt::format("; the slowest, {}, takes {} longer than the fleet's median (tolerance {} %)",
                    slowest_.unit < 0 ? "none" : index_.name(slowest_.unit),
                    percent_beside(slowest_.excess, Rounding::Up, tolerance_), limit());
    if (worst_.unit >= 0) {
      clause.text += fmt::format(", in any one launch at most {} ({}, launch {})",
                                 percent_beside(worst_.worst, Rounding::Up, tolerance_),
                                 index_.name(worst_.unit), worst_.worst_launch);
    }
    if (at_times_ == 0) return;
    if (clause.decision == Decision::Accept) clause.decision = Decision::Inconclusive;
    clause.text +=
        fmt::format("; slower by more than that at times: {}{}", fmt::join(named_at_times_, "; "),
                    named_at_times_.size() < at_times_ ? "; ..." : "");
  }

 private:
  std::string limit() const { return limit_text(100 * tolerance_); }

  void add(const UnitPaces& paces, const std::string& name) {
    slow_ += paces.slow;
    at_times_ += paces.at_times;
    if (paces.worst.worst > worst_.worst) worst_ = paces.worst;
    for (const UnitPace& pace : paces.slowest) {
      if (pace.excess > slowest_.excess) slowest_ = pace;
      if (pace.excess <= tolerance_ || named_slow_.size() == kUnitsNamed) continue;
      named_slow_.push_back(fmt::format("{} by {} in {}", index_.name(pace.unit),
                                        percent_beside(pace.excess, Rounding::Down, tolerance_),
                                        name));
    }
    for (const UnitPace& pace : paces.unsteady) {
      if (named_at_times_.size() == kUnitsNamed) break;
      named_at_times_.push_back(fmt::format(
          "{} in {} of {} launches, by {} in launch {}, in {}", index_.name(pace.unit),
          pace.slow_launches, pace.launches, percent_beside(pace.worst, Rounding::Down, tolerance_),
          pace.worst_launch, name));
    }
  }

  UnitIndex index_;
  double tolerance_;
  int tested_ = 0;
  std::size_t slow_ = 0, at_times_ = 0;
  std::vector<std::string> named_slow_, named_at_times_;
  UnitPace slowest_, worst_;
};

}  // namespace

Clause units_clause(const Side& candidate, const std::vector<const CaseMetrics*>& cases,
                    const Target& target, int contracted) {
  int tested = contracted;
  std::vector<const CaseMetrics*> one_by_one;
  for (const CaseMetrics* row : cases) {
    if (row->launches.empty()) {
      return {"units", Decision::Inconclusive,
              fmt::format("no unit has a figure in {}", row->name)};
    }
    tested = std::min(tested, row->ranks);
    // In a collective a rank's own time is mostly the others': only work done alone tells them
    // apart.
    if (row->operation == "gemm" || row->operation == "memory") one_by_one.push_back(row);
  }
  const int ranks = candidate.record.manifest.ranks;
  if (one_by_one.empty()) {
    Clause clause = tested_clause(tested, contracted, ranks);
    clause.text += "; no dimension times each unit by itself, so none was held against the others";
    return clause;
  }
  const Fleet fleet(candidate.record, one_by_one, target.tolerance);
  Clause clause = tested_clause(std::min(tested, fleet.tested()), contracted, ranks);
  fleet.judge(clause);
  return clause;
}

}  // namespace fourfold
