// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fourfold {
namespace {

/// A part of the machine and how many of its parts, and of all its GPUs, are there.
struct Part {
  std::string name;
  int parts = 0;
  int units = 0;
};

/// Those that count, the fullest first, and of equal ones by name.
std::vector<Part> fullest(std::vector<Part> all, int most) {
  std::ranges::sort(all, [](const Part& a, const Part& b) {
    return a.units != b.units ? a.units > b.units : a.name < b.name;
  });
  if (all.size() > static_cast<std::size_t>(most)) all.resize(static_cast<std::size_t>(most));
  return all;
}

using RanksByHost = std::map<std::string, int>;

/// One rack, or all nodes where racks are not known; tells of its nodes with GPUs missing.
Part take_nodes(const std::string& name, const RanksByHost& hosts, int nodes, int gpus,
                std::vector<std::string>& what) {
  std::vector<Part> parts;
  for (const auto& [host, ranks] : hosts) {
    parts.push_back({host, std::min(ranks, gpus), std::min(ranks, gpus)});
  }
  Part rack{name, 0, 0};
  for (const Part& node : fullest(parts, nodes)) {
    ++rack.parts;
    rack.units += node.units;
    if (node.units < gpus) {
      what.push_back(fmt::format("host {}: {} of {} GPUs", node.name, gpus - node.units, gpus));
    }
  }
  return rack;
}

}  // namespace

Shortfall missing_units(const Contract& contract, const std::vector<std::string>& hosts,
                        const std::vector<std::string>& racks) {
  Shortfall result;
  const auto unknown = [](const std::string& rack) { return rack.empty(); };
  result.racks_known = racks.size() == hosts.size() && std::ranges::none_of(racks, unknown);
  const int nodes =
      contract.nodes_per_rack * (result.racks_known || hosts.empty() ? 1 : contract.racks);
  std::map<std::string, RanksByHost> machine;
  int* last = nullptr;  // of 100,000 ranks most sit beside the one before
  for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
    const bool beside = last != nullptr && hosts[rank] == hosts[rank - 1] &&
                        (!result.racks_known || racks[rank] == racks[rank - 1]);
    if (!beside) last = &machine[result.racks_known ? racks[rank] : ""][hosts[rank]];
    ++*last;
  }
  std::vector<std::string> of_nodes;
  std::map<std::string, std::vector<std::string>> of_gpus;
  std::vector<Part> parts;
  for (const auto& [name, members] : machine) {
    parts.push_back(take_nodes(name, members, nodes, contract.gpus_per_node, of_gpus[name]));
  }
  int there = 0;
  const std::vector<Part> counted = fullest(parts, contract.racks);
  const int absent = contract.racks - static_cast<int>(counted.size());
  if (absent > 0 && (result.racks_known || hosts.empty())) {
    result.what.push_back(fmt::format("{} of {} racks", absent, contract.racks));
  }
  for (const Part& rack : counted) {
    there += rack.units;
    const int lacking = nodes - rack.parts;
    if (lacking > 0) {
      result.what.push_back(result.racks_known
                                ? fmt::format("rack {}: {} of {} nodes", rack.name, lacking, nodes)
                                : fmt::format("{} of {} nodes", lacking, nodes));
    }
    of_nodes.insert(of_nodes.end(), of_gpus[rack.name].begin(), of_gpus[rack.name].end());
  }
  result.what.insert(result.what.end(), of_nodes.begin(), of_nodes.end());
  result.units = contract.units() - there;
  return result;
}

Shortfall missing_units(const Contract& contract, const RunRecord& record) {
  Shortfall worst;
  bool any = false;
  for (const LaunchRecord& launch : record.launches) {
    if (launch.hosts.empty()) continue;
    Shortfall one = missing_units(contract, launch.hosts, launch.racks);
    if (!any || one.units > worst.units) worst = std::move(one);
    any = true;
  }
  return any ? worst : missing_units(contract, {}, {});
}

}  // namespace fourfold
