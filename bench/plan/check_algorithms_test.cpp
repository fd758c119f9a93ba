// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/check_algorithms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

Capabilities with_menus(int ranks) {
  Capabilities one = host_of(ranks);
  one.algorithms["mpi"] = {.chooser = "Some MPI",
                           .names = {{Collective::AllReduce, {"ring", "recursive_doubling"}},
                                     {Collective::Broadcast, {"binomial"}}},
                           .reason = ""};
  one.algorithms["nccl"] = {
      .chooser = "Some NCCL", .names = {{Collective::AllReduce, {"ring", "nvls"}}}, .reason = ""};
  return one;
}

Config algorithms_of(const std::string& collective, const std::string& backend,
                     const std::string& algorithm) {
  return suite_of("cases:\n  - {collective: " + collective + ", backend: " + backend +
                  ", size: 8B, algorithm: " + algorithm + "}\n");
}

std::vector<std::string> reasons(const Plan& plan) {
  std::vector<std::string> all;
  for (const Skip& skip : plan.skips) all.push_back(skip.reason);
  return all;
}

TEST(CheckAlgorithms, AreADimensionOfTheSweepAndPartOfTheName) {
  const Plan plan = make_plan(
      algorithms_of("all_reduce", "mpi", "[auto, ring, recursive_doubling]"), with_menus(2));
  EXPECT_THAT(case_names(plan),
              ElementsAre("all_reduce/mpi/f32/8B", "all_reduce/mpi/f32/8B/algorithm:ring",
                          "all_reduce/mpi/f32/8B/algorithm:recursive_doubling"));
  EXPECT_EQ(std::get<CollectiveCase>(plan.cases.at(1).what).algorithm, "ring");
}

TEST(CheckAlgorithms, OneThatNoBackendOfTheEntryKnowsIsRefusedAtItsPlace) {
  EXPECT_EQ(plan_complaint(algorithms_of("all_reduce", "mpi", "[ring, recursive_dubling]"),
                           with_menus(2)),
            "4:72: unknown algorithm 'recursive_dubling': expected one of auto, ring, "
            "recursive_doubling, binomial; did you mean 'recursive_doubling'?");
  EXPECT_EQ(plan_complaint(algorithms_of("all_reduce", "mpi", "nvls"), with_menus(2)),
            "4:65: unknown algorithm 'nvls': expected one of auto, ring, recursive_doubling, "
            "binomial");
  EXPECT_EQ(plan_complaint(algorithms_of("all_reduce", "[mpi, nccl]", "nvls"), with_menus(2)), "");
}

TEST(CheckAlgorithms, OneOfAnotherCollectiveIsSkippedWithItsReason) {
  const Plan plan =
      make_plan(algorithms_of("[all_reduce, send_recv]", "mpi", "binomial"), with_menus(2));
  EXPECT_THAT(reasons(plan), ElementsAre("Some MPI has no all_reduce by 'binomial', only by ring, "
                                         "recursive_doubling",
                                         "Some MPI lets nobody choose how send_recv is done"));
  EXPECT_TRUE(plan.cases.empty());
}

TEST(CheckAlgorithms, WhereALibraryHasNoneEveryNameIsSkipped) {
  Capabilities bare = with_menus(2);
  bare.algorithms["mpi"] = {.chooser = "Other MPI", .names = {}, .reason = "it decides by itself"};
  const Plan plan = make_plan(algorithms_of("all_reduce", "mpi", "[auto, ring, any]"), bare);
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/mpi/f32/8B"));
  EXPECT_THAT(reasons(plan), ElementsAre("it decides by itself", "it decides by itself"));
}

TEST(CheckAlgorithms, OneRankHasNoUseForAny) {
  const Plan plan = make_plan(algorithms_of("all_reduce", "mpi", "ring"), with_menus(1));
  EXPECT_THAT(reasons(plan), ElementsAre("one rank alone has no use for an algorithm"));
}

TEST(CheckAlgorithms, AreAskedForOnlyWhereASuiteChoosesOne) {
  EXPECT_FALSE(chooses_algorithms(algorithms_of("all_reduce", "mpi", "auto")));
  EXPECT_TRUE(chooses_algorithms(algorithms_of("all_reduce", "mpi", "[auto, ring]")));
  EXPECT_TRUE(chooses_algorithms(suite_of(
      "cases:\n  - {contenders: [{algorithm: auto}, {algorithm: ring}], collective: all_reduce, "
      "size: 8B}\n")));
}

}  // namespace
}  // namespace fourfold
