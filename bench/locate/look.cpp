// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/look.hpp"

#include <algorithm>

#include "bench/locate/slow_links.hpp"

namespace fourfold {

Look::Look(const Fabric& fabric, std::span<const PairRound> rounds, const LinkRules& rules,
           std::span<const Suspect> excluded)
    : fabric_(fabric),
      rules_(rules),
      processors_(slow_processors(fabric, rounds)),
      times_(pair_times(fabric, rounds)) {
  std::vector<bool> out(fabric.nodes.size(), false);
  const auto is_out = [&](int node) { return out[static_cast<std::size_t>(node)]; };
  for (const Suspect& one : excluded) out[static_cast<std::size_t>(one.nodes[0])] = true;
  std::erase_if(times_, [&](const PairTime& t) { return is_out(t.node[0]) || is_out(t.node[1]); });
  slow_ = slow_links(fabric, times_, rules);
}

Suspects Look::suspects(std::span<const Suspect> queues) const {
  std::vector<bool> queue(fabric_.racks.size(), false);
  for (const Suspect& one : queues) {
    for (const int rack : one.racks) queue[static_cast<std::size_t>(rack)] = true;
  }
  const auto behind = [&](int node) {
    const int rack = fabric_.nodes[static_cast<std::size_t>(node)].rack;
    return queue[static_cast<std::size_t>(rack)];
  };
  std::vector<PairTime> steady = times_;
  std::erase_if(steady, [&](const PairTime& pair) {
    return pair.across && (behind(pair.node[0]) || behind(pair.node[1]));
  });
  const std::vector<Suspect> lost = losses(fabric_, steady, rules_);
  std::vector<bool> lossy(fabric_.nodes.size(), false);
  for (const Suspect& one : lost) lossy[static_cast<std::size_t>(one.nodes[0])] = true;
  Suspects found{processors_, slow_.more};
  for (const Suspect& one : slow_.all) {
    const bool explained = std::ranges::any_of(
        one.nodes, [&](int node) { return lossy[static_cast<std::size_t>(node)]; });
    if (!explained) found.all.push_back(one);
  }
  found.all.insert(found.all.end(), lost.begin(), lost.end());
  std::ranges::stable_sort(found.all, {}, &Suspect::fault);
  return found;
}

Suspects suspects_of(const Fabric& fabric, std::span<const PairRound> rounds,
                     const LinkRules& rules, std::span<const Suspect> excluded) {
  const Look look(fabric, rounds, rules, excluded);
  return look.suspects(look.slow().all);
}

}  // namespace fourfold
