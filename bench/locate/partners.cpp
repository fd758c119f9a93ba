// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/matchings.hpp"

namespace fourfold {

std::vector<int> partners_by_rank(const Fabric& fabric, const Matching& matching) {
  std::vector<int> partners(fabric.node_of.size(), -1);
  for (std::size_t rank = 0; rank < partners.size(); ++rank) {
    const int other = matching[static_cast<std::size_t>(fabric.node_of[rank])];
    if (other < 0) continue;
    const std::vector<int>& ranks = fabric.nodes[static_cast<std::size_t>(other)].ranks;
    const auto rail = static_cast<std::size_t>(fabric.rail_of[rank]);
    if (rail < ranks.size()) partners[rank] = ranks[rail];
  }
  return partners;
}

}  // namespace fourfold
