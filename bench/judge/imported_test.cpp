// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// The same record as if each launch were another program's log: one time of each case.
RunRecord imported(RunRecord record) {
  record.manifest.imported = {{"a.log", "00"}};
  for (CaseRecord& one : record.cases) {
    one.reported = Reported{"nccl-tests", "mean over 20 calls"};
    Trial& trial = one.trials.at(0);
    trial.seconds.resize(1);
    trial.stopped = "reported";
    trial.slowest_rank.clear();
    trial.mean_seconds.clear();
    trial.fastest_seconds.clear();
  }
  return record;
}

TEST(Imported, NeverAcceptsWhateverTheRatio) {
  const RunRecord baseline = synthetic_record(kEqual);
  const RunRecord measured = scaled(baseline, 0.1);
  ASSERT_EQ(against(measured, baseline).target->decision, Decision::Accept);
  const Judgement j = against(imported(measured), baseline);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(clause(j, "measured by this program").decision, Decision::Inconclusive);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_FALSE(j.target->more_launches);
}

TEST(Imported, ACaseThatWasReportedIsEnoughForThat) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord record = imported(scaled(baseline, 0.1));
  record.manifest.imported.clear();
  EXPECT_EQ(against(record, baseline).target->decision, Decision::Inconclusive);
  RunRecord unnamed = scaled(baseline, 0.1);
  unnamed.manifest.imported = {{"a.log", "00"}};
  EXPECT_EQ(against(unnamed, baseline).target->decision, Decision::Inconclusive);
}

TEST(Imported, MayBeABaselineAndIsCalledOne) {
  const RunRecord baseline = synthetic_record(kEqual);
  const Judgement j = against(scaled(baseline, 0.1), imported(baseline));
  EXPECT_EQ(j.target->decision, Decision::Accept);
  EXPECT_THAT(clause(j, "baseline").text, HasSubstr("imported from logs of other programs"));
}

TEST(Imported, HasNoIntervalFromOneLaunchHoweverOftenItWasRepeated) {
  RunRecord record = imported(synthetic_record({1}));
  for (CaseRecord& one : record.cases) one.trials.assign(20, one.trials.at(0));
  const CaseMetrics row = summarize(record).at(0);
  EXPECT_EQ(row.samples, 20U);
  EXPECT_FALSE(row.interval_s);
  EXPECT_TRUE(summarize(imported(synthetic_record(kEqual))).at(0).interval_s);
  const Judgement j = judged(record);
  EXPECT_EQ(j.case_verdicts.at(0), "wide");
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_TRUE(std::ranges::any_of(j.findings, [](const Finding& finding) {
    return finding.text.find("mean over 20 calls") != std::string::npos;
  }));
}

}  // namespace
}  // namespace fourfold
