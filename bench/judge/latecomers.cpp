// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "bench/judge/case_findings.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kOneIn = 20;  // fewer cases than one in so many may be chance

}  // namespace

std::string rank_name(const RunRecord& record, int rank) {
  const LaunchRecord* first = nullptr;
  for (const auto* starts : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *starts) {
      const bool earlier = first == nullptr || std::pair(one.launch, one.start) <
                                                   std::pair(first->launch, first->start);
      if (!one.hosts.empty() && earlier) first = &one;
    }
  }
  const auto index = static_cast<std::size_t>(rank);
  if (first == nullptr || index >= first->hosts.size() || !first->shard.empty()) {
    return fmt::format("rank {}", rank);
  }
  const bool moves = std::ranges::any_of(record.launches, [&](const LaunchRecord& one) {
    return !one.hosts.empty() && one.hosts != first->hosts;
  });
  return fmt::format("rank {} ({}{})", rank, first->hosts[index], moves ? ", in launch 1" : "");
}

bool oversubscribed(const RunRecord& record) {
  const auto job = record.manifest.facts.find("job");
  if (job == record.manifest.facts.end()) return false;
  const auto found = job->second.find("oversubscribed");
  return found != job->second.end() && found->second == "yes";
}

void find_latecomers(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                     std::vector<Finding>& findings) {
  std::map<int, std::vector<const CaseMetrics*>> by_rank;
  std::size_t measured = 0;
  for (const CaseMetrics& row : metrics) {
    if (row.latest_rank >= 0) ++measured;
    if (row.comes_late()) by_rank[row.latest_rank].push_back(&row);
  }
  const bool shared = oversubscribed(record);
  for (const auto& [rank, rows] : by_rank) {
    const CaseMetrics* worst = rows[0];
    for (const CaseMetrics* row : rows) {
      if (row->latest_s > worst->latest_s) worst = row;
    }
    const bool rare = rows.size() * kOneIn < measured;
    findings.push_back(
        {shared || rare ? Severity::Note : Severity::Warning, rank_name(record, rank),
         fmt::format(
             "comes late to its calls in {} of {} cases, and the others wait for it; in {} by "
             "{} of calls of {}. It is not slow in sending{}",
             rows.size(), measured, worst->name, format_figure(Metric::Time, worst->latest_s),
             format_figure(Metric::Time, worst->median_s),
             shared ? "; ranks share processors here" : "")});
  }
}

}  // namespace fourfold
