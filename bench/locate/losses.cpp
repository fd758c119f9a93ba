// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

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
  std::vector<std::size_t> pairs;
  Count all() const { return {to.stalled + from.stalled, to.samples + from.samples}; }
};

/// Stalls of all nodes that are not taken out, between each other.
class Stalls {
 public:
  Stalls(const std::vector<PairTime>& times, std::size_t nodes)
      : times_(times), nodes_(nodes), counted_(times.size(), true) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      for (const int end : times[i].node) node(end).pairs.push_back(i);
      add(times[i], 1);
    }
    for (int one = 0; one < static_cast<int>(nodes); ++one) rank(one);
  }

  /// The node of the largest share, the first of several.
  std::optional<int> worst() const {
    if (by_share_.empty()) return std::nullopt;
    return by_share_.begin()->second;
  }
  const NodeCount& of(int one) const { return nodes_[static_cast<std::size_t>(one)]; }
  Count of_others(int one) const {
    const Count own = of(one).all();
    return {total_.stalled - own.stalled, total_.samples - own.samples};
  }

  void take_out(int gone) {
    const std::vector<std::size_t> pairs = std::move(node(gone).pairs);
    for (const std::size_t i : pairs) {
      if (!counted_[i]) continue;
      counted_[i] = false;
      const int other = times_[i].other(gone);
      unrank(gone);
      unrank(other);
      add(times_[i], -1);
      node(other).partners.erase(gone);
      rank(other);
    }
    node(gone).partners.clear();
    unrank(gone);
  }

 private:
  NodeCount& node(int one) { return nodes_[static_cast<std::size_t>(one)]; }
  void add(const PairTime& pair, int sign) {
    for (const int way : {0, 1}) {
      const int from = pair.node[way];
      const int to = pair.node[1 - way];
      const int stalled = sign * pair.stalled[way];
      const int samples = sign * pair.samples[way];
      total_.add(stalled, samples);
      node(from).from.add(stalled, samples);
      node(to).to.add(stalled, samples);
      node(from).partners[to].add(stalled, samples);
      node(to).partners[from].add(stalled, samples);
    }
  }
  void rank(int one) {
    if (!of(one).partners.empty()) by_share_.emplace(-of(one).all().share(), one);
  }
  void unrank(int one) { by_share_.erase(std::pair(-of(one).all().share(), one)); }

  const std::vector<PairTime>& times_;
  std::vector<NodeCount> nodes_;
  std::vector<bool> counted_;  ///< by pair: neither end is taken out
  Count total_;
  std::set<std::pair<double, int>> by_share_;  ///< the largest first
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
  Stalls stalls(times, fabric.nodes.size());
  while (const std::optional<int> worst = stalls.worst()) {
    const NodeCount& own = stalls.of(*worst);
    const Count all = own.all();
    const auto hit =
        std::ranges::count_if(own.partners, [](const auto& one) { return one.second.stalled > 0; });
    const auto partners = own.partners.size();
    if (partners < kPartners ||
        static_cast<double>(hit) < kPartnersShare * static_cast<double>(partners) ||
        all.stalled < kLeastStalls || all.share() < kLeastShare ||
        chance(all, stalls.of_others(*worst)) > (rules.confirming ? kChanceAgain : kChance))
      break;
    Suspect suspect;
    suspect.fault = Fault::Loss;
    suspect.nodes = {*worst};
    suspect.factor = all.share();
    suspect.bad = static_cast<int>(hit);
    suspect.of = static_cast<int>(partners);
    suspect.to[0] = own.to.stalled;
    suspect.to[1] = own.to.samples;
    suspect.from[0] = own.from.stalled;
    suspect.from[1] = own.from.samples;
    found.push_back(suspect);
    stalls.take_out(*worst);
  }
  return found;
}

}  // namespace fourfold
