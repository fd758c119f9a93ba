// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/case_findings.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A case of one launch whose samples lie by up to `spread` on either side of 100 us.
RunRecord spread_out(double spread, double precision) {
  RunRecord record = synthetic_record();
  std::vector<double> seconds;
  for (int i = -10; i <= 10; ++i) seconds.push_back(1e-4 * (1 + spread * i / 10));
  CaseRecord& one = case_of(record, kAllReduce);
  one.trials = {synthetic_trial(seconds, 2)};
  one.trials[0].stopped = "max_time";
  one.precision = precision;
  return record;
}

// Of 21 samples the interval is from the 6th to the 16th: half of their spread to either side.
TEST(Imprecise, AWideIntervalIsNotOk) {
  const Judgement j = judged(spread_out(0.4, 0.01));
  EXPECT_THAT(j.case_verdicts, ElementsAre("wide", "ok"));
  EXPECT_EQ(finding_about(j, kAllReduce).severity, Severity::Note);
  EXPECT_EQ(finding_about(j, kAllReduce).text,
            "not precise: +-20 % (wanted: 1 % wide): max_time ended its least precise trial");
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
}

TEST(Imprecise, WhatIsWideDependsOnWhatWasWanted) {
  EXPECT_EQ(judged(spread_out(0.18, 0.01)).case_verdicts[0], "ok") << "+-9 % is not above 10 %";
  EXPECT_EQ(judged(spread_out(0.4, 0.05)).case_verdicts[0], "ok") << "+-20 % is 4 x 5 %";
  EXPECT_EQ(judged(spread_out(0.4, 0.03)).case_verdicts[0], "wide");
  EXPECT_EQ(judged(spread_out(0.4, 0)).case_verdicts[0], "wide") << "old records: not known";
}

TEST(Imprecise, AnIntervalThatSaysNothingIsAWarning) {
  RunRecord record = spread_out(0.4, 0.01);
  for (double& seconds : case_of(record, kAllReduce).trials[0].seconds) {
    if (seconds > 1.1e-4) seconds *= 2;
  }
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, kAllReduce).severity, Severity::Warning);
}

TEST(Imprecise, TwoLaunchesAreWideForWantOfLaunches) {
  const Judgement two = judged(synthetic_record({1, 1.2}));
  EXPECT_THAT(two.case_verdicts, ElementsAre("wide", "wide"));
  EXPECT_EQ(two.exit_code, ExitCode::Accepted);
  EXPECT_THAT(finding_about(two, kGemm).text, HasSubstr("its 2 launches differ"));
  const Judgement five = judged(synthetic_record({1, 2, 1, 2, 1}));
  EXPECT_EQ(five.exit_code, ExitCode::Warning) << "five show that they do differ";
  const Judgement far = judged(synthetic_record({1, 3}));
  EXPECT_THAT(finding_about(far, kGemm).text, HasSubstr("more than +-1000 %"));
}

TEST(Imprecise, ManyWideCasesAreOneFinding) {
  RunRecord record = spread_out(0.4, 0.01);
  const std::vector<Trial> trials = case_of(record, kAllReduce).trials;
  record.cases.clear();
  record.manifest.planned_cases.clear();
  for (const char* name : {"gemm/a", "gemm/b", "gemm/c", "gemm/d"}) {
    record.cases.push_back(synthetic_case(name, 1, 1e-4));
    record.cases.back().trials = trials;
    record.manifest.planned_cases.emplace_back(name);
  }
  const Judgement j = judged(record);
  ASSERT_EQ(j.findings.size(), 1u);
  EXPECT_THAT(j.findings[0].text, HasSubstr("4 of 4 cases are not precise"));
}

TEST(Imprecise, AFigureWithAGraverVerdictKeepsIt) {
  const RunRecord record = spread_out(0.4, 0.01);
  Config config;
  config.expectations.push_back({"all_reduce/**", Metric::Busbw, 20e9, -0.1, {}, false, {}});
  const Judgement j = judged(record, config);
  EXPECT_EQ(j.case_verdicts[0], "below");
}

}  // namespace
}  // namespace fourfold
