// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "bench/locate/slow_links.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kChance = 1e-6;       // of so many stalls where nothing is wrong
constexpr double kChanceAgain = 1e-3;  // with few suspects
constexpr double kLeastShare = 0.01;
constexpr int kLeastStalls = 4;
constexpr double kPartnersShare = 0.5;  // of its partners must have seen any
constexpr std::size_t kPartners = 3;
constexpr std::size_t kMostSuspects = 32;

struct Count {
  int stalled = 0;
  int samples = 0;
  void add(int more_stalled, int more_samples) {
    stalled += more_stalled;
    samples += more_samples;
  }
  double share() const { return samples > 0 ? static_cast<double>(stalled) / samples : 0; }
};

struct NodeCount {
  Count to, from;
  std::map<int, Count> partners;
  Count all() const { return {to.stalled + from.stalled, to.samples + from.samples}; }
};

/// P(as many or more), where each stalls as often as those of other nodes do.
double chance(const Count& own, const Count& rest) {
  if (own.stalled == 0) return 1;
  const double usual = (rest.stalled + 1.0) / (rest.samples + 2.0);
  return 1 - binomial_cdf(static_cast<std::size_t>(own.stalled - 1),
                          static_cast<std::size_t>(own.samples), usual);
}

}  // namespace

std::vector<Suspect> losses(const Fabric& fabric, const std::vector<PairTime>& times,
                            const LinkRules& rules) {
  std::vector<Suspect> found;
  std::vector<bool> out(fabric.nodes.size(), false);
  while (found.size() < kMostSuspects) {
    std::map<int, NodeCount> nodes;
    Count total;
    for (const PairTime& pair : times) {
      if (out[static_cast<std::size_t>(pair.node[0])] ||
          out[static_cast<std::size_t>(pair.node[1])])
        continue;
      for (const int way : {0, 1}) {
        const int from = pair.node[way];
        const int to = pair.node[1 - way];
        total.add(pair.stalled[way], pair.samples[way]);
        nodes[from].from.add(pair.stalled[way], pair.samples[way]);
        nodes[to].to.add(pair.stalled[way], pair.samples[way]);
        nodes[from].partners[to].add(pair.stalled[way], pair.samples[way]);
        nodes[to].partners[from].add(pair.stalled[way], pair.samples[way]);
      }
    }
    const auto worst = std::ranges::max_element(
        nodes, {}, [](const auto& one) { return one.second.all().share(); });
    if (worst == nodes.end()) break;
    const auto& [node, own] = *worst;
    const Count all = own.all();
    const Count rest{total.stalled - all.stalled, total.samples - all.samples};
    const auto hit =
        std::ranges::count_if(own.partners, [](const auto& one) { return one.second.stalled > 0; });
    const auto partners = own.partners.size();
    if (partners < kPartners ||
        static_cast<double>(hit) < kPartnersShare * static_cast<double>(partners) ||
        all.stalled < kLeastStalls || all.share() < kLeastShare ||
        chance(all, rest) > (rules.confirming ? kChanceAgain : kChance))
      break;
    out[static_cast<std::size_t>(node)] = true;
    Suspect suspect;
    suspect.fault = Fault::Loss;
    suspect.nodes = {node};
    suspect.factor = all.share();
    suspect.bad = static_cast<int>(hit);
    suspect.of = static_cast<int>(partners);
    suspect.to[0] = own.to.stalled;
    suspect.to[1] = own.to.samples;
    suspect.from[0] = own.from.stalled;
    suspect.from[1] = own.from.samples;
    found.push_back(suspect);
  }
  return found;
}

}  // namespace fourfold
