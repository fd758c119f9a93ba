// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/footprint.hpp"
#include "bench/plan/plan_test_suite.hpp"
#include "kernels/built_architectures.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Plan plan_of(const std::string& entry, const Capabilities& capabilities) {
  return make_plan(suite_of("cases: [" + entry + "]\n"), capabilities);
}

TEST(PlanStep, NamesSayWhatIsNotUsual) {
  EXPECT_THAT(case_names(plan_of("{step: tiny, tokens: 64}", host_of(2))),
              ElementsAre("step/openblas+mpi/f32/tiny/64_tokens"));
  EXPECT_THAT(
      case_names(plan_of("{step: gpt2, tokens: [8, 16], layers: [1, 12], kernel: naive, backend: "
                         "peer, dtype: bf16, bucket: 1MiB, output_layer: true}",
                         host_of(2))),
      ElementsAre("step/naive+peer/bf16/gpt2/8_tokens/layers:1/output_layer/bucket:1MiB",
                  "step/naive+peer/bf16/gpt2/16_tokens/layers:1/output_layer/bucket:1MiB",
                  "step/naive+peer/bf16/gpt2/8_tokens/output_layer/bucket:1MiB",
                  "step/naive+peer/bf16/gpt2/16_tokens/output_layer/bucket:1MiB"));
  EXPECT_THAT(
      case_names(plan_of("{step: mine, tokens: 4, measure: {cache: hot}, model: {layers: 2, "
                         "hidden: 32, ffn: 48, heads: 4, kv_heads: 2, gated: true}}",
                         host_of(2))),
      ElementsAre("step/openblas+mpi/f32/mine:2x32x48x4x2x8_gated/4_tokens/hot"));
  EXPECT_THAT(case_names(plan_of("{step: tiny, tokens: 4, scope: [node, facility], groups: "
                                 "[concurrent, one_at_a_time]}",
                                 host_of(2))),
              ElementsAre("step/openblas+mpi/f32/tiny/4_tokens/node",
                          "step/openblas+mpi/f32/tiny/4_tokens/node/one_at_a_time",
                          "step/openblas+mpi/f32/tiny/4_tokens"));
}

TEST(PlanStep, OnGpusByCublasltAndNccl) {
  if (built_architectures().empty()) GTEST_SKIP() << probe_cuda().reason;
  const Plan plan =
      plan_of("{step: llama3_8b, tokens: 4096, layers: 1, dtype: bf16}", gpus_of(2, 2));
  ASSERT_THAT(case_names(plan),
              ElementsAre("step/cublaslt+nccl/bf16/llama3_8b/4096_tokens/layers:1"));
  EXPECT_EQ(plan.cases[0].device, DeviceKind::Cuda);
  const auto& what = std::get<StepCase>(plan.cases[0].what);
  EXPECT_EQ(what.ranks, 2);
  EXPECT_EQ(what.step.model.layers, 1);
  const CollectiveCase largest = what.largest_reduction();
  EXPECT_EQ(largest.asked.count(), 2u * 2 * 14336 * 4096) << "one gradient is more than a bucket";
  EXPECT_EQ(largest.shape.type, DataType::bf16);
  // 218103808 parameters: 6 x 4096 of them, and 2 B each.
  EXPECT_THAT(describe_plan(plan, {}), HasSubstr("5360 GFLOP, 436 MB in 4 buckets"));
}

TEST(PlanStep, DescribesWhatItDoes) {
  const Plan plan = plan_of("{step: tiny, tokens: 64, bucket: 100KiB}", host_of(2));
  // 98304 parameters: 6 x 64 of them, and 4 B each.
  EXPECT_THAT(describe_plan(plan, {}), HasSubstr("37.75 MFLOP, 0.393 MB in 3 buckets"));
}

TEST(PlanStep, SkipsWithReasons) {
  EXPECT_THAT(only_reason("{step: tiny, tokens: 4, dtype: bf16}", host_of(2)),
              HasSubstr("weight 'qkv', 4x192x64: OpenBLAS has no bf16 matmul"));
  EXPECT_EQ(only_reason("{step: tiny, tokens: 4, dtype: bf16, kernel: naive}", host_of(2)),
            "MPI has no reduction of bf16");
  EXPECT_EQ(only_reason("{step: tiny, tokens: 4, backend: nccl}", host_of(2)),
            "NCCL reduces in the memory of GPUs, and this kernel runs on the host");
  EXPECT_EQ(only_reason("{step: tiny, tokens: 4, kernel: cublaslt}", host_of(2)),
            "no NVIDIA driver");
  EXPECT_THAT(only_reason("{step: tiny, tokens: 4, dtype: bf16}", gpus_of(4, 2)),
              HasSubstr("each rank needs its own"));
  Capabilities apart = host_of(2);
  apart.groups[Scope::Node] = {2, 1, 1, ""};
  EXPECT_EQ(only_reason("{step: tiny, tokens: 4, scope: node}", apart),
            "every node has one rank: there is nobody to talk to");
}

TEST(PlanStep, SkipsOnGpusWithReasons) {
  if (built_architectures().empty()) GTEST_SKIP() << probe_cuda().reason;
  EXPECT_EQ(only_reason("{step: tiny, tokens: 4, dtype: bf16, backend: mpi}", gpus_of(2, 2)),
            "gradients on a GPU are reduced by a second stream, and MPI has none: by nccl or peer");
  EXPECT_THAT(only_reason("{step: llama3_70b, tokens: 4096, dtype: bf16}", gpus_of(2, 2)),
              HasSubstr("available (80% of it is used at most)"));
}

TEST(PlanStep, OneRankMakesStepsWithoutReducing) {
  const Plan plan = plan_of("{step: tiny, tokens: 4, dtype: bf16, kernel: naive}", host_of(1));
  ASSERT_EQ(plan.cases.size(), 1u) << "though MPI has no sums of bf16";
  EXPECT_EQ(std::get<StepCase>(plan.cases[0].what).ranks, 1);
}

TEST(PlanStep, EstimatesGrowWithTheModelAndItsTokens) {
  const Capabilities host = host_of(2);
  const auto longest = [&](const std::string& entry) {
    return longest_step(plan_of(entry, host).cases.at(0), host).value();
  };
  EXPECT_GT(longest("{step: gpt2, tokens: 64}"),
            5 * longest("{step: gpt2, tokens: 64, layers: 1}"));
  EXPECT_GT(longest("{step: gpt2, tokens: 1024}"), 5 * longest("{step: gpt2, tokens: 64}"));
  const Plan plan = plan_of("{step: gpt2, tokens: 64}", host);
  const double weights = 2 * 4.0 * 84'934'656;
  EXPECT_GT(footprint(plan.cases[0], host).set, weights) << "weights and gradients";
  EXPECT_LT(footprint(plan.cases[0], host).set, 1.2 * weights);
}

TEST(PlanStep, ExpectationsMaySpeakOfItsFigures) {
  const std::string entry = "cases: [{step: tiny, tokens: 4}]\nexpectations:\n";
  for (const std::string line :
       {"{match: step/**, value: 100, unit: step/s, lower: -5%}",
        "{match: step/**, metric: efficiency, value: 0.9, unit: x, lower: -5%}",
        "{match: step/**, metric: overlap, value: 0.5, unit: x, lower: -5%}",
        "{match: step/**, value: 1, unit: GFLOP/s, lower: -5%}"}) {
    EXPECT_EQ(plan_complaint(suite_of(entry + "  - " + line + "\n"), host_of(2)), "") << line;
  }
  EXPECT_THAT(
      plan_complaint(suite_of(entry + "  - {match: step/**, value: 1, unit: GB/s, lower: -5%}\n"),
                     host_of(2)),
      HasSubstr("no case that 'step/**' matches has the figure busbw"));
}

TEST(PlanStep, IsPlannedInAContestToo) {
  EXPECT_THAT(
      case_names(plan_of("{contenders: [{backend: peer}, {backend: mpi}], step: tiny, tokens: 4}",
                         host_of(2))),
      ElementsAre("contest/step/openblas+peer-vs-openblas+mpi/f32/tiny/4_tokens"));
}

}  // namespace
}  // namespace fourfold
