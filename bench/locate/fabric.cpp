// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/fabric.hpp"

#include <algorithm>
#include <unordered_map>

namespace fourfold {

Fabric fabric_of(std::span<const std::string> hosts, std::span<const std::string> racks) {
  const auto unknown = [](const std::string& rack) { return rack.empty(); };
  const bool known = racks.size() == hosts.size() && std::ranges::none_of(racks, unknown);
  Fabric fabric;
  if (!known) fabric.racks = {""};
  std::unordered_map<std::string, int> node_by_host, rack_by_name;
  for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
    int rack = 0;
    if (known) {
      const int next = static_cast<int>(fabric.racks.size());
      const auto [found, fresh] = rack_by_name.emplace(racks[rank], next);
      if (fresh) fabric.racks.push_back(racks[rank]);
      rack = found->second;
    }
    const int next = static_cast<int>(fabric.nodes.size());
    const auto [found, fresh] = node_by_host.emplace(hosts[rank], next);
    if (fresh) fabric.nodes.push_back({hosts[rank], rack, {}});
    std::vector<int>& own = fabric.nodes[static_cast<std::size_t>(found->second)].ranks;
    fabric.node_of.push_back(found->second);
    fabric.rail_of.push_back(static_cast<int>(own.size()));
    own.push_back(static_cast<int>(rank));
    fabric.rails = std::max(fabric.rails, static_cast<int>(own.size()));
  }
  return fabric;
}

}  // namespace fourfold
