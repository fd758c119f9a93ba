// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/case_findings.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// A healthy run in which the devices told this during the all-reduce.
Judgement told(const TrialTelemetry& telemetry) {
  RunRecord record = synthetic_record();
  case_of(record, kAllReduce).trials[0].telemetry = telemetry;
  return judged(record);
}

TEST(Unsteady, ASustainedFigureThatNeverSettledIsAWarning) {
  RunRecord record = synthetic_record();
  case_of(record, kAllReduce).trials[0].steady = true;
  EXPECT_EQ(judged(record).exit_code, ExitCode::Accepted);
  case_of(record, kAllReduce).trials[0].steady = false;
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_THAT(finding_about(j, kAllReduce).text, HasSubstr("not steady"));
}

TEST(Unsteady, OutputsThatDifferInBitsAreTold) {
  RunRecord record = synthetic_record({1, 1, 1});
  for (int launch = 1; launch <= 3; ++launch) {
    case_of(record, kGemm, launch).correctness.hash = 0xABCD;
    case_of(record, kGemm, launch).correctness.repeats = true;
  }
  EXPECT_TRUE(summarize(record)[1].repeats);
  EXPECT_TRUE(judged(record).findings.empty());
  case_of(record, kGemm, 2).correctness.hash = 0xABCE;
  EXPECT_THAT(finding_about(judged(record), kGemm).text, HasSubstr("same bits"));
  case_of(record, kGemm, 2).correctness.hash = 0xABCD;
  case_of(record, kGemm, 3).correctness.repeats = false;
  EXPECT_THAT(finding_about(judged(record), kGemm).text, HasSubstr("same bits"));
}

TEST(Unsteady, APowerLimitIsANoteAndHeatAWarning) {
  TrialTelemetry telemetry;
  telemetry.rank_0.clock_events = {{"gpu_idle", 0.9}, {"sw_power_cap", 0.5}};
  const Judgement limited = told(telemetry);
  EXPECT_EQ(limited.exit_code, ExitCode::Accepted);
  EXPECT_EQ(finding_about(limited, kAllReduce).text,
            "the clock of rank 0 was held down for 50 % of the time: sw_power_cap");
  telemetry.rank_0.clock_events = {{"hw_thermal_slowdown", 0.2}};
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Warning);
  telemetry.rank_0.clock_events = {{"hw_thermal_slowdown", 0.05}};
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Accepted) << "hardly ever";
}

TEST(Unsteady, NamesTheRankWhoseClockIsHeldDown) {
  TrialTelemetry telemetry;
  telemetry.slowed = {0.1, 0.1, 0.8, 0.1};
  const Judgement j = told(telemetry);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, kAllReduce).text,
            "the clock of rank 2 was held down for 80 % of the time, of most ranks for 10 %");
  telemetry.slowed = {0.8, 0.8, 0.8, 0.8};
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Accepted) << "all alike: a limit, no odd one";
}

TEST(Unsteady, ErrorsThatDevicesCountAreTold) {
  TrialTelemetry telemetry;
  telemetry.rank_0.counters = {{EventCounter::NvlinkReplay, 0}, {EventCounter::EccCorrected, 3}};
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Warning);
  EXPECT_THAT(finding_about(told(telemetry), kAllReduce).text, HasSubstr("counted 3 more"));
  telemetry.rank_0.counters = {{EventCounter::EccUncorrected, 1}};
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Rejected);
}

TEST(Unsteady, TelemetryThatCostsHalfAPercentIsAWarning) {
  TrialTelemetry telemetry;
  telemetry.rank_0.length = Seconds(2);
  telemetry.rank_0.cost = Seconds(0.009);
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Accepted);
  telemetry.rank_0.cost = Seconds(0.011);
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Warning);
  telemetry.rank_0.length = Seconds(0.5);
  EXPECT_EQ(told(telemetry).exit_code, ExitCode::Accepted) << "too short to tell";
}

}  // namespace
}  // namespace fourfold
