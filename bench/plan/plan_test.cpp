// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kEveryKind = R"(cases:
  - {collective: all_reduce, size: 8B}
  - {gemm: naive, shape: 8}
  - {memory: copy, size: 8B}
)";

TEST(MakePlan, AutoBecomesTheHostWithoutAGpu) {
  const Plan plan = make_plan(suite_of(kEveryKind), host_of(2));
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/mpi/f32/8B", "gemm/naive/f32/8x8x8/uniform",
                                            "memory/host/copy/8B"));
  EXPECT_EQ(plan.device_choice, "host: no NVIDIA driver");
}

TEST(MakePlan, AutoBecomesTheGpuAndHostKernelsStayOnTheHost) {
  const Plan plan = make_plan(suite_of(kEveryKind), gpus_of(2, 2));
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/nccl/f32/8B",
                                            "gemm/naive/f32/8x8x8/uniform", "memory/cuda/copy/8B"));
  EXPECT_EQ(plan.cases[0].device, DeviceKind::Cuda);
  EXPECT_EQ(plan.cases[1].device, DeviceKind::Host);
  EXPECT_EQ(plan.device_choice, "cuda: 2 x NVIDIA H200");
}

TEST(MakePlan, AskingForAGpuThatIsNotThereSkipsAndNeverFallsBack) {
  const Plan plan = make_plan(suite_of("device: cuda\n" + std::string(kEveryKind)), host_of(2));
  EXPECT_THAT(case_names(plan), ElementsAre("gemm/naive/f32/8x8x8/uniform"));
  EXPECT_THAT(skip_names(plan), ElementsAre("all_reduce/nccl/f32/8B", "memory/cuda/copy/8B"));
  EXPECT_EQ(plan.device_choice, "cuda: the suite says device: cuda, but no NVIDIA driver");
}

TEST(MakePlan, SweepsInTheOrderWrittenSizesFastest) {
  const Plan plan = make_plan(
      suite_of("cases: [{collective: [reduce, all_gather], op: [max, sum], dtype: [f64, f32], "
               "size: [16B, 8B], root: 1}]\n"),
      host_of(2));
  EXPECT_THAT(case_names(plan),
              ElementsAre("reduce/mpi/f64/16B/max/root:1", "reduce/mpi/f64/8B/max/root:1",
                          "reduce/mpi/f64/16B/root:1", "reduce/mpi/f64/8B/root:1",
                          "reduce/mpi/f32/16B/max/root:1", "reduce/mpi/f32/8B/max/root:1",
                          "reduce/mpi/f32/16B/root:1", "reduce/mpi/f32/8B/root:1",
                          // what does not reduce and has no root is there once
                          "all_gather/mpi/f64/16B", "all_gather/mpi/f64/8B",
                          "all_gather/mpi/f32/16B", "all_gather/mpi/f32/8B"));
}

TEST(MakePlan, GivesEachCaseItsShapeAndMeasure) {
  const Plan plan = make_plan(
      suite_of("cases: [{collective: all_gather, size: 8B, measure: {trials: 4}}]\n"), host_of(3));
  const auto& one = std::get<CollectiveCase>(plan.cases.at(0).what);
  EXPECT_EQ(one.asked, Bytes(8));
  EXPECT_EQ(one.shape.message(), Bytes(12));
  EXPECT_EQ(plan.cases[0].measure.trials, 4);
}

TEST(MakePlan, RefusesTheSameCaseTwice) {
  EXPECT_EQ(plan_complaint(suite_of(R"(cases:
  - {collective: all_reduce, size: 8B}
  - {memory: copy, size: 8B}
  - {collective: [reduce, all_reduce], size: [1KiB, 8B]}
)"),
                           host_of(2)),
            "6:5: this entry makes the case 'all_reduce/mpi/f32/8B' again; the one on line 4 makes "
            "it already");
  EXPECT_EQ(
      plan_complaint(suite_of("cases:\n  - {gemm: [cublaslt, auto], shape: 8}\n"), gpus_of(1, 1)),
      "4:5: this entry makes the case 'gemm/cublaslt/f32/8x8x8/uniform' twice");
}

TEST(MakePlan, RefusesASkippedCaseTwiceToo) {
  EXPECT_THAT(plan_complaint(suite_of("cases:\n  - {memory: copy, size: 8B, backend: cuda}\n"
                                      "  - {memory: copy, size: 8B, backend: cuda}\n"),
                             host_of(1)),
              StartsWith("5:5: this entry makes the case 'memory/cuda/copy/8B' again"));
}

TEST(MakePlan, RefusesARootThatIsNoRank) {
  const Config config = suite_of("cases:\n  - {collective: broadcast, size: 8B, root: 2}\n");
  EXPECT_EQ(plan_complaint(config, host_of(2)), "4:5: root 2 is not one of this run's 2 ranks");
  EXPECT_EQ(plan_complaint(config, host_of(3)), "");
}

TEST(MakePlan, RefusesPatternsThatMatchNothing) {
  const auto with = [](const std::string& list) {
    return plan_complaint(suite_of("cases: [{collective: all_reduce, size: 1MiB}]\n" + list),
                          host_of(2));
  };
  EXPECT_EQ(
      with("expectations:\n  - {match: all_reduce/mpi/f32/1MB, value: 1, unit: s, upper: 0}\n"),
      "5:13: 'all_reduce/mpi/f32/1MB' matches no case of this suite; did you mean "
      "'all_reduce/mpi/f32/1MiB'?");
  EXPECT_EQ(with("limits:\n  - {match: gemm/**, at_most: 1, unit: TFLOP/s, source: sheet}\n"),
            "5:13: 'gemm/**' matches no case of this suite; case names look like "
            "'all_reduce/mpi/f32/1MiB'");
  EXPECT_EQ(with("target: {dimensions: [{metric: all_reduce/nccl/f32/1MiB}]}\n"),
            "4:32: 'all_reduce/nccl/f32/1MiB' matches no case of this suite; did you mean "
            "'all_reduce/mpi/f32/1MiB'?");
  EXPECT_EQ(with("expectations:\n  - {match: '**', value: 1, unit: s, upper: 0}\n"), "");
}

TEST(MakePlan, RefusesAFigureThatNoMatchingCaseHas) {
  const auto with = [](const std::string& bound) {
    return plan_complaint(suite_of(kEveryKind + ("expectations: [{" + bound + ", lower: 0}]\n")),
                          host_of(2));
  };
  EXPECT_EQ(with("match: 'all_reduce/**', value: 1, unit: TFLOP/s"),
            "7:24: no case that 'all_reduce/**' matches has the figure flops");
  EXPECT_THAT(with("match: 'memory/**', metric: busbw, value: 1, unit: GB/s"),
              HasSubstr("has the figure busbw"));
  EXPECT_THAT(with("match: 'gemm/**', value: 1, unit: GB/s"), HasSubstr("has the figure busbw"));
  EXPECT_EQ(with("match: '**', value: 1, unit: GB/s"), "");
  EXPECT_EQ(with("match: 'memory/**', value: 1, unit: GB/s"), "");
  EXPECT_EQ(with("match: 'gemm/**', value: 1, unit: us"), "");
}

TEST(MakePlan, AMachineMaySpeakOfCasesThatTheSuiteHasNot) {
  const Plan plan = make_plan(suite_of(R"(cases: [{memory: copy, size: 8B}]
machine:
  fourfold_machine: 1
  name: lab
  limits: [{match: "gemm/**", at_most: 1, unit: TFLOP/s, source: sheet}]
)"),
                              host_of(2));
  EXPECT_THAT(plan.notes, ElementsAre(StartsWith("a limit of the machine: 'gemm/**' matches no")));
}

TEST(MakePlan, ADimensionIsExactlyOneCase) {
  const std::string cases = "cases: [{collective: all_reduce, size: [8B, 1MiB]}]\n";
  EXPECT_THAT(
      plan_complaint(suite_of(cases + "target: {dimensions: [{metric: '**'}]}\n"), host_of(2)),
      HasSubstr("'**' matches 2 cases"));
  EXPECT_EQ(plan_complaint(
                suite_of(cases + "target: {dimensions: [{metric: 'all_reduce/*/f32/1MiB'}]}\n"),
                host_of(2)),
            "");
}

TEST(MakePlan, BoundsTheNumberOfCasesBeforeMakingThem) {
  std::string sizes = "[1B";
  for (int i = 2; i <= 4096; ++i) sizes += ", " + std::to_string(i) + "B";
  const std::string entry =
      "cases:\n  - {collective: [all_reduce, reduce], dtype: [f64, f32, i32, "
      "i8], op: [sum, max, min, prod], size: " +
      sizes + "]}\n";
  EXPECT_EQ(plan_complaint(suite_of(entry), host_of(2)),
            "4:5: the suite makes more than 100000 cases");
}

/// Processor time of a plan of 4 cases per size, the least of three: others' work is not in it.
double seconds_to_plan(int sizes) {
  std::string list = "[4B";
  for (int i = 2; i <= sizes; ++i) list += ", " + std::to_string(4 * i) + "B";
  const Config config =
      suite_of("cases: [{collective: [all_reduce, reduce], dtype: [f32, i32], size: " + list +
               "]}]\nexpectations: [{match: '**/1000B', value: 1, unit: s, upper: 0}]\n");
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    const std::clock_t start = std::clock();
    EXPECT_EQ(make_plan(config, host_of(2)).cases.size(), 4u * static_cast<unsigned>(sizes));
    least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return least;
}

TEST(MakePlan, TheTimeOfTenThousandCasesGrowsWithTheirNumber) {
  const double of_1000 = seconds_to_plan(250);
  const double of_10000 = seconds_to_plan(2500);
  EXPECT_LT(of_10000, 40 * of_1000) << "in proportion it is 10 times, with the square 100 times";
  RecordProperty("milliseconds", static_cast<int>(of_10000 * 1e3));
}

Plan shipped(const std::string& suite, const Capabilities& capabilities) {
  return make_plan(load_config(FOURFOLD_SOURCE_DIR "/configs/suites/" + suite + ".yaml", {}),
                   capabilities);
}

TEST(Plan, NotesATuningOfAnotherMachine) {
  Config config = suite_of("cases: [{collective: all_reduce, backend: peer, size: 8B}]\n");
  Capabilities host = host_of(2);
  host.host.name = "Epyc";
  config.tuning.emplace();
  config.tuning->table = built_in_peer_table();
  config.tuning->machine = "Epyc";
  config.tuning->ranks = 2;
  EXPECT_THAT(make_plan(config, host).notes, testing::IsEmpty());
  config.tuning->ranks = 4;
  EXPECT_THAT(make_plan(config, host).notes,
              ElementsAre(StartsWith("the tuning: it was measured with 4 ranks")));
}

TEST(ShippedSuites, QuickstartIsShort) {
  Capabilities host = host_of(2);
  host.host.last_level_cache = Bytes(64 << 20);
  const Plan plan = shipped("quickstart", host);
  EXPECT_LE(plan.cases.size() + plan.skips.size(), 32u);
  const Estimate time = estimate(plan, host);
  EXPECT_LT(time.likely, Seconds(60));
  EXPECT_LT(time.most, Seconds(120));
}

TEST(ShippedSuites, HostSmokeSkipsNothingAndReferenceWhatAHostAloneCannotDo) {
  EXPECT_TRUE(shipped("host_smoke", host_of(3)).skips.empty());
  EXPECT_THAT(shipped("reference", host_of(2)).skips,
              Each(Field(&Skip::name, testing::MatchesRegex("(memory/cuda/|pairwise/).*"))));
}

TEST(ShippedSuites, TheGpuSuiteNeverMeasuresTheHost) {
  const Plan without = shipped("gpu", host_of(8));
  EXPECT_TRUE(without.cases.empty());
  for (const Skip& skip : without.skips) EXPECT_EQ(skip.reason, "no NVIDIA driver") << skip.name;
  for (const Case& one : shipped("gpu", gpus_of(8, 8)).cases) {
    EXPECT_EQ(one.device, DeviceKind::Cuda) << one.name;
  }
}

TEST(EstimatePlan, GrowsWithBudgetAndTrials) {
  const auto most = [](const std::string& measure) {
    const Capabilities host = host_of(2);
    return estimate(make_plan(suite_of("measure: {" + measure + "}\n" + kEveryKind), host), host);
  };
  const Estimate one = most("max_time: 1s");
  const Estimate ten = most("max_time: 10s");
  EXPECT_NEAR((ten.most - one.most).value(), 3 * 9, 0.01);
  EXPECT_GT(most("max_time: 1s, trials: 3").likely, one.likely);
  EXPECT_LT(one.likely, one.most);
}

TEST(EstimatePlan, OverlappedCallsTakeAsLongAsFour) {
  const auto step = [](const std::string& calls) {
    const Capabilities host = host_of(2);
    const Plan plan = make_plan(suite_of("measure: {max_time: 1s, min_samples: 200}\n"
                                         "cases: [{collective: all_reduce, size: 1MiB, calls: " +
                                         calls + "}]\n"),
                                host);
    return estimate(plan, host);
  };
  // A sample beyond the budget, two of which count, is of four lengths of a call and not of one.
  const double more = (step("overlapped").most - step("nonblocking").most).value();
  EXPECT_NEAR(more, 2 * 3 * ((1 << 20) / 1e9 + 2e-6), 1e-6);
}

TEST(DescribePlan, ShowsEveryCaseEverySkipAndTheTime) {
  const Capabilities host = host_of(3);
  const Plan plan = make_plan(suite_of(R"(cases:
  - {collective: all_gather, size: 8B}
  - {memory: triad, size: 8MiB, measure: {trials: 2, max_time: 500ms}}
  - {memory: copy, size: 1GiB, backend: cuda}
)"),
                              host);
  EXPECT_EQ(describe_plan(plan, {Seconds(39.2), Seconds(170)}),
            R"(device host: no NVIDIA driver

2 cases:
  all_gather/mpi/f32/8B   host  8B (rounded up to 12B)  up to 1 s
  memory/host/triad/8MiB  host  3 x 8MiB                2 x up to 500 ms

1 case skipped:
  memory/cuda/copy/1GiB   no NVIDIA driver

about 40 s, at most 3 min per launch
)");
  EXPECT_THAT(describe_plan(shipped("gpu", host_of(8)), {}),
              testing::EndsWith("\nnothing to measure\n"));
}

TEST(ProbeCapabilities, SeesThisMachine) {
  const Capabilities here = probe_capabilities(4, 2);
  EXPECT_EQ(here.ranks, 4);
  EXPECT_EQ(here.ranks_per_host, 2);
  EXPECT_GE(here.cpus, 1);
  EXPECT_GT(here.host_memory, Bytes(1 << 20));
  EXPECT_EQ(here.host.kind, DeviceKind::Host);
  if (here.cuda.devices == 0) {
    EXPECT_FALSE(here.cuda.reason.empty());
    EXPECT_EQ(here.missing_kernels.at("cublaslt"), here.cuda.reason);
    EXPECT_EQ(here.nccl.reason, here.cuda.reason);
  }
}

}  // namespace
}  // namespace fourfold
