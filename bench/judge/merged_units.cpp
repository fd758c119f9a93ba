// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/merged_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fourfold {
namespace {

struct HostUnits {
  std::string rack;
  int ranks = 0;
};

std::map<std::string, const LaunchRecord*> fewest_by_shard(const RunRecord& record) {
  std::map<std::string, const LaunchRecord*> fewest;
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      if (one.hosts.empty()) continue;
      const LaunchRecord*& known = fewest[one.shard];
      if (known == nullptr || one.hosts.size() < known->hosts.size()) known = &one;
    }
  }
  return fewest;
}

/// Whether a case is about what ranks do at the same time: all but what each rank, or each group in
/// its turn, does by itself.
bool done_together(const std::string& name) {
  return !name.starts_with("gemm/") && !name.starts_with("memory/") &&
         name.find("/one_at_a_time") == std::string::npos;
}

}  // namespace

Units units_of(const RunRecord& record) {
  std::map<std::string, HostUnits> hosts;
  bool racks = false;
  for (const auto& [shard, start] : fewest_by_shard(record)) {
    std::map<std::string, HostUnits> own;
    for (std::size_t rank = 0; rank < start->hosts.size(); ++rank) {
      HostUnits& host = own[start->hosts[rank]];
      ++host.ranks;
      if (!start->racks.empty()) host.rack = start->racks[rank];
      racks = racks || !host.rack.empty();
    }
    for (const auto& [name, host] : own) {
      HostUnits& known = hosts[name];
      known.ranks = std::max(known.ranks, host.ranks);
      if (known.rack.empty()) known.rack = host.rack;
    }
  }
  Units units;
  for (const auto& [name, host] : hosts) {
    units.hosts.insert(units.hosts.end(), static_cast<std::size_t>(host.ranks), name);
    if (racks)
      units.racks.insert(units.racks.end(), static_cast<std::size_t>(host.ranks), host.rack);
  }
  return units;
}

bool has_shards(const RunRecord& record) {
  const auto other = [&](const MergedRecord& one) {
    return one.shard != record.manifest.merged.front().shard;
  };
  return std::ranges::any_of(record.manifest.merged, other);
}

void find_merged(const RunRecord& record, std::vector<Finding>& findings) {
  if (!has_shards(record)) return;
  const auto together = std::ranges::count_if(record.manifest.planned_cases, done_together);
  const std::string text =
      "merged of shards that were measured at different times: each figure is of one shard alone";
  if (together == 0) {
    findings.push_back({Severity::Note, "run", text});
    return;
  }
  findings.push_back(
      {Severity::NotTested, "run",
       fmt::format("{}, and of what they do at the same time, as {} of its cases would tell, "
                   "nothing is known",
                   text, together)});
}

}  // namespace fourfold
