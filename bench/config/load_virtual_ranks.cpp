// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"
#include "collectives/peer_algorithm.hpp"
#include "kernels/virtual_ranks.hpp"

namespace fourfold {

VirtualRanksSweep read_virtual_ranks(MapReader& map, ReadBytes read_array,
                                     std::vector<Launch> launches) {
  VirtualRanksSweep sweep;
  sweep.ranks = read_distinct(map.at("virtual_ranks"), [](const YamlNode& item) {
    return static_cast<int>(read_whole(item, 2, kMostGpuPeers));
  });
  sweep.algorithms = {PeerAlgorithm::Push};
  if (const YamlNode* const algorithms = map.find("algorithm")) {
    sweep.algorithms = read_distinct(*algorithms, [](const YamlNode& item) {
      return static_cast<PeerAlgorithm>(
          read_choice(item, "algorithm of our all-reduce", kPeerAlgorithms));
    });
  }
  sweep.sizes = read_sizes(map.at("size"), read_array);
  sweep.launches = std::move(launches);
  return sweep;
}

}  // namespace fourfold
