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

#include "bench/judge/compare_names.hpp"
#include "bench/judge/logged_cases.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kRelated = 2;  // differences at most for two cases to be worth a word

/// How each case was measured, as the first launch that did says.
using Conditions = std::unordered_map<std::string, const CaseRecord*>;

Conditions conditions_of(const RunRecord& record) {
  Conditions conditions;
  for (const CaseRecord& one : record.cases) {
    if (one.status == CaseStatus::Measured && !one.trials.empty()) {
      conditions.try_emplace(one.name, &one);
    }
  }
  return conditions;
}

bool measured(const CaseMetrics& row) {
  return !row.launches.empty() && !row.mismatch && row.median_s > 0;
}

std::string why_not_measured(const CaseMetrics& row, const std::string& whose) {
  if (row.mismatch) return "a wrong result in " + whose;
  return fmt::format("no figure in {}: {}", whose,
                     row.reason.empty() ? "nothing known" : row.reason);
}

/// Bytes and operations of one call, for each chip.
std::string other_work(const Work& a, const Work& b) {
  if (a.message.count() != b.message.count()) {
    return fmt::format("message of {} B for each chip, not {} B", b.message.count(),
                       a.message.count());
  }
  if (a.memory.count() != b.memory.count()) {
    return fmt::format("{} B read and written, not {} B", b.memory.count(), a.memory.count());
  }
  if (a.flops.value() != b.flops.value()) {
    return fmt::format("{:g} operations a call, not {:g}", b.flops.value(), a.flops.value());
  }
  return "";
}

/// Why two measured cases of one name are not the same thing; "" where they are.
std::string unlike(const CaseMetrics& a, const CaseMetrics& b, const CaseRecord& of_a,
                   const CaseRecord& of_b) {
  if (a.operation == "contest") return "a contest is a comparison already, each in its own run";
  if (a.overlap || b.overlap) {
    return "overlapped: the computation is as long as each machine's own call, so not the same";
  }
  if (a.dtype != b.dtype) return fmt::format("dtype {}, not {}", b.dtype, a.dtype);
  if (std::string why = other_work(a.work, b.work); !why.empty()) return why;
  // Of a log it is a note how its results were checked: no log is checked as ours are.
  if (!a.reported && !b.reported && of_a.verified_by != of_b.verified_by) {
    return fmt::format("verified by {}; not by {}", of_b.verified_by, of_a.verified_by);
  }
  for (const auto& [row, other, whose] :
       {std::tuple{&a, &b, "the first"}, std::tuple{&b, &a, "the other"}}) {
    if (!row->correct && !row->reported && (other->correct || other->reported) && !a.without_data) {
      return fmt::format("results of {} were not checked", whose);
    }
  }
  if (of_a.groups_in_turns != of_b.groups_in_turns) return "groups in turns, and at the same time";
  if ((of_a.graph_calls > 0) != (of_b.graph_calls > 0))
    return "launched by a graph on one side alone";
  if ((a.groups && !a.groups->even) || (b.groups && !b.groups->even)) {
    return "groups of unlike size: the slowest may be the largest";
  }
  return "";
}

int batch(const CaseRecord& one) {
  return one.trials.empty() ? 1 : one.trials.front().calls_per_sample;
}

std::vector<std::string> notes_on(const CaseRecord& a, const CaseRecord& b) {
  std::vector<std::string> notes;
  if (a.reported || b.reported) {
    if (a.verified_by != b.verified_by && !a.verified_by.empty() && !b.verified_by.empty()) {
      notes.push_back(fmt::format("verified by {}; and by {}", a.verified_by, b.verified_by));
    }
    return notes;
  }
  if ((batch(a) == 1) != (batch(b) == 1)) {
    notes.push_back(fmt::format("calls in a sample: {} and {}", batch(a), batch(b)));
  }
  if (a.graph_calls != b.graph_calls) {
    notes.push_back(fmt::format("calls in a graph: {} and {}", a.graph_calls, b.graph_calls));
  }
  if (a.seed != b.seed) notes.push_back(fmt::format("seed {} and {}", a.seed, b.seed));
  return notes;
}

class Pairing {
 public:
  Pairing(const Side& first, const Side& other)
      : first_(first),
        other_(other),
        of_first_(conditions_of(first.record)),
        of_other_(conditions_of(other.record)) {}

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
    const CaseRecord& of_a = *of_first_.at(a.name);
    const CaseRecord& of_b = *of_other_.at(b.name);
    why = unlike(a, b, of_a, of_b);
    if (!why.empty()) {
      result.refused.push_back({a.name, b.name, why});
      return;
    }
    CasePair pair{&a, &b, left_open(a, b)};
    std::ranges::move(notes_on(of_a, of_b), std::back_inserter(pair.notes));
    if (a.backend != b.backend) {
      pair.notes.push_back(fmt::format("by {} and by {}", a.backend, b.backend));
    }
    result.pairs.push_back(std::move(pair));
  }

  const Side& first_;
  const Side& other_;
  Conditions of_first_, of_other_;
  std::unordered_map<const CaseMetrics*, const CaseMetrics*> matches_;
  std::unordered_set<const CaseMetrics*> taken_, told_;
  std::vector<NotCompared> relatives_;
};

}  // namespace

PairedCases pair_cases(const Side& first, const Side& other) { return Pairing(first, other).run(); }

}  // namespace fourfold
