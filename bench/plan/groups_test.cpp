// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// 16 ranks on 4 hosts in 2 racks, of which one lacks a rank.
Capabilities machine() {
  Capabilities one = host_of(15);
  one.ranks_per_host = 4;
  one.groups[Scope::Node] = {4, 3, 4, ""};
  one.groups[Scope::Rack] = {2, 7, 8, ""};
  return one;
}

Plan planned(const std::string& entry, const Capabilities& capabilities) {
  return make_plan(
      suite_of("device: host\ncases:\n  - {collective: all_reduce, size: 4KiB" + entry + "}\n"),
      capabilities);
}
std::string reason(const std::string& entry, const Capabilities& capabilities) {
  const Plan plan = planned(entry, capabilities);
  return plan.skips.empty() ? "" : plan.skips[0].reason;
}

TEST(Groups, EveryScopeAndOrderIsACase) {
  const Plan plan =
      planned(", scope: [facility, node, rack], groups: [concurrent, one_at_a_time]", machine());
  EXPECT_THAT(
      case_names(plan),
      ElementsAre("all_reduce/mpi/f32/4KiB", "all_reduce/mpi/f32/4KiB/node",
                  "all_reduce/mpi/f32/4KiB/node/one_at_a_time", "all_reduce/mpi/f32/4KiB/rack",
                  "all_reduce/mpi/f32/4KiB/rack/one_at_a_time"));
  EXPECT_THAT(skip_names(plan), IsEmpty());
}

TEST(Groups, AMessageIsRoundedForTheLargestGroup) {
  const Plan plan = make_plan(
      suite_of("cases: [{collective: all_gather, size: 12B, scope: [facility, node, rack]}]\n"),
      machine());
  ASSERT_EQ(plan.cases.size(), 3u);
  const auto bytes = [&](std::size_t i) {
    return std::get<CollectiveCase>(plan.cases[i].what).shape.message().count();
  };
  EXPECT_EQ(bytes(0), 15u * 4);
  EXPECT_EQ(bytes(1), 4u * 4);
  EXPECT_EQ(bytes(2), 8u * 4);
}

TEST(Groups, WhatCannotBeSplitSaysWhy) {
  Capabilities unknown = machine();
  unknown.groups[Scope::Rack] = {0, 0, 0, "it is not known which rack host h2 is in"};
  EXPECT_EQ(reason(", scope: rack", unknown), "it is not known which rack host h2 is in");
  unknown.groups.clear();
  EXPECT_EQ(reason(", scope: node", unknown), "nobody has looked at where the ranks are");
  Capabilities alone = machine();
  alone.groups[Scope::Node] = {15, 1, 1, ""};
  EXPECT_EQ(reason(", scope: node", alone), "every node has one rank: there is nobody to talk to");
}

TEST(Groups, WhatMakesNoSenseInGroupsSaysWhy) {
  EXPECT_EQ(reason(", scope: node, calls: overlapped", machine()),
            "overlap is measured over all ranks, not in groups");
  const Plan rooted = make_plan(
      suite_of("cases: [{collective: broadcast, size: 8B, root: 3, scope: [facility, node]}]\n"),
      machine());
  EXPECT_THAT(case_names(rooted), ElementsAre("broadcast/mpi/f32/8B/root:3"));
  ASSERT_EQ(rooted.skips.size(), 1u);
  EXPECT_EQ(rooted.skips[0].reason, "root 3 is not one of the 3 ranks of the smallest node");
  const Plan contest =
      make_plan(suite_of("cases:\n  - contenders: [{algorithm: auto}, {in_place: true}]\n"
                         "    collective: all_reduce\n    size: 8B\n    scope: node\n"
                         "    groups: [concurrent, one_at_a_time]\n"),
                machine());
  EXPECT_EQ(contest.cases.size(), 1u);
  ASSERT_EQ(contest.skips.size(), 1u);
  EXPECT_EQ(contest.skips[0].reason,
            "contenders take turns; groups that do too are measured alone");
}

TEST(Groups, OurOwnAllReduceServesNodesOfSeveralHosts) {
  EXPECT_THAT(case_names(planned(", backend: peer, scope: [facility, node]", machine())),
              ElementsAre("all_reduce/peer/f32/4KiB/node"));
}

TEST(Groups, TurnsTakeTheirTime) {
  const Grouping turns{Scope::Node, GroupOrder::OneAtATime};
  EXPECT_EQ(group_turns(turns, machine()), 4);
  EXPECT_EQ(group_turns({Scope::Node, GroupOrder::Concurrent}, machine()), 1);
  EXPECT_EQ(ranks_together(turns, machine()), 4);
  EXPECT_EQ(ranks_together({}, machine()), 15);
  EXPECT_EQ(ranks_together_on_host({Scope::Rack, GroupOrder::Concurrent}, machine()), 4);
}

TEST(Groups, TheSuitesOfScopesFitASmallHost) {
  Capabilities host = host_of(4);
  host.groups[Scope::Rack] = {1, 4, 4, ""};
  for (const std::string name : {"node", "rack", "facility"}) {
    const Plan plan =
        make_plan(load_config(FOURFOLD_SOURCE_DIR "/configs/suites/" + name + ".yaml", {}), host);
    EXPECT_THAT(skip_names(plan), IsEmpty()) << name;
    EXPECT_GE(plan.cases.size(), 6u) << name;
    EXPECT_LT(estimate(plan, host).likely, Seconds(10)) << name;
  }
}

}  // namespace
}  // namespace fourfold
