// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/candidates.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fourfold {
namespace {

using Key = std::pair<int, int>;

/// What has one key, by key; indices ascend.
struct Group {
  Key key;
  Indices pairs;
};

/// `keys_of` gives a pair's keys, an array of them, which `holds` asks for.
std::vector<Group> grouped(const std::vector<PairTime>& times, auto holds, auto keys_of) {
  std::vector<std::pair<Key, std::size_t>> rows;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!holds(times[i])) continue;
    for (const Key& key : keys_of(times[i])) rows.emplace_back(key, i);
  }
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  std::vector<Group> groups;
  for (const auto& [key, index] : rows) {
    if (groups.empty() || groups.back().key != key) groups.push_back({key, {}});
    groups.back().pairs.push_back(index);
  }
  return groups;
}

using One = std::array<Key, 1>;
using Two = std::array<Key, 2>;

}  // namespace

std::vector<Candidate> candidates(const Fabric& fabric, const std::vector<PairTime>& times,
                                  Fault kind) {
  std::vector<Candidate> all;
  const auto add = [&](Indices& pairs, std::vector<int> nodes, std::vector<int> racks, int rail) {
    Candidate one;
    one.suspect.fault = kind;
    one.suspect.nodes = std::move(nodes);
    one.suspect.racks = std::move(racks);
    one.suspect.rail = rail;
    one.pairs = std::move(pairs);
    all.push_back(std::move(one));
  };
  const auto rack = [&](int node) { return fabric.nodes[static_cast<std::size_t>(node)].rack; };
  const auto any = [](const PairTime&) { return true; };
  const auto across = [](const PairTime& t) { return t.across; };
  switch (kind) {
    case Fault::Uplink:
      if (fabric.racks.size() == 2) {
        // All that crosses goes through both.
        const auto both = [](const PairTime&) { return One{Key{0, 1}}; };
        for (auto& [key, pairs] : grouped(times, across, both)) add(pairs, {}, {0, 1}, -1);
        break;
      }
      for (auto& [key, pairs] : grouped(times, across, [&](const PairTime& t) {
             return Two{Key{rack(t.node[0]), 0}, Key{rack(t.node[1]), 0}};
           })) {
        add(pairs, {}, {key.first}, -1);
      }
      break;
    case Fault::Rail:
      if (fabric.rails < 2) break;
      for (auto& [key, pairs] : grouped(times, any, [](const PairTime& t) {
             return One{Key{t.rail, 0}};
           })) {
        add(pairs, {}, {}, key.first);
      }
      break;
    case Fault::Cable:
      for (auto& [key, pairs] : grouped(times, any, [](const PairTime& t) {
             return Two{Key{t.node[0], 0}, Key{t.node[1], 0}};
           })) {
        add(pairs, {key.first}, {}, -1);
      }
      break;
    case Fault::Adapter:
      if (fabric.rails < 2) break;
      for (auto& [key, pairs] : grouped(times, any, [](const PairTime& t) {
             return Two{Key{t.node[0], t.rail}, Key{t.node[1], t.rail}};
           })) {
        add(pairs, {key.first}, {}, key.second);
      }
      break;
    default:
      for (auto& [key, pairs] : grouped(times, any, [](const PairTime& t) {
             return One{Key{std::minmax(t.node[0], t.node[1])}};
           })) {
        add(pairs, {key.first, key.second}, {}, -1);
      }
      break;
  }
  return all;
}

}  // namespace fourfold
