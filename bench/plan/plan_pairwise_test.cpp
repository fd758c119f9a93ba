// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

Capabilities on_hosts(Capabilities all, int hosts) {
  all.groups[Scope::Node] = {.groups = hosts, .smallest = 1, .largest = 1, .why_not = ""};
  return all;
}

TEST(PlanPairwise, ACaseForEachSizeWithWhatIsKnownOfRacks) {
  const Plan plan = make_plan(
      suite_of("racks: {from: nvlink, oversubscription: 2}\n"
               "cases: [{pairwise: send_recv, size: [8B, 1MiB], rounds: 9, computation: none}]\n"),
      on_hosts(host_of(4), 4));
  EXPECT_THAT(case_names(plan),
              testing::ElementsAre("pairwise/mpi/f32/8B", "pairwise/mpi/f32/1MiB"));
  const auto& one = std::get<PairwiseCase>(plan.cases[1].what);
  EXPECT_EQ(one.shape.message().count(), 1u << 20);
  EXPECT_EQ(one.rounds, 9);
  EXPECT_EQ(one.computation, Probing::None);
  EXPECT_EQ(one.oversubscription, 2.0);
  EXPECT_THAT(describe_plan(plan, {}), testing::HasSubstr("9 rounds"));
  const Plan fewer = make_plan(suite_of("cases: [{pairwise: send_recv, size: 1MiB, rounds: 3}]\n"),
                               on_hosts(host_of(4), 4));
  const Capabilities four = on_hosts(host_of(4), 4);
  EXPECT_GT(estimate(plan, four).most.value(), estimate(fewer, four).most.value());
}

TEST(PlanPairwise, OnGpusByNcclAndOnOneHostNotAtAll) {
  const std::string entry = "cases: [{pairwise: send_recv, size: 1MiB}]\n";
  EXPECT_THAT(case_names(make_plan(suite_of(entry), on_hosts(gpus_of(4, 4), 4))),
              testing::ElementsAre("pairwise/nccl/f32/1MiB"));
  for (const Capabilities& one : {host_of(2), on_hosts(host_of(2), 1)}) {
    const Plan plan = make_plan(suite_of(entry), one);
    ASSERT_EQ(plan.skips.size(), 1u);
    EXPECT_EQ(plan.skips[0].reason, "there are no pairs of nodes: all ranks are on one host");
  }
}

TEST(PlanPairwise, HostsOfOneNameAreSkippedWithIt) {
  Capabilities alike = on_hosts(host_of(4), 4);
  alike.groups[Scope::Node].same_name = "node";
  const Plan plan = make_plan(suite_of("cases:\n"
                                       "  - {pairwise: send_recv, size: 1MiB}\n"
                                       "  - {collective: all_reduce, size: 1MiB, bisect: true}\n"
                                       "  - {collective: all_reduce, size: 2MiB}\n"),
                              alike);
  EXPECT_THAT(case_names(plan), testing::ElementsAre("all_reduce/mpi/f32/2MiB"));
  ASSERT_EQ(plan.skips.size(), 2u);
  for (const Skip& one : plan.skips) {
    EXPECT_THAT(one.reason, testing::HasSubstr("two hosts are called node"));
  }
}

}  // namespace
}  // namespace fourfold
