// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/judge/host_programs.hpp"
#include "bench/judge/known_parts.hpp"
#include "bench/judge/merged_units.hpp"
#include "bench/judge/target.hpp"
#include "bench/judge/units.hpp"
#include "bench/record/interruptions.hpp"
#include "core/in_parallel.hpp"

namespace fourfold {
namespace {

/// What its own clauses would say of such a candidate, too.
std::string unsound(const RunRecord& baseline, const std::vector<CaseMetrics>& metrics) {
  if (has_shards(baseline)) return "its shards were measured at different times";
  if (!baseline.manifest.injected.empty()) {
    return fmt::format("it has injected faults ({})", fmt::join(baseline.manifest.injected, ", "));
  }
  if (const int sharing = ranks_per_gpu(baseline); sharing > 1) {
    return fmt::format("{} of its ranks shared a GPU", sharing);
  }
  if (const auto gpus = own_gpus_clause(baseline); gpus && gpus->decision != Decision::Accept) {
    return gpus->text;
  }
  if (std::string why = differing_programs(baseline); !why.empty()) return why;
  const auto wrong = std::ranges::count_if(
      metrics, [](const CaseMetrics& row) { return row.mismatch.has_value(); });
  return wrong == 0 ? "" : fmt::format("{} of its cases gave wrong results", wrong);
}

/// A start that a fault ended, or a launch that was never finished.
std::string interrupted(const RunRecord& baseline) {
  if (const auto hosts = excluded_hosts(baseline); !hosts.empty()) {
    return fmt::format("it was measured without {} of its hosts ({})", hosts.size(),
                       fmt::join(hosts, ", "));
  }
  for (const Interruption& one : interruptions(baseline)) {
    if (is_fault(one.kind) || !one.completed) return describe(one);
  }
  const auto launches = static_cast<int>(baseline.launches.size());
  if (launches >= baseline.manifest.planned_launches) return "";
  return fmt::format("{} of its {} planned launches were made", launches,
                     baseline.manifest.planned_launches);
}

std::string not_shown(const std::vector<CaseMetrics>& metrics) {
  for (const CaseMetrics& row : metrics) {
    if (row.status == CaseStatus::Failed) {
      return fmt::format("{} failed in it: {}", row.name, row.reason);
    }
    if (!row.launches.empty() && !row.correct && !row.without_data) {
      return fmt::format("results of {} were not checked in it", row.name);
    }
  }
  return "";
}

/// A rank that is missing counts 0 in a candidate's rate. In a baseline's that would be a gift.
std::string not_whole(const RunRecord& baseline, const std::vector<CaseMetrics>& metrics) {
  const int ranks = baseline.manifest.ranks;
  std::vector<const CaseMetrics*> one_by_one;
  for (const CaseMetrics& row : metrics) {
    if (row.launches.empty()) continue;
    if (row.ranks != ranks) {
      return fmt::format("{} was measured on {} of its {} ranks", row.name, row.ranks, ranks);
    }
    if (!row.set_aside.empty()) {
      return fmt::format("{} was measured on another number of ranks in launch {}", row.name,
                         fmt::join(row.set_aside, ", "));
    }
    if (row.operation == "gemm" || row.operation == "memory") one_by_one.push_back(&row);
  }
  std::vector<int> tested(one_by_one.size());
  in_parallel(tested.size(),
              [&](std::size_t i) { tested[i] = units_tested(baseline, one_by_one[i]->name); });
  for (std::size_t i = 0; i < tested.size(); ++i) {
    if (tested[i] >= ranks) continue;
    return fmt::format("{} has times of {} of its {} ranks", one_by_one[i]->name, tested[i], ranks);
  }
  return "";
}

/// Why it is not what that machine delivers, or "".
std::string unfit(const RunRecord& baseline, const std::vector<CaseMetrics>& metrics) {
  std::string why = unsound(baseline, metrics);
  if (why.empty()) why = interrupted(baseline);
  if (why.empty() && baseline.launches.size() < 2) {
    why = fmt::format(
        "launches in its record: {}; one does not show how much launches differ, two "
        "are the least",
        baseline.launches.size());
  }
  if (!why.empty() || is_imported(baseline)) return why;
  why = not_shown(metrics);
  return why.empty() ? not_whole(baseline, metrics) : why;
}

}  // namespace

Clause baseline_clause(const Basis& basis, const std::vector<CaseMetrics>& metrics) {
  Clause clause{"baseline", Decision::Inconclusive, "no record of a baseline was given"};
  if (!basis.obstacle.empty()) clause.text = basis.obstacle;
  const RunRecord* const baseline = basis.baseline;
  if (baseline == nullptr) return clause;
  const std::string why = unfit(*baseline, metrics);
  if (!why.empty()) {
    clause.text = why + "; it cannot serve as one";
  } else {
    clause.decision = Decision::Accept;
    clause.text =
        fmt::format("'{}' of {}: {} ranks, {} launches, {}", baseline->manifest.suite_name,
                    baseline->manifest.started, baseline->manifest.ranks, baseline->launches.size(),
                    is_imported(*baseline) ? "imported from logs of other programs, none "
                                             "of which says that a result was wrong"
                                           : "zero wrong results");
  }
  return clause;
}

}  // namespace fourfold
