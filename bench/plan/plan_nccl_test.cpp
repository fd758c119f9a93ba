// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using ::testing::ElementsAre;

TEST(PlanNccl, NcclsSettingsAreDimensionsOfNcclAlone) {
  const Config suite = suite_of(
      "cases: [{collective: all_gather, backend: [nccl, mpi], size: [1MiB, 2MiB], buffers: "
      "[malloc, "
      "window], cta_policy: [default, zero]}]\n");
  const Plan plan = make_plan(suite, gpus_of(2, 2));
  EXPECT_THAT(case_names(plan),
              ElementsAre("all_gather/nccl/f32/1MiB", "all_gather/nccl/f32/2MiB",
                          "all_gather/nccl/f32/1MiB/buffers:window",
                          "all_gather/nccl/f32/2MiB/buffers:window",
                          "all_gather/nccl/f32/1MiB/buffers:window/cta_policy:zero",
                          "all_gather/nccl/f32/2MiB/buffers:window/cta_policy:zero",
                          "all_gather/mpi/f32/1MiB", "all_gather/mpi/f32/2MiB"));
  EXPECT_THAT(skip_names(plan), ElementsAre("all_gather/nccl/f32/1MiB/cta_policy:zero",
                                            "all_gather/nccl/f32/2MiB/cta_policy:zero"));
}

TEST(PlanNccl, CommunicatorsAreCasesOfTheirOwnKind) {
  const Config suite = suite_of("cases: [{communicator: [plain, shrink]}]\n");
  const Plan on_gpus = make_plan(suite, gpus_of(2, 2));
  EXPECT_THAT(case_names(on_gpus),
              ElementsAre("communicator/nccl/plain", "communicator/nccl/shrink"));
  const Plan on_host = make_plan(suite, host_of(2));
  EXPECT_THAT(case_names(on_host), ElementsAre("communicator/mpi/plain"));
  EXPECT_THAT(skip_names(on_host), ElementsAre("communicator/mpi/shrink"));
}

TEST(PlanNccl, AlgorithmsOfNcclAreSkippedWhereItHasThemNot) {
  Capabilities gpus = gpus_of(2, 2);
  gpus.algorithms["nccl"] = nccl_algorithms(gpus.nccl);
  const Plan plan = make_plan(
      suite_of("cases: [{collective: [all_reduce, all_to_all], backend: nccl, size: 1MiB, "
               "algorithm: [ring, pat], protocol: [auto, ll]}]\n"),
      gpus);
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/nccl/f32/1MiB/algorithm:ring",
                                            "all_reduce/nccl/f32/1MiB/algorithm:ring/protocol:ll"));
  EXPECT_EQ(std::get<CollectiveCase>(plan.cases[0].what).nccl.algorithm, "ring");
  EXPECT_EQ(plan.skips.size(), 6u);
}

}  // namespace
}  // namespace fourfold
