// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/report/case_table.hpp"
#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The healthy run, whose first case is a training step of 4 ranks.
ReportParts stepped() {
  ReportParts parts = healthy_run();
  CaseMetrics& one = parts.metrics[0];
  one.name = "step/openblas+mpi/f32/gpt2/64_tokens";
  one.operation = "step";
  one.backend = "openblas+mpi";
  one.size = "gpt2";
  one.ranks = 4;
  one.work = {};
  one.work.flops = Flops(1e9);
  one.median_s = 0.1;
  one.facility_rates = {4e10};
  one.overlap =
      Overlap{.share = 0.6, .interval = Interval{0.55, 0.65}, .pure_s = 0.05, .compute_s = 0.08};
  one.step = StepFigures{.computation_slowdown = {1.1, Interval{1.05, 1.15}},
                         .communication_slowdown = {1.25, Interval{1.2, 1.3}},
                         .exposed_s = {0.02, Interval{0.018, 0.022}},
                         .efficiency = {0.8, std::nullopt}};
  return parts;
}

TEST(StepTable, ShowsRatesTimesAndWhatBecomesOfTheParts) {
  const ReportParts parts = stepped();
  const Table steps = step_table(parts.report());
  ASSERT_EQ(steps.rows.size(), 1u);
  EXPECT_THAT(steps.rows[0], ElementsAre("step/openblas+mpi/f32/gpt2/64_tokens", "4", "10.00",
                                         "40.00", "80 ms", "50 ms", "100 ms", "20 ms"));
  const Table beside = step_parts_table(parts.report());
  ASSERT_EQ(beside.rows.size(), 1u);
  EXPECT_THAT(beside.rows[0],
              ElementsAre("step/openblas+mpi/f32/gpt2/64_tokens", "1.100", "1.050 .. 1.150",
                          "1.250", "1.200 .. 1.300", "60.0%", "55.0 .. 65.0%", "80.0%", "-"));
  EXPECT_TRUE(overlap_table(parts.report()).rows.empty()) << "it has tables of its own";
}

TEST(StepTable, OneRankHasNothingToReduce) {
  ReportParts parts = stepped();
  parts.metrics[0].ranks = 1;
  parts.metrics[0].step.reset();
  parts.metrics[0].overlap.reset();
  parts.metrics[0].facility_rates = {1e10};
  EXPECT_THAT(step_table(parts.report()).rows.at(0),
              ElementsAre("step/openblas+mpi/f32/gpt2/64_tokens", "1", "10.00", "10.00", "100 ms",
                          "none", "100 ms", "-"));
  EXPECT_TRUE(step_parts_table(parts.report()).rows.empty());
}

TEST(StepTable, StandsInReportsOnlyWhereItWasMeasured) {
  for (const char* const heading :
       {"training steps", "beside each other", "efficiency: products"}) {
    EXPECT_THAT(written(stepped(), "terminal"), HasSubstr(heading));
    EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr(heading)));
  }
  EXPECT_THAT(written(stepped(), "md"), HasSubstr("### Training steps\n"));
  EXPECT_THAT(written(stepped(), "md"),
              HasSubstr("### Parts of training steps beside each other\n"));
  EXPECT_THAT(written(stepped(), "csv"),
              HasSubstr(",0.6,0.55,0.65,10,0.8,,,1.1,1.05,1.15,1.25,1.2,1.3,0.02,0.018,0.022\r\n"));
}

TEST(StepTable, JsonHasTheSame) {
  const auto cases = nlohmann::json::parse(written(stepped(), "json")).at("cases");
  const auto& step = cases[0].at("step");
  EXPECT_EQ(step.at("computation_slowdown").at("value"), 1.1);
  EXPECT_EQ(step.at("communication_slowdown").at("interval").at("lower"), 1.2);
  EXPECT_EQ(step.at("exposed_s").at("value"), 0.02);
  EXPECT_TRUE(step.at("efficiency").at("interval").is_null());
  EXPECT_EQ(cases[0].at("overlap").at("value"), 0.6);
  EXPECT_EQ(cases[0].at("figures").at("step_rate").at("value"), 10);
  EXPECT_EQ(cases[0].at("figures").at("step_rate").at("unit"), "step/s");
  EXPECT_EQ(cases[0].at("headline"), "flops");
  EXPECT_FALSE(cases[1].contains("step"));
  EXPECT_FALSE(cases[1].at("figures").contains("step_rate"));
}

}  // namespace
}  // namespace fourfold
