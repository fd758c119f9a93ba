// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/consistent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace fourfold {
namespace {

std::string of_manifest(const Manifest& m) {
  if (m.ranks < 1) return fmt::format("the manifest says {} ranks", m.ranks);
  if (m.planned_launches < 1) {
    return fmt::format("the manifest plans {} launches", m.planned_launches);
  }
  return "";
}

std::string of_trial(const Trial& trial, int ranks) {
  const auto outside = [ranks](int rank) { return rank < 0 || rank >= ranks; };
  if (std::ranges::any_of(trial.slowest_rank, outside)) {
    return "its slowest rank is none of the run's";
  }
  if (trial.rank_median_s.size() > static_cast<std::size_t>(ranks)) {
    return fmt::format("it has times of {} ranks", trial.rank_median_s.size());
  }
  int grouped = 0;
  for (const GroupSummary& one : trial.groups) {
    if (outside(one.first_rank) || one.ranks > ranks) return "a group of it is none of the run's";
    grouped += one.ranks;
  }
  if (!trial.groups.empty() && grouped != ranks) {
    return fmt::format("its groups have {} ranks", grouped);
  }
  for (std::size_t i = 0; i < trial.fastest_seconds.size(); ++i) {
    if (trial.fastest_seconds[i] > trial.seconds[i] * 1.001) {
      return "its fastest rank is slower than its slowest";
    }
  }
  return "";
}

/// Of a start that was made without some hosts, or of one shard of a merged record, fewer.
int ranks_of(const LaunchRecord* start, const Manifest& manifest) {
  const bool fewer = start != nullptr && !start->hosts.empty() &&
                     (!start->excluded.empty() || !start->shard.empty());
  return fewer ? static_cast<int>(start->hosts.size()) : manifest.ranks;
}

std::string of_start(const LaunchRecord& start, const Manifest& manifest) {
  const std::size_t hosts = start.hosts.size();
  const auto ranks = static_cast<std::size_t>(manifest.ranks);
  if (hosts == 0 || hosts == ranks) return "";
  if (hosts < ranks && (!start.excluded.empty() || !start.shard.empty())) return "";
  return fmt::format("launch {} has the hosts of {} ranks, the run had {}", start.launch, hosts,
                     ranks);
}

std::string of_case(const CaseRecord& one, const RunRecord& record) {
  const Manifest& manifest = record.manifest;
  const LaunchRecord* const start = start_of(record, one.launch, one.start);
  if (start == nullptr && one.start > 1) {
    return fmt::format("it is of start {}, which the record lacks", one.start);
  }
  const int ranks = ranks_of(start, manifest);
  if (one.ranks != ranks) {
    return fmt::format("it was measured on {} ranks, the run had {}", one.ranks, ranks);
  }
  if (one.launch < 1 || one.launch > manifest.planned_launches) {
    return fmt::format("it is of launch {}, {} were planned", one.launch,
                       manifest.planned_launches);
  }
  if (!(one.work.bus_factor >= 0) || !(one.work.flops.value() >= 0)) return "its work is negative";
  if (one.correctness.checked && one.correctness.elements == 0 && !one.reported) {
    return "it was checked, and no element was";
  }
  for (const Trial& trial : one.trials) {
    if (std::string why = of_trial(trial, ranks); !why.empty()) return why;
  }
  return "";
}

}  // namespace

std::string contradiction(const RunRecord& record) {
  if (std::string why = of_manifest(record.manifest); !why.empty()) return why;
  const auto planned = static_cast<std::size_t>(record.manifest.planned_launches);
  if (record.launches.size() > planned) {
    return fmt::format("{} launches, {} were planned", record.launches.size(), planned);
  }
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      if (std::string why = of_start(one, record.manifest); !why.empty()) return why;
    }
  }
  std::set<std::pair<int, std::string>> seen;
  for (const CaseRecord& one : record.cases) {
    std::string why = of_case(one, record);
    if (why.empty() && !seen.emplace(one.launch, one.name).second) why = "it stands there twice";
    if (!why.empty()) return fmt::format("case '{}' of launch {}: {}", one.name, one.launch, why);
  }
  return "";
}

}  // namespace fourfold
