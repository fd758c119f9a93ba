// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "bench/locate/fabric.hpp"

namespace fourfold {

/// By node its partner, -1 where it sits out. Nobody has two.
using Matching = std::vector<int>;

/// Pairs of nodes for a first look, `rounds` matchings at most. All pairs of nodes, each once,
/// where that takes no more; else random ones, different for each `seed`. A matching is either
/// within racks or across them where racks are alike and even in number, and where matchings are
/// random: one in four is within racks, and in the others as many nodes as can be send to another
/// rack, so that uplinks carry all they are built for. Of an odd number each node sits out in its
/// turn. Takes time in proportion to nodes times rounds.
std::vector<Matching> first_matchings(const Fabric& fabric, int rounds, std::uint64_t seed);

/// What a second look is about.
struct Doubted {
  std::vector<int> nodes;
  std::vector<std::pair<int, int>> paths;
  std::vector<int> racks = {};  ///< whose uplinks are suspicious
};
/// Fresh matchings: two within racks and three across, five where there is one rack. Doubted nodes
/// have partners that are not; the ends of a doubted path meet in three matchings of its kind, two
/// within racks (those named first have the first choice), and others in the rest. Doubted racks
/// meet others that are not, each time others; in the second matching across these meet among
/// themselves.
std::vector<Matching> second_matchings(const Fabric& fabric, const Doubted& doubted,
                                       std::uint64_t seed);

/// By rank, -1 where it sits out: also where its partner's node has no rank on its rail.
std::vector<int> partners_by_rank(const Fabric& fabric, const Matching& matching);

}  // namespace fourfold
