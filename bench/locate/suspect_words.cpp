// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/locate/suspects.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kNames = 12;  // of a group of hosts that are said; how many more

constexpr std::array<std::string_view, 10> kFaults{"processor", "uplink",  "rail", "loss",
                                                   "cable",     "adapter", "path", "member",
                                                   "together",  "divided"};

}  // namespace

std::string_view name(Fault fault) { return kFaults[static_cast<std::size_t>(fault)]; }

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
      const bool of_racks = !suspect.racks.empty();
      const std::size_t all = of_racks ? suspect.racks.size() : suspect.nodes.size();
      const std::size_t said = std::min(all, kNames);
      std::string names;
      for (std::size_t i = 0; i < said; ++i) {
        names +=
            (i > 0 ? ", " : "") +
            (of_racks ? fabric.racks[static_cast<std::size_t>(suspect.racks[i])] : node(i).name);
      }
      return fmt::format("{} {}{}", of_racks ? "racks" : "hosts", names,
                         all > said ? fmt::format(" and {} more", all - said) : "");
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
      if (suspect.racks.size() == static_cast<std::size_t>(suspect.of)) {
        return fmt::format(
            "nothing between racks is as fast as racks.oversubscription says: {} in their fast "
            "pairs; the uplinks of all of them but one, or of all, are slow, or were built for "
            "less",
            rules.latency ? fmt::format("{:.2f} times that time", suspect.factor)
                          : fmt::format("{:.2f} of that rate", 1 / suspect.factor));
      }
      if (!suspect.racks.empty()) {
        return fmt::format(
            "these {} of {} racks are slower to all others, and no slower within: {} in their fast "
            "pairs; either their uplinks are slow, or those of the others are faster",
            suspect.racks.size(), suspect.of, pace);
      }
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
