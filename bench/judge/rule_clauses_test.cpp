// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rule_clauses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

RunRecord healthy(int launches) {
  return synthetic_record(std::vector<double>(static_cast<std::size_t>(launches), 1.0));
}

TEST(Stability, FiftyNineInARowShowNinetyFivePercentAtNinetyFive) {
  const Stability asked;
  EXPECT_EQ(stability_clause(healthy(58), {}, asked).decision, Decision::Inconclusive);
  EXPECT_THAT(stability_clause(healthy(58), {}, asked).text,
              HasSubstr("58 of 58 launches succeeded: at 95 % confidence at least 94.97 %"));
  EXPECT_THAT(stability_clause(healthy(58), {}, asked).text, HasSubstr("1 more without a failure"));
  EXPECT_EQ(stability_clause(healthy(59), {}, asked).decision, Decision::Accept);
  EXPECT_NEAR(proven_share({59, 59}, 0.95), std::pow(0.05, 1.0 / 59), 1e-12);
  EXPECT_EQ(launches_to_prove({0, 0}, asked), 59);
}

TEST(Stability, AFailureTakesNinetyThree) {
  const Stability asked;
  EXPECT_EQ(launches_to_prove({1, 0}, asked), 92);
  RunRecord record = healthy(93);
  record.launches[7].end_reason = "lost: rank 1";
  EXPECT_EQ(stability_clause(record, {}, asked).decision, Decision::Accept);
  spoil(case_of(record, kGemm, 9));
  EXPECT_EQ(successes(record).failed(), 2);
  EXPECT_EQ(stability_clause(record, {}, asked).decision, Decision::Inconclusive);
  RunRecord poor = healthy(10);
  for (const int launch : {1, 2, 3}) spoil(case_of(poor, kGemm, launch));
  EXPECT_EQ(stability_clause(poor, {}, asked).decision, Decision::Reject);
}

TEST(Stability, WhatIsNotMeasuredOrNotCheckedIsNoSuccess) {
  RunRecord record = healthy(3);
  record.cases[0].correctness.checked = false;
  EXPECT_EQ(successes(record).succeeded, 2);
  record.cases[2].status = CaseStatus::Skipped;
  EXPECT_EQ(successes(record).succeeded, 1);
  record.manifest.planned_cases.emplace_back("never run");
  EXPECT_EQ(successes(record).succeeded, 0);
  EXPECT_EQ(successes(RunRecord{}).launches, 0);
  EXPECT_EQ(proven_share({0, 0}, 0.95), 0);
}

TEST(Stability, LaunchesOfAnotherSuiteCountOnTheSameHostsOnly) {
  Stability asked;
  asked.suite = "health";
  const RunRecord record = healthy(5);
  const RunRecord health = healthy(59);
  EXPECT_THAT(stability_clause(record, {}, asked).text, HasSubstr("0 of 0 launches"));
  EXPECT_EQ(stability_clause(record, {&health}, asked).decision, Decision::Accept);
  RunRecord elsewhere = health;
  for (LaunchRecord& launch : elsewhere.launches) launch.hosts = {"x", "y"};
  EXPECT_EQ(stability_clause(record, {&elsewhere}, asked).decision, Decision::Inconclusive);
  EXPECT_THAT(stability_clause(record, {&elsewhere}, asked).text, HasSubstr("ran on other hosts"));
  RunRecord injected = health;
  injected.manifest.injected = {"nan"};
  EXPECT_EQ(stability_clause(record, {&injected}, asked).decision, Decision::Inconclusive);
}

TEST(Days, LaunchesOfDifferentDaysAreCountedOnce) {
  RunRecord record = healthy(3);
  record.launches[0].started = "2026-03-01T23:59:00Z";
  record.launches[1].started = "2026-03-02T00:01:00Z";
  record.launches[2].started = "2026-03-02T12:00:00Z";
  EXPECT_EQ(days_clause(record, {1, 2, 3}, 2).decision, Decision::Accept);
  EXPECT_EQ(days_clause(record, {2, 3}, 2).decision, Decision::Inconclusive);
  EXPECT_THAT(
      days_clause(record, {1, 2, 3}, 5).text,
      HasSubstr("launches of 2 days (UTC) have every dimension; 5 are needed, so a launch on "
                "each of 3 more"));
}

TEST(Days, WhatTheyTakeStandsWithTheLaunchesThatAreNeeded) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.25);
  for (LaunchRecord& one : candidate.launches) one.started = "2026-03-01T06:00:00Z";
  Config config = fourfold_target();
  config.target->min_days = 3;
  const Judgement j = against(candidate, baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(j.target->more_launches, 2);
  candidate.launches[0].started = "2026-03-02T06:00:00Z";
  candidate.launches[1].started = "2026-03-03T06:00:00Z";
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
}

TEST(Category, SaysWhatMayDiffer) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.manifest.git_revision = "cafe";
  RunRecord candidate = scaled(baseline, 0.25);
  Config config = fourfold_target();
  const auto decision = [&](Category category) {
    config.target->category = category;
    return clause(against(candidate, baseline, config), "category").decision;
  };
  for (const Category any : {Category::Baseline, Category::Ported, Category::Optimized}) {
    EXPECT_EQ(decision(any), Decision::Accept) << name(any);
  }
  case_of(candidate, kGemm).backend = "cublaslt";
  EXPECT_EQ(decision(Category::Baseline), Decision::Inconclusive);
  EXPECT_EQ(decision(Category::Ported), Decision::Accept);
  EXPECT_THAT(clause(against(candidate, baseline, config), "category").text,
              HasSubstr("1 of 2 dimensions by the same backend; gemm/*/f64/** by cublaslt"));
  candidate.manifest.git_revision = "beef-dirty";
  EXPECT_EQ(decision(Category::Ported), Decision::Inconclusive);
  EXPECT_EQ(decision(Category::Optimized), Decision::Accept);
}

TEST(BaselineUnits, NothingIsScaledUp) {
  const RunRecord baseline = synthetic_record(kEqual, 4);
  Config config = fourfold_target();
  config.target->baseline_facility = "reference";
  config.target->baseline_units = 4;
  const RunRecord candidate = scaled(baseline, 0.25);
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
  config.target->baseline_units = 16;
  const Judgement j = against(candidate, baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "units of the baseline").text,
              HasSubstr("its record has 4 of the 16 units of reference"));
}

}  // namespace
}  // namespace fourfold
