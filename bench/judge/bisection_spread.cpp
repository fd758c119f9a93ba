// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/bisection_spread.hpp"

#include <algorithm>

#include "bench/judge/rounds_by_start.hpp"
#include "bench/locate/bisection.hpp"

namespace fourfold {
namespace {

Fault fault_of(GroupSuspect::What what) {
  switch (what) {
    case GroupSuspect::What::Member:
      return Fault::Member;
    case GroupSuspect::What::Pair:
      return Fault::Path;
    case GroupSuspect::What::Together:
      break;
  }
  return Fault::Together;
}

SlowPart in_words(const Members& members, const GroupSuspect& one, const std::string& case_name,
                  bool confirmed) {
  SlowPart part{.fault = fault_of(one.what),
                .place = place(members, one),
                .hosts = {},
                .evidence = evidence(members, one),
                .factor = one.factor,
                .case_name = case_name,
                .confirmed = confirmed};
  for (const int member : one.members) {
    const std::string& host = members.hosts[static_cast<std::size_t>(member)];
    if (part.hosts.empty() || part.hosts.back() != host) part.hosts.push_back(host);
  }
  return part;
}

/// Of one start.
void add(const Members& members, const std::vector<GroupRound>& rounds, const CaseRecord& record,
         BisectionSpread& spread) {
  spread.members = members.ranks.size();
  spread.of_nodes = members.of_nodes;
  spread.again += static_cast<std::size_t>(std::ranges::count(rounds, true, &GroupRound::again));
  spread.rounds += static_cast<std::size_t>(std::ranges::count(rounds, false, &GroupRound::again));
  const bool is_short = link_rules(std::nullopt, record.work.message).latency;
  const BisectionResult result = bisected(members, rounds, is_short);
  for (const GroupSuspect& one : result.named) {
    spread.parts.push_back(in_words(members, one, record.name, true));
  }
  for (const GroupSuspect& one : result.once) {
    spread.parts.push_back(in_words(members, one, record.name, false));
  }
}

}  // namespace

std::optional<BisectionSpread> bisection_spread(
    const RunRecord& record, const std::map<int, std::vector<const CaseRecord*>>& by_launch) {
  BisectionSpread spread;
  for (const auto& one : rounds_by_start(record, by_launch, &Trial::group_rounds)) {
    add(members_of(fabric_of(one.start->hosts, one.start->racks)), one.rounds, *one.record, spread);
  }
  if (spread.rounds == 0) return std::nullopt;
  spread.parts = together(std::move(spread.parts));
  return spread;
}

}  // namespace fourfold
