// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/contract.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Contract kContract{.racks = 2, .nodes_per_rack = 4, .gpus_per_node = 2};

struct Machine {
  std::vector<std::string> hosts, racks;

  /// Hosts h<first> .. of a rack, with two ranks each.
  Machine& rack(const std::string& name, int first, int count, int ranks = 2) {
    for (int i = 0; i < count * ranks; ++i) {
      hosts.push_back(fmt::format("h{}", first + i / ranks));
      racks.push_back(name);
    }
    return *this;
  }
  Shortfall missing() const { return missing_units(kContract, hosts, racks); }
};

TEST(Contract, AWholeMachineLacksNothing) {
  const Shortfall none = Machine().rack("r0", 0, 4).rack("r1", 4, 4).missing();
  EXPECT_EQ(none.units, 0);
  EXPECT_THAT(none.what, IsEmpty());
  EXPECT_TRUE(none.racks_known);
}

TEST(Contract, WhatIsMissingIsNamed) {
  const Shortfall rack = Machine().rack("r0", 0, 4).missing();
  EXPECT_EQ(rack.units, 8);
  EXPECT_THAT(rack.what, ElementsAre("1 of 2 racks"));
  const Shortfall nodes = Machine().rack("r0", 0, 4).rack("r1", 4, 1).missing();
  EXPECT_EQ(nodes.units, 6);
  EXPECT_THAT(nodes.what, ElementsAre("rack r1: 3 of 4 nodes"));
  const Shortfall gpu = Machine().rack("r0", 0, 4).rack("r1", 4, 3).rack("r1", 7, 1, 1).missing();
  EXPECT_EQ(gpu.units, 1);
  EXPECT_THAT(gpu.what, ElementsAre("host h7: 1 of 2 GPUs"));
}

TEST(Contract, WhatIsTooMuchMakesUpForNothing) {
  const Shortfall nodes = Machine().rack("r0", 0, 5).rack("r1", 5, 3).missing();
  EXPECT_EQ(nodes.units, 2);
  EXPECT_THAT(nodes.what, ElementsAre("rack r1: 1 of 4 nodes"));
  const Shortfall ranks = Machine().rack("r0", 0, 4, 3).rack("r1", 4, 3, 3).missing();
  EXPECT_EQ(ranks.units, 2);
  EXPECT_EQ(Machine().rack("r0", 0, 4).rack("r1", 4, 4).rack("r2", 8, 1).missing().units, 0);
}

TEST(Contract, WithoutRacksNodesAreCounted) {
  Machine machine;
  machine.rack("r0", 0, 5).rack("", 5, 2);
  Shortfall nodes = machine.missing();
  EXPECT_EQ(nodes.units, 2);
  EXPECT_FALSE(nodes.racks_known);
  EXPECT_THAT(nodes.what, ElementsAre("1 of 8 nodes"));
  machine.racks.clear();
  EXPECT_EQ(machine.missing().units, 2);
}

TEST(Contract, OfSeveralLaunchesTheWorstCounts) {
  RunRecord record;
  EXPECT_EQ(missing_units(kContract, record).units, 16);
  EXPECT_THAT(missing_units(kContract, record).what, ElementsAre("2 of 2 racks"));
  for (const int nodes : {4, 2, 3}) {
    const Machine machine = Machine().rack("r0", 0, 4).rack("r1", 4, nodes);
    record.launches.emplace_back();
    record.launches.back().hosts = machine.hosts;
    record.launches.back().racks = machine.racks;
  }
  EXPECT_EQ(missing_units(kContract, record).units, 4);
}

}  // namespace
}  // namespace fourfold
