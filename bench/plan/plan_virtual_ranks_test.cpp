// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/footprint.hpp"
#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

Plan plan_of(const std::string& entry, const Capabilities& capabilities,
             const std::string& head = "") {
  return make_plan(suite_of(head + "cases: [" + entry + "]\n"), capabilities);
}
std::string only_reason(const Plan& plan) {
  EXPECT_TRUE(plan.cases.empty());
  EXPECT_EQ(plan.skips.size(), 1u);
  return plan.skips.empty() ? "" : plan.skips[0].reason;
}

TEST(PlanVirtualRanks, AreACaseForEachAlgorithmNumberAndSize) {
  const Plan plan = plan_of(
      "{virtual_ranks: [2, 8], algorithm: [two_shot, push], size: 64MiB, launch: graph, "
      "measure: {cache: hot}}",
      gpus_of(1, 1));
  EXPECT_THAT(case_names(plan),
              testing::ElementsAre("memory/cuda/all_reduce_two_shot_2/64MiB/graph/hot",
                                   "memory/cuda/all_reduce_push_2/64MiB/graph/hot",
                                   "memory/cuda/all_reduce_two_shot_8/64MiB/graph/hot",
                                   "memory/cuda/all_reduce_push_8/64MiB/graph/hot"));
  EXPECT_EQ(footprint(plan.cases[3], gpus_of(1, 1)).set, 16.0 * (64 << 20));
  EXPECT_THAT(describe_plan(plan, {}), testing::HasSubstr("23 x 64MiB"));  // two_shot of 8
  EXPECT_THAT(describe_plan(plan, {}), testing::HasSubstr("4 x 64MiB"));   // push of 2
}

TEST(PlanVirtualRanks, NeedAGpuAndItsMemory) {
  const std::string entry = "{virtual_ranks: 8, size: 64MiB}";
  EXPECT_EQ(only_reason(plan_of(entry, host_of(1))), "no NVIDIA driver");
  EXPECT_EQ(only_reason(plan_of(entry, gpus_of(1, 1), "device: host\n")),
            "the suite says device: host");
  EXPECT_THAT(only_reason(plan_of("{virtual_ranks: 8, size: 8GiB}", gpus_of(1, 1))),
              testing::HasSubstr("on each GPU"));
  Capabilities old = gpus_of(1, 1);
  old.no_gpu_code = "built for other GPUs";
  EXPECT_EQ(only_reason(plan_of(entry, old)), "built for other GPUs");
}

}  // namespace
}  // namespace fourfold
