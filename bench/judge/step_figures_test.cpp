// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/step_figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/compare_names.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

const std::string kStep = "step/openblas+mpi/f32/gpt2/64_tokens";

/// Products of 80 ms and all_reduces of 50 ms that take so long together; the products are done
/// after 88 ms, the all_reduces under way for 60 ms.
Trial trial_of(const std::vector<double>& together) {
  Trial trial = synthetic_trial(together, 2);
  trial.compute_seconds.assign(together.size(), 0.080);
  trial.pure_seconds.assign(together.size(), 0.050);
  trial.compute_within_seconds.assign(together.size(), 0.088);
  trial.pure_within_seconds.assign(together.size(), 0.060);
  return trial;
}

RunRecord steps(const std::vector<std::vector<double>>& launches) {
  RunRecord record = synthetic_record(std::vector<double>(launches.size(), 1));
  record.manifest.planned_cases.push_back(kStep);
  for (std::size_t i = 0; i < launches.size(); ++i) {
    CaseRecord one = synthetic_case(kStep, static_cast<int>(i) + 1, 1);
    one.operation = "step";
    one.work = {};
    one.work.flops = Flops(2e9);
    one.trials = {trial_of(launches[i])};
    record.cases.push_back(one);
  }
  return record;
}

CaseMetrics row_of(const RunRecord& record) { return summarize(record).back(); }

TEST(StepFigures, OfOneLaunchAreMediansOfItsSamples) {
  const CaseMetrics row = row_of(
      steps({{0.100, 0.110, 0.096, 0.104, 0.100, 0.102, 0.098, 0.090, 0.112, 0.100, 0.100}}));
  ASSERT_TRUE(row.step);
  EXPECT_DOUBLE_EQ(row.median_s, 0.100);
  EXPECT_NEAR(row.step->computation_slowdown.value, 1.1, 1e-12);
  EXPECT_NEAR(row.step->communication_slowdown.value, 1.2, 1e-12);
  EXPECT_NEAR(row.step->exposed_s.value, 0.020, 1e-12);
  EXPECT_NEAR(row.step->efficiency.value, 0.8, 1e-12);
  EXPECT_NEAR(row.overlap.value().share, 0.6, 1e-9) << "30 of 50 ms are hidden";
  EXPECT_DOUBLE_EQ(row.figure(Metric::StepRate).value(), 10);
  EXPECT_DOUBLE_EQ(row.figure(Metric::Flops).value(), 2e10);
  EXPECT_NEAR(row.figure(Metric::Efficiency).value(), 0.8, 1e-12);
  EXPECT_NEAR(row.figure(Metric::Overlap).value(), 0.6, 1e-9);
  EXPECT_FALSE(row.figure(Metric::Busbw));
  EXPECT_EQ(row.headline(), Metric::Flops);
  const Interval efficiency = row.figure_interval(Metric::Efficiency).value();
  EXPECT_LT(efficiency.lower, 0.8);
  EXPECT_GT(efficiency.upper, 0.8);
  const Interval rate = row.figure_interval(Metric::StepRate).value();
  EXPECT_NEAR(rate.lower, 1 / row.interval_s->upper, 1e-9);
}

TEST(StepFigures, OfLaunchesHaveTheirSpread) {
  const CaseMetrics row =
      row_of(steps({std::vector<double>(9, 0.100), std::vector<double>(9, 0.096),
                    std::vector<double>(9, 0.104)}));
  EXPECT_NEAR(row.step->exposed_s.value, 0.020, 1e-12);
  // Student's t of 2 degrees of freedom, 4.3027; standard deviation 4 ms of three.
  const double half = 4.3027 * 0.004 / std::sqrt(3.0);
  EXPECT_NEAR(row.step->exposed_s.interval->lower, 0.020 - half, 1e-6);
  EXPECT_NEAR(row.step->exposed_s.interval->upper, 0.020 + half, 1e-6);
}

TEST(StepFigures, AreNoneOfOneRankAndOfOtherCases) {
  RunRecord record = steps({{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}});
  Trial& trial = record.cases.back().trials[0];
  trial.pure_seconds.clear();
  trial.compute_seconds.clear();
  trial.pure_within_seconds.clear();
  trial.compute_within_seconds.clear();
  const CaseMetrics row = row_of(record);
  EXPECT_FALSE(row.step);
  EXPECT_FALSE(row.overlap);
  EXPECT_FALSE(row.figure(Metric::Efficiency));
  EXPECT_FALSE(row.figure_interval(Metric::Efficiency));
  EXPECT_FALSE(row.figure(Metric::Overlap));
  EXPECT_DOUBLE_EQ(row.figure(Metric::StepRate).value(), 10) << "it makes steps all the same";
  EXPECT_FALSE(summarize(record)[0].figure(Metric::StepRate));
}

TEST(StepFigures, PartsThatTookNoTimeAreNotDividedBy) {
  RunRecord record = steps({std::vector<double>(9, 0.1)});
  record.cases.back().trials[0].pure_seconds.assign(9, 0);
  const CaseMetrics row = row_of(record);
  EXPECT_FALSE(row.step) << "nothing was slowed down";
  EXPECT_EQ(row.overlap.value().share, 0);
}

TEST(StepFigures, TheFacilitysRateIsThatOfAllRanksAtTheStepsPace) {
  EXPECT_DOUBLE_EQ(row_of(steps({std::vector<double>(9, 0.1)})).facility_rates.at(0),
                   2 * 2e9 / 0.1);
  RunRecord record = steps({std::vector<double>(9, 0.1)});
  CaseRecord& one = record.cases.back();
  one.trials[0].groups = {{"a", 0, 3, 0.1, 0, 0}, {"b", 3, 1, 0.05, 0, 0}};
  EXPECT_DOUBLE_EQ(row_of(record).facility_rates.at(0), 3 * 2e9 / 0.1 + 2e9 / 0.05);
  one.groups_in_turns = true;
  EXPECT_EQ(row_of(record).facility_rates.at(0), 0);
}

TEST(StepFigures, AreADimensionOfATarget) {
  Config config;
  config.target.emplace();
  config.target->ratio = 4;
  config.target->dimensions = {{"step/*/f32/gpt2/64_tokens", 1, {"suite.yaml", 20, 5}}};
  std::vector<std::vector<double>> slow, fast;
  for (const double factor : kQuiet) {
    slow.emplace_back(9, 0.41 * factor);
    fast.emplace_back(9, 0.1 * factor);
  }
  const Judgement judgement = against(steps(fast), steps(slow), config);
  ASSERT_TRUE(judgement.target);
  EXPECT_NEAR(judgement.target->capacity_ratio, 4.1, 0.01);
  EXPECT_EQ(judgement.target->dimensions.at(0).unit, "FLOP/s");
  EXPECT_EQ(judgement.target->decision, Decision::Accept);
}

TEST(StepFigures, AreHeldAgainstExpectations) {
  const auto at_least = [](Metric metric, double value) {
    Expectation one;
    one.match = "step/**";
    one.metric = metric;
    one.value = value;
    one.lower = -0.05;
    return one;
  };
  Config config;
  config.expectations = {at_least(Metric::StepRate, 12), at_least(Metric::Efficiency, 0.75)};
  const RunRecord record = steps({std::vector<double>(9, 0.1)});
  const Judgement judgement = judged(record, config);
  EXPECT_EQ(judgement.case_verdicts.back(), "below");
  config.expectations.erase(config.expectations.begin());
  EXPECT_EQ(judged(record, config).case_verdicts.back(), "ok");
}

TEST(StepNames, DifferInTheBackendAloneWhereTheWorkIsTheSame) {
  EXPECT_EQ(work_name("step/openblas+mpi/f32/gpt2/64_tokens"),
            work_name("step/cublaslt+nccl/f32/gpt2/64_tokens"));
  EXPECT_THAT(differences("step/openblas+mpi/f32/gpt2/64_tokens",
                          "step/openblas+mpi/bf16/llama3_8b/128_tokens/layers:2/node"),
              testing::UnorderedElementsAre("dtype bf16, not f32", "model llama3_8b, not gpt2",
                                            "layers 2, not all", "tokens 128_tokens, not 64_tokens",
                                            "scope node, not facility"));
}

}  // namespace
}  // namespace fourfold
