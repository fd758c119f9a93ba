// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "bench/judge/case_findings.hpp"
#include "bench/record/merge_records.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kOneIn = 20;  // fewer cases than one in so many may be chance

}  // namespace

std::string rank_name(const RunRecord& record, const Unit& unit) {
  std::vector<const LaunchRecord*> starts;  // of its shard, where there are any
  for (const auto* list : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *list) {
      const bool its_own = unit.shard.empty() || one.shard == unit.shard;
      if (its_own && !one.hosts.empty()) starts.push_back(&one);
    }
  }
  std::string who = fmt::format("rank {}", unit.rank);
  if (!unit.shard.empty()) who += fmt::format(" of shard {}", unit.shard);
  if (starts.empty()) return who;
  const LaunchRecord& first = **std::ranges::min_element(
      starts, {}, [](const LaunchRecord* one) { return std::pair(one->launch, one->start); });
  const auto index = static_cast<std::size_t>(unit.rank);
  if (index >= first.hosts.size()) return who;
  const bool moves = std::ranges::any_of(
      starts, [&](const LaunchRecord* one) { return one->hosts != first.hosts; });
  return fmt::format("{} ({}{})", who, first.hosts[index],
                     moves ? fmt::format(", in launch {}", first.launch) : "");
}

bool oversubscribed(const RunRecord& record) {
  const auto job = record.manifest.facts.find("job");
  if (job == record.manifest.facts.end()) return false;
  const auto found = job->second.find("oversubscribed");
  return found != job->second.end() && found->second == "yes";
}

void find_latecomers(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                     std::vector<Finding>& findings) {
  std::map<Unit, std::vector<const CaseMetrics*>> by_unit;
  std::map<std::string, std::size_t> measured;  // cases of each shard
  for (const CaseMetrics& row : metrics) {
    const std::string shard = shard_of(row.name);
    if (row.latest_rank >= 0) ++measured[shard];
    if (row.comes_late()) by_unit[{shard, row.latest_rank}].push_back(&row);
  }
  const bool shared = oversubscribed(record);
  for (const auto& [unit, rows] : by_unit) {
    const CaseMetrics* worst = rows[0];
    for (const CaseMetrics* row : rows) {
      if (row->latest_s > worst->latest_s) worst = row;
    }
    const bool rare = rows.size() * kOneIn < measured[unit.shard];
    findings.push_back(
        {shared || rare ? Severity::Note : Severity::Warning, rank_name(record, unit),
         fmt::format(
             "comes late to its calls in {} of {} cases, and the others wait for it; in {} by "
             "{} of calls of {}. It is not slow in sending{}",
             rows.size(), measured[unit.shard], worst->name,
             format_figure(Metric::Time, worst->latest_s),
             format_figure(Metric::Time, worst->median_s),
             shared ? "; ranks share processors here" : "")});
  }
}

}  // namespace fourfold
