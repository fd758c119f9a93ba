// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/suspects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "bench/locate/slow_links.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;
constexpr double kSlowerProcessor = 1.25;  // beyond what healthy ones differ by in their clocks
constexpr std::size_t kNodesForZ = 4;
constexpr std::size_t kNames = 12;  // of a group of hosts that are said; how many more

constexpr std::array<std::string_view, 10> kFaults{"processor", "uplink",  "rail", "loss",
                                                   "cable",     "adapter", "path", "member",
                                                   "together",  "divided"};

}  // namespace

LinkRules link_rules(std::optional<double> oversubscription, Bytes message) {
  constexpr std::uint64_t kShort = 8192;  // half a microsecond of a 100 Gbit/s link
  return {.oversubscription = oversubscription, .latency = message.count() < kShort};
}

std::string_view name(Fault fault) { return kFaults[static_cast<std::size_t>(fault)]; }

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

Suspects suspects_of(const Fabric& fabric, std::span<const PairRound> rounds,
                     const LinkRules& rules, std::span<const Suspect> excluded) {
  Suspects found{slow_processors(fabric, rounds)};
  std::vector<PairTime> times = pair_times(fabric, rounds);
  std::vector<bool> out(fabric.nodes.size(), false);
  const auto is_out = [&](int node) { return out[static_cast<std::size_t>(node)]; };
  for (const Suspect& one : excluded) out[static_cast<std::size_t>(one.nodes[0])] = true;
  std::erase_if(times, [&](const PairTime& t) { return is_out(t.node[0]) || is_out(t.node[1]); });
  const Suspects slow = slow_links(fabric, times, rules);
  found.more = slow.more;
  // What crosses a slow uplink also stalls in its queue, which is no loss of the node's.
  std::vector<bool> queues(fabric.racks.size(), false);
  const auto behind = [&](int node) {
    const int rack = fabric.nodes[static_cast<std::size_t>(node)].rack;
    return queues[static_cast<std::size_t>(rack)];
  };
  for (const Suspect& one : slow.all) {
    for (const int rack : one.racks) queues[static_cast<std::size_t>(rack)] = true;
  }
  std::erase_if(times, [&](const PairTime& pair) {
    return pair.across && (behind(pair.node[0]) || behind(pair.node[1]));
  });
  const std::vector<Suspect> lost = losses(fabric, times, rules);
  std::vector<bool> lossy(fabric.nodes.size(), false);
  for (const Suspect& one : lost) lossy[static_cast<std::size_t>(one.nodes[0])] = true;
  for (const Suspect& one : slow.all) {
    const bool explained = std::ranges::any_of(
        one.nodes, [&](int node) { return lossy[static_cast<std::size_t>(node)]; });
    if (!explained) found.all.push_back(one);
  }
  found.all.insert(found.all.end(), lost.begin(), lost.end());
  std::ranges::stable_sort(found.all, {}, &Suspect::fault);
  return found;
}

Doubted doubted_of(std::span<const Suspect> suspects) {
  Doubted doubted;
  for (const Suspect& one : suspects) {
    if (one.fault == Fault::Divided) continue;  // who of them is slow is not known
    if (one.fault == Fault::Path) doubted.paths.emplace_back(one.nodes[0], one.nodes[1]);
    doubted.nodes.insert(doubted.nodes.end(), one.nodes.begin(), one.nodes.end());
  }
  std::ranges::sort(doubted.nodes);
  doubted.nodes.erase(std::unique(doubted.nodes.begin(), doubted.nodes.end()), doubted.nodes.end());
  return doubted;
}

std::string place(const Fabric& fabric, const Suspect& suspect) {
  const auto node = [&](std::size_t i) -> const Fabric::Node& {
    return fabric.nodes[static_cast<std::size_t>(suspect.nodes[i])];
  };
  switch (suspect.fault) {
    case Fault::Uplink: {
      const auto rack = [&](std::size_t i) {
        return fabric.racks[static_cast<std::size_t>(suspect.racks[i])];
      };
      if (suspect.racks.size() == 1) return "uplink of rack " + rack(0);
      return fmt::format("uplink of rack {} or {}", rack(0), rack(1));
    }
    case Fault::Rail:
      return fmt::format("rail {}", suspect.rail);
    case Fault::Adapter:
      return fmt::format("rank {} (host {}, rail {})",
                         node(0).ranks[static_cast<std::size_t>(suspect.rail)], node(0).name,
                         suspect.rail);
    case Fault::Path:
      return fmt::format("path {} - {}", node(0).name, node(1).name);
    case Fault::Divided: {
      std::string names;
      for (std::size_t i = 0; i < std::min(suspect.nodes.size(), kNames); ++i) {
        names += (i > 0 ? ", " : "") + node(i).name;
      }
      const std::size_t more = suspect.nodes.size() - std::min(suspect.nodes.size(), kNames);
      return fmt::format("hosts {}{}", names, more > 0 ? fmt::format(" and {} more", more) : "");
    }
    default:
      return "host " + node(0).name;
  }
}

std::string evidence(const Fabric&, const Suspect& suspect, const LinkRules& rules) {
  const std::string pace = rules.latency
                               ? fmt::format("{:.2f} times its peers' time", suspect.factor)
                               : fmt::format("{:.2f} of its peers' rate", 1 / suspect.factor);
  const std::string partners = fmt::format("{} of {}", suspect.bad, suspect.of);
  switch (suspect.fault) {
    case Fault::Processor:
      return fmt::format(
          "computes slowly: the same computation takes {:.2f} times as long as on its peers; its "
          "links were not judged",
          suspect.factor);
    case Fault::Uplink:
      return fmt::format(
          "{}, in {} pairs that cross it; within racks nodes are as fast as others{}", pace,
          partners,
          suspect.racks.size() > 1 ? "; of two racks one uplink cannot be told from the other"
                                   : "");
    case Fault::Rail:
      return fmt::format("{}, in {} pairs", pace, partners);
    case Fault::Loss:
      return fmt::format(
          "messages are lost: {} of {} to it stalled and {} of {} from it, with {} partners; the "
          "others are as fast as its peers'",
          suspect.to[0], suspect.to[1], suspect.from[0], suspect.from[1], partners);
    case Fault::Cable:
      return fmt::format("{}: {}, to {} partners", rules.latency ? "latency" : "cable or adapter",
                         pace, partners);
    case Fault::Adapter:
      return fmt::format("{}, to {} partners; the host's other ranks are not slow", pace, partners);
    case Fault::Path:
      return fmt::format("{}; both are as fast as others to everybody else", pace);
    case Fault::Divided:
      return fmt::format(
          "times fall into two groups, and these {} of {} hosts are in the slower one: {} in their "
          "fast pairs; either they are slow, or the others share what these do not (a rack that is "
          "not known)",
          suspect.nodes.size(), suspect.of, pace);
    case Fault::Member:
    case Fault::Together:
      break;  // of groups, not of pairs: bisection.hpp says it
  }
  return "";
}

}  // namespace fourfold
