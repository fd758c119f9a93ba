// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/candidates.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace fourfold {
namespace {

using Key = std::pair<int, int>;
using Keys = std::vector<Key>;

std::map<Key, Indices> grouped(const std::vector<PairTime>& times, auto keys_of) {
  std::map<Key, Indices> groups;
  for (std::size_t i = 0; i < times.size(); ++i) {
    for (const Key& key : keys_of(times[i])) groups[key].push_back(i);
  }
  return groups;
}

}  // namespace

std::vector<Candidate> candidates(const Fabric& fabric, const std::vector<PairTime>& times,
                                  Fault kind) {
  std::vector<Candidate> all;
  const auto add = [&](Indices pairs, std::vector<int> nodes, std::vector<int> racks, int rail) {
    Candidate one;
    one.suspect.fault = kind;
    one.suspect.nodes = std::move(nodes);
    one.suspect.racks = std::move(racks);
    one.suspect.rail = rail;
    one.pairs = std::move(pairs);
    all.push_back(std::move(one));
  };
  const auto rack = [&](int node) { return fabric.nodes[static_cast<std::size_t>(node)].rack; };
  std::map<Key, Indices> groups;
  switch (kind) {
    case Fault::Uplink:
      if (fabric.racks.size() == 2) {
        // All that crosses goes through both.
        groups = grouped(times, [](const PairTime& t) { return t.across ? Keys{{0, 1}} : Keys{}; });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {0, 1}, -1);
        break;
      }
      groups = grouped(times, [&](const PairTime& t) {
        return t.across ? Keys{{rack(t.node[0]), 0}, {rack(t.node[1]), 0}} : Keys{};
      });
      for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {key.first}, -1);
      break;
    case Fault::Rail:
      if (fabric.rails < 2) break;
      groups = grouped(times, [](const PairTime& t) { return Keys{{t.rail, 0}}; });
      for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {}, key.first);
      break;
    case Fault::Cable:
      groups = grouped(times, [](const PairTime& t) {
        return Keys{{t.node[0], 0}, {t.node[1], 0}};
      });
      for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first}, {}, -1);
      break;
    case Fault::Adapter:
      if (fabric.rails < 2) break;
      groups = grouped(times, [](const PairTime& t) {
        return Keys{{t.node[0], t.rail}, {t.node[1], t.rail}};
      });
      for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first}, {}, key.second);
      break;
    default:
      groups =
          grouped(times, [](const PairTime& t) { return Keys{std::minmax(t.node[0], t.node[1])}; });
      for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first, key.second}, {}, -1);
      break;
  }
  return all;
}

}  // namespace fourfold
