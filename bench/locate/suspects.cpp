// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/suspects.hpp"

#include <algorithm>
#include <cmath>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;
constexpr double kSlowerProcessor = 1.25;  // beyond what healthy ones differ by in their clocks
constexpr std::size_t kNodesForZ = 4;

}  // namespace

LinkRules link_rules(std::optional<double> oversubscription, Bytes message) {
  constexpr std::uint64_t kShort = 8192;  // half a microsecond of a 100 Gbit/s link
  return {.oversubscription = oversubscription, .latency = message.count() < kShort};
}

Spread spread_of(std::span<const double> all) {
  const double middle = median(all);
  std::vector<double> distances;
  distances.reserve(all.size());
  for (const double one : all) distances.push_back(std::abs(one - middle));
  return {middle, median_in_place(distances)};
}

double robust_z(double value, const Spread& all, double least_mad) {
  return 0.6745 * (value - all.middle) / std::max(all.mad, least_mad);
}

double robust_z(double value, std::span<const double> all, double least_mad) {
  return robust_z(value, spread_of(all), least_mad);
}

Seconds longest_fit(std::size_t pairs) {
  constexpr Seconds kLeast(1), kPair(1e-3);
  return kLeast + kPair * static_cast<double>(pairs);
}

std::vector<Suspect> slow_processors(const Fabric& fabric, std::span<const PairRound> rounds) {
  std::vector<std::vector<double>> times(fabric.nodes.size());
  for (const PairRound& round : rounds) {
    const std::size_t ranks = std::min(round.compute_s.size(), fabric.node_of.size());
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      if (!(round.compute_s[rank] > 0)) continue;
      times[static_cast<std::size_t>(fabric.node_of[rank])].push_back(round.compute_s[rank]);
    }
  }
  std::vector<double> logs;
  std::vector<int> nodes;
  for (std::size_t node = 0; node < times.size(); ++node) {
    if (times[node].empty()) continue;
    logs.push_back(std::log(median(times[node])));
    nodes.push_back(static_cast<int>(node));
  }
  std::vector<Suspect> found;
  if (logs.size() < kNodesForZ) return found;
  const Spread usual = spread_of(logs);
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const double effect = logs[i] - usual.middle;
    if (effect < std::log(kSlowerProcessor) || robust_z(logs[i], usual) <= kBeyond) continue;
    Suspect one;
    one.fault = Fault::Processor;
    one.nodes = {nodes[i]};
    one.factor = std::exp(effect);
    found.push_back(one);
  }
  return found;
}

Doubted doubted_of(std::span<const Suspect> suspects) {
  Doubted doubted;
  for (const Suspect& one : suspects) {
    if (one.fault == Fault::Divided) continue;  // who of them is slow is not known
    if (one.fault == Fault::Uplink && one.racks.size() == 1) doubted.racks.push_back(one.racks[0]);
    if (one.fault == Fault::Path) doubted.paths.emplace_back(one.nodes[0], one.nodes[1]);
    doubted.nodes.insert(doubted.nodes.end(), one.nodes.begin(), one.nodes.end());
  }
  std::ranges::sort(doubted.nodes);
  doubted.nodes.erase(std::unique(doubted.nodes.begin(), doubted.nodes.end()), doubted.nodes.end());
  return doubted;
}

}  // namespace fourfold
