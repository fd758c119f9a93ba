// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/link_spread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "bench/judge/rounds_by_start.hpp"
#include "bench/locate/pair_times.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::vector<LinkSpread::Rank> ranks_of(const Fabric& fabric, const std::vector<PairTime>& times) {
  std::vector<std::vector<double>> by_rank(fabric.node_of.size());
  for (const PairTime& pair : times) {
    for (const int node : pair.node) {
      const auto& ranks = fabric.nodes[static_cast<std::size_t>(node)].ranks;
      by_rank[static_cast<std::size_t>(ranks[static_cast<std::size_t>(pair.rail)])].push_back(
          std::exp(pair.log_s));
    }
  }
  std::vector<LinkSpread::Rank> ranks;
  for (std::size_t rank = 0; rank < by_rank.size(); ++rank) {
    const auto node = static_cast<std::size_t>(fabric.node_of[rank]);
    ranks.push_back({fabric.nodes[node].name, fabric.rail_of[rank],
                     by_rank[rank].empty() ? 0 : median(by_rank[rank])});
  }
  return ranks;
}

SlowPart in_words(const Fabric& fabric, const Suspect& one, const LinkRules& rules,
                  const std::string& case_name, bool confirmed) {
  SlowPart part{.fault = one.fault,
                .place = place(fabric, one),
                .hosts = {},
                .evidence = evidence(fabric, one, rules),
                .factor = one.factor,
                .case_name = case_name,
                .confirmed = confirmed};
  for (const int node : one.nodes) {
    part.hosts.push_back(fabric.nodes[static_cast<std::size_t>(node)].name);
  }
  return part;
}

constexpr std::size_t kNodesToJudge = 4;

/// Of these hosts and their racks, by rank ("" where not known; empty where none is).
std::vector<NotJudged> not_judged(const Fabric& fabric, const LaunchRecord& start,
                                  const LinkRules& rules) {
  if (fabric.nodes.size() < kNodesToJudge) {
    return {
        {"nodes in pairs",
         fmt::format("{} nodes: with fewer than four nobody can tell which one is slow, or that "
                     "both are",
                     fabric.nodes.size()),
         false}};
  }
  std::set<std::string> unknown;
  for (std::size_t rank = 0; rank < start.hosts.size(); ++rank) {
    if (rank >= start.racks.size() || start.racks[rank].empty()) unknown.insert(start.hosts[rank]);
  }
  if (unknown.size() == fabric.nodes.size()) {
    return {{"uplinks", "it is not known which host is in which rack", true}};
  }
  if (!unknown.empty()) {
    const std::string more =
        unknown.size() > 1 ? fmt::format(", nor of {} others", unknown.size() - 1) : "";
    return {{"uplinks",
             fmt::format("it is not known which rack host {} is in{}", *unknown.begin(), more),
             true}};
  }
  if (fabric.racks.size() == 2 && !rules.oversubscription) {
    return {{"uplinks",
             "of two racks none shows what is usual of the other: racks.oversubscription must say "
             "what their uplinks are built for",
             true}};
  }
  return {};
}

NotJudged more_than(std::size_t found) {
  return {"further slow parts (there may be some)",
          fmt::format("the search ended with {} of them", found), false};
}

NotJudged varying(const Fabric& fabric, const Varying& some) {
  const std::string which = fabric.racks.size() < 2 ? ""
                            : some.across           ? " between racks"
                                                    : " within racks";
  return {"paths between two nodes",
          fmt::format("times of pairs{} vary from round to round, as where flows share links: {} "
                      "of {} were slow in the first look, and {} of these each time they met again",
                      which, some.slow, some.pairs, some.again),
          false};
}

/// Of one start.
void add(const Fabric& fabric, const LaunchRecord& start, const std::vector<PairRound>& rounds,
         const CaseRecord& record, LinkSpread& spread, std::vector<double>& all) {
  const std::vector<PairTime> times = pair_times(fabric, rounds);
  for (const PairTime& pair : times) {
    all.push_back(std::exp(pair.log_s));
    if (all.back() <= spread.slowest_s) continue;
    spread.slowest_s = all.back();
    const auto name = [&](int node) { return fabric.nodes[static_cast<std::size_t>(node)].name; };
    spread.slowest = fmt::format("{} - {}", name(pair.node[0]), name(pair.node[1]));
  }
  spread.nodes = std::max(spread.nodes, fabric.nodes.size());
  spread.again += static_cast<std::size_t>(std::ranges::count(rounds, true, &PairRound::again));
  spread.rounds += static_cast<std::size_t>(std::ranges::count(rounds, false, &PairRound::again));
  spread.ranks = ranks_of(fabric, times);
  const LinkRules rules = link_rules(
      record.oversubscription > 0 ? std::optional(record.oversubscription) : std::nullopt,
      record.work.message);
  const Located located = locate(fabric, rounds, rules);
  std::vector<NotJudged> open = not_judged(fabric, start, rules);
  std::size_t found = located.named.size() + located.once.size();
  for (const Varying& one : located.varying) {
    open.push_back(varying(fabric, one));
    found += static_cast<std::size_t>(one.slow);
  }
  if (located.more) open.push_back(more_than(found));
  for (NotJudged& one : open) {
    const auto known = std::ranges::find(spread.not_judged, one);
    if (known == spread.not_judged.end()) spread.not_judged.push_back(std::move(one));
  }
  for (const Suspect& one : located.named) {
    spread.parts.push_back(in_words(fabric, one, rules, record.name, true));
  }
  for (const Suspect& one : located.once) {
    spread.parts.push_back(in_words(fabric, one, rules, record.name, false));
  }
}

/// Whether what one is makes the other, of the same place, no news.
bool explains_there(const SlowPart& one, const SlowPart& other) {
  if (one.confirmed != other.confirmed) return one.confirmed;
  return one.fault != other.fault ? one.fault < other.fault : &one < &other;
}

/// The same of other places.
bool explains_elsewhere(const SlowPart& one, const SlowPart& other) {
  return one.place != other.place && (one.confirmed || !other.confirmed) && one.fault < other.fault;
}

}  // namespace

std::optional<LinkSpread> link_spread(
    const RunRecord& record, const std::map<int, std::vector<const CaseRecord*>>& by_launch) {
  LinkSpread spread;
  std::vector<double> all;
  for (const auto& one : rounds_by_start(record, by_launch, &Trial::pair_rounds)) {
    add(fabric_of(one.start->hosts, one.start->racks), *one.start, one.rounds, *one.record, spread,
        all);
  }
  if (all.empty()) return std::nullopt;
  spread.median_s = median(all);
  spread.parts = together(std::move(spread.parts));
  return spread;
}

std::vector<SlowPart> together(std::vector<SlowPart> parts) {
  using Parts = std::vector<const SlowPart*>;
  std::unordered_map<std::string, Parts> at_place, of_host;
  for (const SlowPart& one : parts) {
    at_place[one.place].push_back(&one);
    if (one.hosts.size() == 1) of_host[one.hosts[0]].push_back(&one);
  }
  std::vector<bool> explained;
  for (const SlowPart& one : parts) {
    const auto there = [&](const SlowPart* by) { return by != &one && explains_there(*by, one); };
    const auto elsewhere = [&](const SlowPart* by) { return explains_elsewhere(*by, one); };
    const auto by_host = [&](const std::string& host) {
      return std::ranges::any_of(of_host[host], elsewhere);
    };
    explained.push_back(std::ranges::any_of(at_place[one.place], there) ||
                        std::ranges::any_of(one.hosts, by_host));
  }
  std::size_t at = 0;
  std::erase_if(parts, [&](const SlowPart&) { return explained[at++]; });
  std::ranges::stable_sort(parts, [](const SlowPart& a, const SlowPart& b) {
    return a.confirmed != b.confirmed ? a.confirmed : a.fault < b.fault;
  });
  return parts;
}

}  // namespace fourfold
