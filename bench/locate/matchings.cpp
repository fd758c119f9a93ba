// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/matchings.hpp"

#include "bench/locate/matcher.hpp"

namespace fourfold {
namespace {

constexpr int kWithinEvery = 4;  // of random matchings one in so many is within racks

}  // namespace

std::vector<Matching> first_matchings(const Fabric& fabric, int rounds, std::uint64_t seed) {
  if (fabric.nodes.size() < 2) return {};
  Matcher matcher(fabric, seed);
  if (matcher.all_pairs_rounds() <= rounds) return matcher.all_pairs();
  std::vector<Matching> all;
  for (int round = 0; round < rounds; ++round) {
    const bool within =
        !matcher.has_across() || (round % kWithinEvery == 0 && matcher.has_within());
    all.push_back(within ? matcher.within_racks() : matcher.across_racks());
  }
  return all;
}

}  // namespace fourfold
