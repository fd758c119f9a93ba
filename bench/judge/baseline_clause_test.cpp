// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"
#include "bench/judge/target.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

Clause of(const RunRecord& baseline) {
  Basis basis;
  basis.baseline = &baseline;
  return baseline_clause(basis, summarize(baseline));
}

/// Why it does not serve; the same for whoever freezes it and for the target of a run.
std::string refused(const RunRecord& baseline) {
  const Clause clause = of(baseline);
  EXPECT_EQ(clause.decision, Decision::Inconclusive) << clause.text;
  const Judgement j = against(scaled(synthetic_record(kEqual), 0.1), baseline);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive) << j.headline;
  EXPECT_TRUE(j.target->dimensions.empty()) << "a ratio to what does not serve";
  return clause.text;
}

/// Launch 2 ended so, and was completed by a second start.
RunRecord resumed(const std::string& reason) {
  RunRecord record = synthetic_record(kEqual);
  LaunchRecord& last = record.launches[1];
  record.cut_short = {last};
  record.cut_short[0].end_reason = reason;
  record.cut_short[0].exit_code = 137;
  record.cut_short[0].ended = !reason.empty();
  last.start = 2;
  case_of(record, kGemm, 2).start = 2;
  return record;
}

/// Measured on the first of its two hosts alone, after the other was lost.
RunRecord of_half() {
  RunRecord record = synthetic_record(kEqual);
  for (LaunchRecord& launch : record.launches) {
    launch.hosts = {"node0"};
    launch.excluded = {"node1"};
  }
  for (CaseRecord& one : record.cases) one = synthetic_case(one.name, one.launch, 1e-3, 1);
  return record;
}

TEST(BaselineClause, AWholeRecordServes) {
  EXPECT_EQ(of(synthetic_record(kEqual)).decision, Decision::Accept);
  EXPECT_THAT(of(synthetic_record(kEqual)).text, HasSubstr("2 ranks, 5 launches, zero wrong"));
}

TEST(BaselineClause, WhatHalfOfAMachineDeliversIsNotWhatItDoes) {
  EXPECT_THAT(refused(of_half()), HasSubstr("without 1 of its hosts (node1); it cannot serve"));
  RunRecord fewer = of_half();
  for (LaunchRecord& launch : fewer.launches) launch.excluded.clear();
  EXPECT_THAT(refused(fewer), HasSubstr(kAllReduce + " was measured on 1 of its 2 ranks"));
  RunRecord once = synthetic_record(kEqual);
  case_of(once, kGemm, 4) = synthetic_case(kGemm, 4, 1e-3, 1);
  EXPECT_THAT(refused(once), HasSubstr("another number of ranks in launch 4"));
}

TEST(BaselineClause, ARankWithoutATimeDoesNotCountAsNothing) {
  RunRecord baseline = synthetic_record(kEqual);
  case_of(baseline, kGemm, 3).trials[0].rank_median_s.edit()[1] = 0;
  EXPECT_THAT(refused(baseline), HasSubstr(kGemm + " has times of 1 of its 2 ranks"));
}

TEST(BaselineClause, AFaultThatEndedAStartIsNamed) {
  for (const char* reason : {"killed by signal 9", "lost: rank 1 on host node1", "time-out", ""}) {
    EXPECT_THAT(refused(resumed(reason)), HasSubstr("launch 2, start 1: "));
    EXPECT_THAT(refused(resumed(reason)), HasSubstr(*reason == 0 ? "without a word" : reason));
  }
  for (const char* reason : {"interrupted", "budget: 20 min were used up"}) {
    EXPECT_EQ(of(resumed(reason)).decision, Decision::Accept) << reason;
  }
}

TEST(BaselineClause, LaunchesThatDidNotFinishOrWereNeverMadeAreNamed) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.manifest.planned_launches = 20;
  EXPECT_THAT(refused(baseline), HasSubstr("5 of its 20 planned launches were made"));
  baseline = synthetic_record(kEqual);
  baseline.launches[4].end_reason = "interrupted";
  EXPECT_THAT(refused(baseline), HasSubstr("launch 5: interrupted; all its cases were over"));
  for (LaunchRecord& launch : baseline.launches) {
    launch.end_reason = "killed by signal 9";
    launch.exit_code = 137;
  }
  EXPECT_THAT(refused(baseline), HasSubstr("launch 1: killed by signal 9"));
}

TEST(BaselineClause, ResultsThatFailedOrThatNobodyCheckedAreNamed) {
  RunRecord baseline = synthetic_record(kEqual);
  case_of(baseline, kAllReduce, 2).correctness.checked = false;
  EXPECT_THAT(refused(baseline), HasSubstr("results of " + kAllReduce + " were not checked"));
  case_of(baseline, kAllReduce, 2).status = CaseStatus::Failed;
  case_of(baseline, kAllReduce, 2).reason = "no memory";
  EXPECT_THAT(refused(baseline), HasSubstr(kAllReduce + " failed in it: no memory"));
}

TEST(BaselineClause, ALogTellsNothingOfRanksAndServes) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.manifest.imported = {{"log.txt", "cafe"}};
  for (CaseRecord& one : baseline.cases) {
    one.reported = Reported{"osu", "mean over 20 calls"};
    one.correctness.checked = false;
    one.trials[0].rank_median_s = {};
  }
  EXPECT_EQ(of(baseline).decision, Decision::Accept) << of(baseline).text;
}

TEST(CountRatio, IsOfTheRanksThatTheFiguresAreOf) {
  const RunRecord baseline = synthetic_record(kEqual, 2);
  RunRecord candidate = scaled(synthetic_record(kEqual, 3), 0.1);
  for (LaunchRecord& launch : candidate.launches) {
    launch.hosts = {"node0", "node1"};
    launch.excluded = {"node2"};
  }
  for (CaseRecord& one : candidate.cases) one = synthetic_case(one.name, one.launch, 1e-4, 2);
  EXPECT_EQ(against(candidate, baseline).target->count_ratio, 1);
}

}  // namespace
}  // namespace fourfold
