// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/case_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "bench/record/merge_records.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

// A straggler is slowest this often, beyond chance, and by this much of a call and of time.
constexpr double kShare = 2.0 / 3.0;
constexpr double kChance = 1e-6;
constexpr double kExcess = 0.25;
constexpr double kExcess_s = 5e-6;
constexpr std::size_t kOneIn = 20;     // fewer cases than one in so many are a note, not a warning
constexpr std::size_t kManyCases = 3;  // from here on one finding stands for all of them

/// In a broadcast or a gather, one rank is last by design.
bool has_root(const CaseMetrics& row) {
  const auto collective = parse_collective(row.operation);
  return collective && traits(*collective).rooted;
}

bool holds_others_up(const CaseMetrics& row) {
  if (row.ranks < 2 || row.samples == 0 || has_root(row) || row.pairs) return false;
  if (row.comes_late() && row.latest_rank != row.slowest_rank) return false;  // it only waits
  if (row.slowest_share < kShare || row.slowest_excess < kExcess) return false;
  const double fastest_s = row.median_s / (1 + row.slowest_excess);
  if (row.median_s - fastest_s < kExcess_s) return false;
  const double samples = static_cast<double>(row.samples);
  const auto times = static_cast<std::size_t>(std::llround(row.slowest_share * samples));
  return times > 0 && 1 - binomial_cdf(times - 1, row.samples, 1.0 / row.ranks) < kChance;
}

}  // namespace

std::vector<std::string> find_wrong(const std::vector<CaseMetrics>& metrics,
                                    std::vector<Finding>& findings) {
  std::vector<std::string> verdicts;
  for (const CaseMetrics& row : metrics) {
    verdicts.emplace_back("ok");
    if (row.mismatch) {
      verdicts.back() = "WRONG";
      findings.push_back({Severity::Fatal, row.name, "wrong result: " + describe(*row.mismatch)});
    } else if (row.status == CaseStatus::Failed) {
      verdicts.back() = "FAILED";
      findings.push_back({Severity::Fatal, row.name, "failed: " + row.reason});
    } else if (row.status == CaseStatus::Skipped) {
      verdicts.back() = "skipped";
    } else if (!row.correct && !row.without_data) {
      verdicts.back() = "unsure";
      findings.push_back({Severity::NotTested, row.name, "its results were not checked"});
    }
  }
  return verdicts;
}

void find_stragglers(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                     std::vector<Finding>& findings) {
  std::map<Unit, std::vector<const CaseMetrics*>> by_unit;
  std::map<std::string, std::size_t> measured;  // cases of each shard
  for (const CaseMetrics& row : metrics) {
    const std::string shard = shard_of(row.name);
    if (row.samples > 0) ++measured[shard];
    if (holds_others_up(row)) by_unit[{shard, row.slowest_rank}].push_back(&row);
  }
  const bool shared = oversubscribed(record);
  const auto note_why = [&](const std::vector<const CaseMetrics*>& rows,
                            std::size_t of_cases) -> std::string {
    if (shared) return "; ranks share processors here";
    // A rank that is slow is slow in more than one case of twenty, and not once only.
    if (rows.size() * kOneIn < of_cases) {
      return fmt::format("; in {} of {} cases", rows.size(), of_cases);
    }
    const bool once = rows.size() == 1 && rows[0]->slowest_launches < 2;
    return once ? "; in one case and one launch, which may be chance" : "";
  };
  for (const auto& [unit, rows] : by_unit) {
    const std::string who = rank_name(record, unit);
    const std::string why_note = note_why(rows, measured[unit.shard]);
    const Severity severity = why_note.empty() ? Severity::Warning : Severity::Note;
    if (rows.size() < kManyCases) {
      for (const CaseMetrics* row : rows) {
        findings.push_back(
            {severity, row->name,
             fmt::format("{} was the slowest in {:.0f} % of {} samples, by {:.0f} %{}", who,
                         100 * row->slowest_share, row->samples, 100 * row->slowest_excess,
                         why_note)});
      }
      continue;
    }
    std::vector<double> excess;
    for (const CaseMetrics* row : rows) excess.push_back(row->slowest_excess);
    findings.push_back(
        {severity, who,
         fmt::format("a straggler: the slowest in {} cases, by {:.0f} % in the median case and "
                     "{:.0f} % in the worst; among them {}, {} and {}{}",
                     rows.size(), 100 * median(excess), 100 * std::ranges::max(excess),
                     rows[0]->name, rows[1]->name, rows[2]->name, why_note)});
  }
}

}  // namespace fourfold
