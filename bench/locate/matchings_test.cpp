// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/matchings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace fourfold {
namespace {

using testing::ElementsAre;

/// Hosts of so many ranks each, in racks of these sizes.
Fabric fabric(const std::vector<int>& rack_sizes, int ranks_per_host = 1) {
  std::vector<std::string> hosts, racks;
  for (std::size_t rack = 0; rack < rack_sizes.size(); ++rack) {
    for (int host = 0; host < rack_sizes[rack]; ++host) {
      for (int rank = 0; rank < ranks_per_host; ++rank) {
        hosts.push_back("h" + std::to_string(rack) + "-" + std::to_string(host));
        racks.push_back("r" + std::to_string(rack));
      }
    }
  }
  return fabric_of(hosts, racks);
}

/// How often each two met; fails where a matching is none.
std::map<std::pair<int, int>, int> meetings(const std::vector<Matching>& matchings) {
  std::map<std::pair<int, int>, int> met;
  for (const Matching& one : matchings) {
    for (int a = 0; a < static_cast<int>(one.size()); ++a) {
      const int b = one[static_cast<std::size_t>(a)];
      if (b < 0) continue;
      EXPECT_NE(a, b);
      EXPECT_EQ(one[static_cast<std::size_t>(b)], a);
      if (a < b) ++met[{a, b}];
    }
  }
  return met;
}

bool pure(const Fabric& fabric, const Matching& matching) {
  bool within = false, across = false;
  for (int a = 0; a < static_cast<int>(matching.size()); ++a) {
    const int b = matching[static_cast<std::size_t>(a)];
    if (b >= 0) (fabric.across(a, b) ? across : within) = true;
  }
  return !(within && across);
}

TEST(Fabric, NodesRacksAndRailsOfRanksInAnyOrder) {
  const std::vector<std::string> hosts{"a", "b", "a", "b", "c"};
  const Fabric known = fabric_of(hosts, std::vector<std::string>{"x", "y", "x", "y", "x"});
  EXPECT_THAT(known.node_of, ElementsAre(0, 1, 0, 1, 2));
  EXPECT_THAT(known.rail_of, ElementsAre(0, 0, 1, 1, 0));
  EXPECT_THAT(known.racks, ElementsAre("x", "y"));
  EXPECT_EQ(known.rails, 2);
  EXPECT_TRUE(known.across(0, 1));
  EXPECT_FALSE(known.across(0, 2));
  const Fabric unknown = fabric_of(hosts, std::vector<std::string>{"x", "", "x", "y", "x"});
  EXPECT_THAT(unknown.racks, ElementsAre(""));
  EXPECT_FALSE(unknown.across(0, 1));
}

TEST(Matchings, AllPairsMeetOnceWhereThatIsPossible) {
  for (const auto& sizes : std::vector<std::vector<int>>{
           {2}, {3}, {8}, {4, 4}, {3, 3}, {4, 4, 4, 4}, {5, 3}, {3, 3, 3}, {1, 1, 1, 1}}) {
    const Fabric all = fabric(sizes);
    const int n = static_cast<int>(all.nodes.size());
    const auto met = meetings(first_matchings(all, 16, 5));
    EXPECT_EQ(met.size(), static_cast<std::size_t>(n * (n - 1) / 2))
        << testing::PrintToString(sizes);
    for (const auto& [pair, times] : met) EXPECT_EQ(times, 1);
  }
}

TEST(Matchings, OfAlikeRacksEachIsWithinThemOrAcross) {
  const Fabric all = fabric({4, 4, 4, 4});
  const auto matchings = first_matchings(all, 15, 1);
  EXPECT_EQ(matchings.size(), 15u);
  for (const Matching& one : matchings) {
    EXPECT_TRUE(pure(all, one));
    EXPECT_EQ(std::ranges::count(one, -1), 0);
  }
}

TEST(Matchings, RandomOnesDifferBySeedAndLetEachSitOutInItsTurn) {
  const Fabric all = fabric({9, 9, 9, 9, 9});
  const auto matchings = first_matchings(all, 12, 1);
  ASSERT_EQ(matchings.size(), 12u);
  EXPECT_EQ(matchings, first_matchings(all, 12, 1));
  EXPECT_NE(matchings, first_matchings(all, 12, 2));
  std::vector<int> sat_out(45, 0);
  std::size_t across = 0, pairs = 0;
  for (const Matching& one : matchings) {
    for (std::size_t node = 0; node < one.size(); ++node) sat_out[node] += one[node] < 0;
  }
  for (const auto& [pair, times] : meetings(matchings)) {
    pairs += static_cast<std::size_t>(times);
    if (all.across(pair.first, pair.second)) across += static_cast<std::size_t>(times);
  }
  EXPECT_LE(std::ranges::max(sat_out), 2);
  // Three of twelve are within racks, where one of nine sits out.
  EXPECT_EQ(pairs, 9u * 22 + 3u * 20);
  EXPECT_EQ(across, 9u * 22);
}

TEST(Matchings, ASecondLookBringsPathsTogetherAndKeepsDoubtedNodesApart) {
  const Fabric all = fabric({4, 4});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Doubted doubted{{0, 1, 2, 5}, {{2, 5}}};
    const auto matchings = second_matchings(all, doubted, seed);
    ASSERT_EQ(matchings.size(), 5u);
    auto met = meetings(matchings);
    const int together = met[{2, 5}];
    EXPECT_GE(together, 2);
    for (const auto& [pair, times] : met) {
      const auto doubted_one = [&](int node) {
        return std::ranges::find(doubted.nodes, node) != doubted.nodes.end();
      };
      if (pair == std::pair(2, 5) || times == 0) continue;
      EXPECT_FALSE(doubted_one(pair.first) && doubted_one(pair.second))
          << pair.first << pair.second;
    }
  }
}

TEST(Matchings, ASecondLookGivesADoubtedNodeOthersEachTime) {
  for (const std::vector<int>& racks : {std::vector{4, 4}, {8}, {4, 4, 4, 4}, {5, 6}}) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      std::set<int> partners;
      for (const Matching& one : second_matchings(fabric(racks), {{4}, {}}, seed)) {
        if (one[4] >= 0) partners.insert(one[4]);
      }
      EXPECT_GE(partners.size(), 4u) << "seed " << seed;
    }
  }
}

TEST(Matchings, RanksMeetOnTheirRailAndSitOutWhereTheOtherNodeHasNone) {
  const std::vector<std::string> hosts{"a", "a", "b", "b", "b"};
  const Fabric all = fabric_of(hosts, {});
  EXPECT_THAT(partners_by_rank(all, {1, 0}), ElementsAre(2, 3, 0, 1, -1));
  EXPECT_THAT(partners_by_rank(all, {-1, -1}), ElementsAre(-1, -1, -1, -1, -1));
}

TEST(Matchings, OneNodeHasNoPairs) { EXPECT_TRUE(first_matchings(fabric({1}), 12, 1).empty()); }

TEST(Matchings, ThousandsOfNodesTakeNoTime) {
  const Fabric large = fabric(std::vector<int>(100, 72));
  EXPECT_EQ(first_matchings(large, 12, 3).size(), 12u);
}

}  // namespace
}  // namespace fourfold
