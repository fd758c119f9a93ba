// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fourfold {

/// Where the ranks of a run sit, as pairs of nodes see it. Rank i of a node talks to rank i of
/// another one: a rail, where each rank has a network adapter of its own.
struct Fabric {
  struct Node {
    std::string name;
    int rack = 0;            ///< of `racks`
    std::vector<int> ranks;  ///< by rail
  };
  std::vector<Node> nodes;         ///< by their lowest ranks
  std::vector<std::string> racks;  ///< names; a single "" where some rank's is not known
  std::vector<int> node_of;        ///< by rank
  std::vector<int> rail_of;        ///< by rank
  int rails = 0;                   ///< of the node with the most ranks

  bool across(int node, int other) const {
    return nodes[static_cast<std::size_t>(node)].rack !=
           nodes[static_cast<std::size_t>(other)].rack;
  }
};

/// From each rank's host and rack; `racks` may be empty: not known.
Fabric fabric_of(std::span<const std::string> hosts, std::span<const std::string> racks);

}  // namespace fourfold
