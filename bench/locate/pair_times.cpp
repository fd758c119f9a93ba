// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/pair_times.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {

std::vector<PairTime> pair_times(const Fabric& fabric, std::span<const PairRound> rounds) {
  std::vector<PairTime> times;
  for (std::size_t number = 0; number < rounds.size(); ++number) {
    const PairRound& round = rounds[number];
    const std::size_t ranks = std::min(round.partner.size(), fabric.node_of.size());
    for (std::size_t low = 0; low < ranks; ++low) {
      const auto high = static_cast<std::size_t>(round.partner[low]);
      if (round.partner[low] < 0 || high < low || high >= ranks) continue;
      const double slower = std::max(round.seconds[low], round.seconds[high]);
      if (!(std::min(round.seconds[low], round.seconds[high]) > 0)) continue;
      const int a = fabric.node_of[low];
      const int b = fabric.node_of[high];
      const auto rails = [&](int node) {
        return static_cast<int>(fabric.nodes[static_cast<std::size_t>(node)].ranks.size());
      };
      times.push_back({.node = {a, b},
                       .rank = {static_cast<int>(low), static_cast<int>(high)},
                       .rail = fabric.rail_of[low],
                       .round = static_cast<int>(number),
                       .shared = std::min(rails(a), rails(b)),
                       .across = fabric.across(a, b),
                       .log_s = std::log(slower),
                       .stalled = {round.stalled[low], round.stalled[high]},
                       .samples = {round.samples_up, round.samples_down}});
    }
  }
  return times;
}

}  // namespace fourfold
