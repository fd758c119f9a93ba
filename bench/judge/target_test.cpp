// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Target, ItselfFourTimesAsFastIsAccepted) {
  const RunRecord baseline = synthetic_record(kEqual);
  const Judgement j = against(scaled(baseline, 0.25), baseline);
  ASSERT_TRUE(j.target);
  EXPECT_EQ(j.target->decision, Decision::Accept) << j.headline;
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_NEAR(j.target->capacity_ratio, 4, 1e-12);
  EXPECT_EQ(j.target->interval.lower, j.target->interval.upper) << "equal launches: no width";
  EXPECT_NEAR(j.target->assumption_free, 4, 1e-12);
  EXPECT_NEAR(j.target->per_unit_ratio, 4, 1e-12);
  EXPECT_EQ(j.target->count_ratio, 1);
  EXPECT_FALSE(j.target->more_launches);
  EXPECT_THAT(j.headline, HasSubstr("ACCEPT: capacity ratio 4.000"));
}

TEST(Target, ItselfIsRejected) {
  const RunRecord baseline = synthetic_record(kQuiet);
  const Judgement j = against(baseline, baseline);
  EXPECT_EQ(j.target->decision, Decision::Reject);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_NEAR(j.target->capacity_ratio, 1, 1e-12);
  EXPECT_LT(j.target->interval.lower, 1);
  EXPECT_GT(j.target->interval.upper, 1);
  EXPECT_LT(j.target->assumption_free, 1);
  EXPECT_THAT(j.headline, HasSubstr("REJECT: capacity ratio 1.000"));
  EXPECT_FALSE(j.target->more_launches);
}

TEST(Target, FasterThanItMustBeIsAcceptedThroughNoise) {
  const Judgement j = against(scaled(synthetic_record(kQuiet), 0.2), synthetic_record(kQuiet));
  EXPECT_EQ(j.target->decision, Decision::Accept) << j.headline;
  EXPECT_GT(j.target->interval.lower, 4);
}

TEST(Target, NoiseAcrossTheTargetIsInconclusiveWithANumberOfLaunches) {
  const RunRecord candidate = scaled(synthetic_record(kNoisy), 1 / 4.15);
  Config config = fourfold_target();
  config.target->looks = {5, 50};
  const Judgement j = against(candidate, synthetic_record(kQuiet), config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_LT(j.target->interval.lower, 4);
  EXPECT_GT(j.target->interval.upper, 4);
  EXPECT_EQ(j.target->more_launches, 45);
  EXPECT_THAT(clause(j, "capacity ratio").text,
              ContainsRegex("about [1-9][0-9]? more launches are expected to settle it"));
}

TEST(Target, OnTheBoundaryNoNumberOfLaunchesIsPromised) {
  const RunRecord candidate = scaled(synthetic_record(kNoisy), 0.25);
  const Judgement j = against(candidate, synthetic_record(kNoisy));
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_FALSE(j.target->more_launches);
  EXPECT_THAT(clause(j, "capacity ratio").text, HasSubstr("settle"));
}

TEST(Target, OneDimensionHasItsOwnIntervalAsTheCombinedOne) {
  Config config = fourfold_target();
  config.target->dimensions.pop_back();
  const Judgement j =
      against(scaled(synthetic_record(kNoisy), 0.2), synthetic_record(kQuiet), config);
  ASSERT_EQ(j.target->dimensions.size(), 1u);
  const DimensionRatio& row = j.target->dimensions[0];
  EXPECT_EQ(row.weight, 1);
  EXPECT_NEAR(row.ratio, j.target->capacity_ratio, 1e-12);
  EXPECT_NEAR(row.interval.lower, j.target->interval.lower, 1e-12);
  EXPECT_NEAR(row.interval.upper, j.target->interval.upper, 1e-12);
  EXPECT_NEAR(row.candidate / row.baseline, row.ratio, 1e-12);
  EXPECT_EQ(row.unit, "FLOP/s");
}

TEST(Target, DimensionsCombineByTheirWeights) {
  const RunRecord baseline = synthetic_record(kEqual);
  const RunRecord candidate = scaled(scaled(baseline, 0.2, kGemm), 0.25, kAllReduce);
  const Judgement j = against(candidate, baseline);
  EXPECT_NEAR(j.target->capacity_ratio, std::pow(5, 0.75) * std::pow(4, 0.25), 1e-9);
  EXPECT_NEAR(j.target->dimensions[0].weight, 0.75, 1e-15);
  EXPECT_NEAR(j.target->dimensions[1].ratio, 4, 1e-9);
  EXPECT_EQ(j.target->dimensions[1].unit, "B/s");
  EXPECT_EQ(j.target->decision, Decision::Accept);
}

TEST(Target, ALaunchThatIsSlowInEveryDimensionCountsOnceAndNotTwice) {
  // The same factors slow both cases, so that two dimensions say no more than one of them.
  const RunRecord candidate = scaled(synthetic_record(kNoisy), 0.2);
  const RunRecord baseline = synthetic_record(kQuiet);
  const Judgement j = against(candidate, baseline);
  EXPECT_NEAR(j.target->interval.lower, j.target->dimensions[0].interval.lower, 1e-9);
}

TEST(Target, ADimensionBelowItsFloorRejectsWhateverTheOthersDo) {
  const RunRecord baseline = synthetic_record(kEqual);
  const RunRecord candidate = scaled(scaled(baseline, 0.1, kGemm), 1 / 3.5, kAllReduce);
  const Judgement j = against(candidate, baseline);
  EXPECT_GT(j.target->capacity_ratio, 7);
  EXPECT_EQ(clause(j, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(clause(j, "floor of all_reduce").decision, Decision::Reject);
  EXPECT_EQ(j.target->decision, Decision::Reject);
}

TEST(Target, TwiceTheUnitsCountTwice) {
  const RunRecord baseline = synthetic_record(kEqual, 2);
  const RunRecord candidate = scaled(synthetic_record(kEqual, 4), 0.5);
  const Judgement j = against(candidate, baseline);
  EXPECT_EQ(j.target->count_ratio, 2);
  EXPECT_NEAR(j.target->capacity_ratio, 4, 1e-9);
  EXPECT_NEAR(j.target->per_unit_ratio, 2, 1e-9);
  EXPECT_EQ(j.target->decision, Decision::Accept);
}

TEST(Target, ASingleLaunchSettlesNothing) {
  const RunRecord baseline = synthetic_record(kEqual);
  const Judgement j = against(scaled(synthetic_record({1}), 0.1), baseline);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_NEAR(j.target->capacity_ratio, 10, 1e-9);
  EXPECT_EQ(j.target->interval.lower, 0);
  EXPECT_TRUE(std::isinf(j.target->interval.upper));
  EXPECT_EQ(clause(j, "launches").decision, Decision::Inconclusive);
}

TEST(Target, FewerLaunchesThanAgreedAreNotAccepted) {
  const RunRecord baseline = synthetic_record(kEqual);
  const Judgement j = against(scaled(synthetic_record({1, 1, 1}), 0.1), baseline);
  EXPECT_EQ(clause(j, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(j.target->more_launches, 2);
}

TEST(Target, AGraverFindingStandsBeforeTheTarget) {
  const RunRecord baseline = synthetic_record(kEqual);
  Config config = fourfold_target();
  config.expectations.push_back({"gemm/**", Metric::Flops, 1e15, -0.1, {}, false, {}});
  const Judgement j = against(scaled(baseline, 0.1), baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Accept);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_TRUE(j.headline.starts_with("unhealthy")) << j.headline;
}

TEST(Target, JudgedTwiceIsJudgedTheSame) {
  const RunRecord candidate = scaled(synthetic_record(kNoisy), 0.24);
  const RunRecord baseline = synthetic_record(kQuiet);
  const Judgement a = against(candidate, baseline);
  const Judgement b = against(candidate, baseline);
  EXPECT_EQ(a.exit_code, b.exit_code);
  EXPECT_EQ(a.headline, b.headline);
  EXPECT_EQ(a.case_verdicts, b.case_verdicts);
  EXPECT_EQ(a.target->capacity_ratio, b.target->capacity_ratio);
  EXPECT_EQ(a.target->interval.lower, b.target->interval.lower);
  ASSERT_EQ(a.target->clauses.size(), b.target->clauses.size());
  for (std::size_t i = 0; i < a.target->clauses.size(); ++i) {
    EXPECT_EQ(a.target->clauses[i].text, b.target->clauses[i].text);
  }
  ASSERT_EQ(a.findings.size(), b.findings.size());
}

}  // namespace
}  // namespace fourfold
