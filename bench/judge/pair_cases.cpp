// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/pair_cases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "bench/judge/alike.hpp"
#include "bench/judge/compare_names.hpp"
#include "bench/judge/logged_cases.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kRelated = 2;  // differences at most for two cases to be worth a word

bool measured(const CaseMetrics& row) {
  return !row.launches.empty() && !row.mismatch && row.median_s > 0;
}

std::string why_not_measured(const CaseMetrics& row, const std::string& whose) {
  if (row.mismatch) return "a wrong result in " + whose;
  return fmt::format("no figure in {}: {}", whose,
                     row.reason.empty() ? "nothing known" : row.reason);
}

std::vector<std::string> notes_on(const CaseMetrics& one, const CaseMetrics& other) {
  const Conditions& a = one.conditions;
  const Conditions& b = other.conditions;
  std::vector<std::string> notes;
  if (one.reported || other.reported) {
    if (a.verified_by != b.verified_by && !a.verified_by.empty() && !b.verified_by.empty()) {
      notes.push_back(fmt::format("verified by {}; and by {}", a.verified_by, b.verified_by));
    }
    return notes;
  }
  if ((a.calls_per_sample == 1) != (b.calls_per_sample == 1)) {
    notes.push_back(
        fmt::format("calls in a sample: {} and {}", a.calls_per_sample, b.calls_per_sample));
  }
  if (a.graph_calls != b.graph_calls) {
    notes.push_back(fmt::format("calls in a graph: {} and {}", a.graph_calls, b.graph_calls));
  }
  if (a.seed != b.seed) notes.push_back(fmt::format("seed {} and {}", a.seed, b.seed));
  return notes;
}

class Pairing {
 public:
  Pairing(const Side& first, const Side& other) : first_(first), other_(other) {}

  PairedCases run() {
    match_names();
    match_work();
    match_logs();
    find_relatives();
    PairedCases result;
    for (const CaseMetrics& a : first_.metrics) {
      const auto match = matches_.find(&a);
      if (match != matches_.end()) {
        settle(a, *match->second, result);
      } else if (measured(a) && told_.count(&a) == 0) {
        result.only_first.push_back(a.name);
      }
    }
    for (const CaseMetrics& b : other_.metrics) {
      if (measured(b) && taken_.count(&b) == 0 && told_.count(&b) == 0) {
        result.only_other.push_back(b.name);
      }
    }
    std::ranges::move(relatives_, std::back_inserter(result.refused));
    return result;
  }

 private:
  void take(const CaseMetrics& a, const CaseMetrics& b) {
    matches_[&a] = &b;
    taken_.insert(&b);
  }

  void match_names() {
    std::unordered_map<std::string, const CaseMetrics*> names;
    for (const CaseMetrics& b : other_.metrics) names.emplace(b.name, &b);
    for (const CaseMetrics& a : first_.metrics) {
      const auto found = names.find(a.name);
      if (found != names.end()) take(a, *found->second);
    }
  }

  /// Measured cases of either side that are alone with their work.
  void match_work() {
    using Rows = std::vector<const CaseMetrics*>;
    std::map<std::string, std::pair<Rows, Rows>> by_work;
    for (const CaseMetrics& a : first_.metrics) {
      if (measured(a) && matches_.count(&a) == 0) by_work[work_name(a.name)].first.push_back(&a);
    }
    for (const CaseMetrics& b : other_.metrics) {
      if (measured(b) && taken_.count(&b) == 0) by_work[work_name(b.name)].second.push_back(&b);
    }
    for (const auto& [work, rows] : by_work) {
      if (rows.first.size() == 1 && rows.second.size() == 1) take(*rows.first[0], *rows.second[0]);
    }
  }

  /// Of what is left, what logs tell of cases of other programs.
  void match_logs() {
    std::vector<const CaseMetrics*> first, other;
    for (const CaseMetrics& a : first_.metrics) {
      if (measured(a) && matches_.count(&a) == 0) first.push_back(&a);
    }
    for (const CaseMetrics& b : other_.metrics) {
      if (measured(b) && taken_.count(&b) == 0) other.push_back(&b);
    }
    for (const LoggedMatch& one : match_across_programs(first, other)) {
      if (one.why.empty()) {
        take(*one.first, *one.other);
      } else {
        relatives_.push_back({one.first->name, one.other->name, one.why});
        told_.insert({one.first, one.other});
      }
    }
  }

  /// Of what is left, those of one operation and size that differ in a word or two.
  void find_relatives() {
    std::multimap<std::string, const CaseMetrics*> left;
    for (const CaseMetrics& b : other_.metrics) {
      if (measured(b) && taken_.count(&b) == 0) left.emplace(b.operation + "/" + b.size, &b);
    }
    for (const CaseMetrics& a : first_.metrics) {
      if (!measured(a) || matches_.count(&a) != 0 || told_.count(&a) != 0) continue;
      const auto [from, to] = left.equal_range(a.operation + "/" + a.size);
      std::vector<std::string> fewest;
      const CaseMetrics* nearest = nullptr;
      for (auto at = from; at != to; ++at) {
        std::vector<std::string> words = differences(a.name, at->second->name);
        // Of different programs, names of one size may stand for other bytes.
        if (words.empty() && across_programs(a, *at->second)) {
          const std::string why = contradiction(a, *at->second);
          if (!why.empty()) words = {why};
        }
        if (words.empty() || words.size() > kRelated) continue;
        if (nearest != nullptr && words.size() >= fewest.size()) continue;
        fewest = std::move(words);
        nearest = at->second;
      }
      if (nearest == nullptr) continue;
      relatives_.push_back({a.name, nearest->name, fmt::format("{}", fmt::join(fewest, "; "))});
      told_.insert(&a);
      told_.insert(nearest);
    }
  }

  void settle(const CaseMetrics& a, const CaseMetrics& b, PairedCases& result) const {
    std::string why;
    if (!measured(a)) why = why_not_measured(a, "the first record");
    if (!measured(b)) why += (why.empty() ? "" : "; ") + why_not_measured(b, "the other record");
    if (!why.empty()) {
      if (a.status != CaseStatus::Skipped || b.status != CaseStatus::Skipped) {
        result.refused.push_back({a.name, b.name, why});
      }
      return;
    }
    why = unlike(a, b, {"the first record", "the other record"});
    if (!why.empty()) {
      result.refused.push_back({a.name, b.name, why});
      return;
    }
    CasePair pair{&a, &b, left_open(a, b)};
    std::ranges::move(notes_on(a, b), std::back_inserter(pair.notes));
    if (a.backend != b.backend) {
      pair.notes.push_back(fmt::format("by {} and by {}", a.backend, b.backend));
    }
    result.pairs.push_back(std::move(pair));
  }

  const Side& first_;
  const Side& other_;
  std::unordered_map<const CaseMetrics*, const CaseMetrics*> matches_;
  std::unordered_set<const CaseMetrics*> taken_, told_;
  std::vector<NotCompared> relatives_;
};

}  // namespace

PairedCases pair_cases(const Side& first, const Side& other) { return Pairing(first, other).run(); }

}  // namespace fourfold
