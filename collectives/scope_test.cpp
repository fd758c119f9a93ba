// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/scope.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fourfold {
namespace {

using testing::ElementsAre;

/// Hosts with so many ranks each, block by block; `per_rack` hosts to a rack.
std::vector<RankPlace> machine(int hosts, int ranks_per_host, int per_rack) {
  std::vector<RankPlace> places;
  for (int host = 0; host < hosts; ++host) {
    for (int i = 0; i < ranks_per_host; ++i) {
      places.push_back(
          {fmt::format("h{}", host), host * ranks_per_host, fmt::format("r{}", host / per_rack)});
    }
  }
  return places;
}

std::vector<std::string> names(const RankSplit& split) {
  std::vector<std::string> all;
  for (const RankGroup& one : split.groups) {
    all.push_back(fmt::format("{}:{}+{}", one.name, one.first, one.ranks));
  }
  return all;
}

TEST(Scope, SplitsIntoNodesRacksAndTheFacility) {
  const auto places = machine(4, 2, 2);
  EXPECT_THAT(names(split_ranks(Scope::Node, places)),
              ElementsAre("h0:0+2", "h1:2+2", "h2:4+2", "h3:6+2"));
  EXPECT_THAT(names(split_ranks(Scope::Rack, places)), ElementsAre("r0:0+4", "r1:4+4"));
  EXPECT_THAT(split_ranks(Scope::Rack, places).group_of, ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
  EXPECT_THAT(names(split_ranks(Scope::Facility, places)), ElementsAre("all:0+8"));
}

TEST(Scope, RanksDealtOutInTurnsAreGroupedByWhereTheyAre) {
  std::vector<RankPlace> places;
  for (int rank = 0; rank < 6; ++rank) {
    places.push_back({fmt::format("h{}", rank % 3), rank % 3, rank % 3 == 2 ? "b" : "a"});
  }
  EXPECT_THAT(split_ranks(Scope::Node, places).group_of, ElementsAre(0, 1, 2, 0, 1, 2));
  EXPECT_THAT(split_ranks(Scope::Rack, places).group_of, ElementsAre(0, 0, 1, 0, 0, 1));
  const GroupSizes sizes = sizes_of(split_ranks(Scope::Rack, places));
  EXPECT_EQ(sizes.groups, 2);
  EXPECT_EQ(sizes.smallest, 2);
  EXPECT_EQ(sizes.largest, 4);
}

TEST(Scope, HostsOfOneNameAreToldApart) {
  const std::vector<RankPlace> places{{"node", 0, ""}, {"node", 1, ""}, {"x", 2, ""}};
  EXPECT_THAT(names(split_ranks(Scope::Node, places)),
              ElementsAre("node (from rank 0):0+1", "node (from rank 1):1+1", "x:2+1"));
  EXPECT_EQ(sizes_of(split_ranks(Scope::Node, places)).same_name, "node");
  EXPECT_EQ(sizes_of(split_ranks(Scope::Node, machine(4, 2, 2))).same_name, "");
}

TEST(Scope, AHostWithoutARackIsNamedAndNothingIsSplit) {
  auto places = machine(4, 2, 2);
  places[5].rack.clear();
  const RankSplit split = split_ranks(Scope::Rack, places);
  EXPECT_TRUE(split.groups.empty());
  EXPECT_TRUE(split.group_of.empty());
  EXPECT_EQ(split.why_not, "it is not known which rack host h2 is in");
  EXPECT_EQ(sizes_of(split).groups, 0);
  EXPECT_EQ(sizes_of(split).why_not, split.why_not);
  EXPECT_EQ(split_ranks(Scope::Node, places).groups.size(), 4u);
}

TEST(Scope, AHundredThousandRanksAreSplitInNoTime) {
  const auto places = machine(12'500, 8, 16);
  EXPECT_EQ(split_ranks(Scope::Node, places).groups.size(), 12'500u);
  const GroupSizes racks = sizes_of(split_ranks(Scope::Rack, places));
  EXPECT_EQ(racks.groups, 782);
  EXPECT_EQ(racks.smallest, 32);
  EXPECT_EQ(racks.largest, 128);
}

}  // namespace
}  // namespace fourfold
