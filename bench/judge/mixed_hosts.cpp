// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/mixed_hosts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace fourfold {
namespace {

constexpr std::size_t kNamed = 8;  // hosts in one sentence

/// The machine that a start was made on.
struct Placement {
  std::string shard;
  std::map<std::string, int> ranks;  // by host
  std::set<std::string> excluded;
};

Placement placement_of(const LaunchRecord& start) {
  Placement placement{start.shard, {}, {start.excluded.begin(), start.excluded.end()}};
  for (const std::string& host : start.hosts) ++placement.ranks[host];
  return placement;
}

/// Whether each host of `a` is in `b` with as many ranks, or `b` was made without it.
bool within(const Placement& a, const Placement& b) {
  return std::ranges::all_of(a.ranks, [&](const auto& host) {
    const auto found = b.ranks.find(host.first);
    return found == b.ranks.end() ? b.excluded.contains(host.first) : found->second == host.second;
  });
}

std::string text_of(const Placement& placement) {
  const int first = placement.ranks.begin()->second;
  const bool alike =
      std::ranges::all_of(placement.ranks, [&](const auto& host) { return host.second == first; });
  std::vector<std::string> names;
  for (const auto& [host, ranks] : placement.ranks) {
    if (names.size() == kNamed) {
      names.push_back(fmt::format("and {} more", placement.ranks.size() - kNamed));
      break;
    }
    names.push_back(alike ? host
                          : fmt::format("{} ({} rank{})", host, ranks, ranks == 1 ? "" : "s"));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::vector<SameHosts> mixed_hosts(const RunRecord& record) {
  std::vector<Placement> placements;
  std::vector<SameHosts> groups;
  std::map<std::pair<int, int>, std::size_t> group_of_start;
  std::map<std::string, std::size_t> of_shard;  // how many groups it has
  for (const CaseRecord& one : record.cases) {
    const std::pair place{one.launch, one.start};
    auto known = group_of_start.find(place);
    if (known == group_of_start.end()) {
      const LaunchRecord* const start = start_of(record, one.launch, one.start);
      if (start == nullptr || start->hosts.empty()) continue;
      const Placement own = placement_of(*start);
      const auto same = std::ranges::find_if(placements, [&](const Placement& other) {
        return other.shard == own.shard && within(own, other) && within(other, own);
      });
      const auto at = static_cast<std::size_t>(same - placements.begin());
      if (same == placements.end()) {
        placements.push_back(own);
        groups.push_back({text_of(own), {}});
        ++of_shard[own.shard];
      }
      known = group_of_start.emplace(place, at).first;
    }
    groups[known->second].cases.insert(one.name);
  }
  std::vector<SameHosts> mixed;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (of_shard[placements[i].shard] > 1) mixed.push_back(std::move(groups[i]));
  }
  return mixed;
}

std::string describe(const std::vector<SameHosts>& groups) {
  std::vector<std::string> parts;
  for (const SameHosts& one : groups) {
    parts.push_back(fmt::format("{} case{} on {}", one.cases.size(),
                                one.cases.size() == 1 ? "" : "s", one.hosts));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace fourfold
