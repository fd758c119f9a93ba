// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

/// The metrics of one all_reduce whose launches have these medians.
CaseMetrics of_launches(const std::vector<double>& medians) {
  RunRecord record;
  int launch = 0;
  for (const double seconds : medians) {
    record.cases.push_back(synthetic_case(kAllReduce, ++launch, seconds));
  }
  return summarize(record).at(0);
}

TEST(Metrics, FiguresOfACollective) {
  const CaseMetrics row = summarize(synthetic_record())[0];
  EXPECT_EQ(row.name, kAllReduce);
  EXPECT_EQ(row.samples, 20u);
  EXPECT_EQ(row.launches, std::vector<int>{1});
  EXPECT_DOUBLE_EQ(row.median_s, 1e-4);
  EXPECT_DOUBLE_EQ(row.figure(Metric::Algbw).value(), 1e10);
  EXPECT_DOUBLE_EQ(row.figure(Metric::Busbw).value(), 1e10);
  EXPECT_FALSE(row.figure(Metric::Flops));
  EXPECT_FALSE(row.figure(Metric::Memory));
  EXPECT_EQ(row.headline(), Metric::Busbw);
  EXPECT_DOUBLE_EQ(row.facility_rates.at(0), 2e10) << "n S / t";
  EXPECT_TRUE(row.correct);
  EXPECT_EQ(row.stopped, "precise");
}

TEST(Metrics, HeadlineFollowsTheWork) {
  const auto headline = [](const std::string& name, int ranks) {
    RunRecord record;
    record.cases = {synthetic_case(name, 1, 1e-4, ranks)};
    return summarize(record)[0].headline();
  };
  EXPECT_EQ(headline("all_reduce/mpi/f32/1MiB", 1), Metric::Time);
  EXPECT_EQ(headline("all_reduce/mpi/f32/1MiB", 2), Metric::Busbw);
  EXPECT_EQ(headline("gemm/naive/f32/8x8x8", 1), Metric::Flops);
  EXPECT_EQ(headline("memory/host/triad/1MiB", 1), Metric::Memory);
}

TEST(Metrics, OneLaunchHasTheOrderStatisticsOfItsMedian) {
  RunRecord record = synthetic_record();
  case_of(record, kAllReduce).trials = {synthetic_trial({6, 1, 5, 2, 4, 3}, 2)};
  const CaseMetrics row = summarize(record)[0];
  EXPECT_FALSE(row.between_launches);
  EXPECT_DOUBLE_EQ(row.median_s, 3.5);
  ASSERT_TRUE(row.interval_s);
  EXPECT_EQ(row.interval_s->lower, 1);
  EXPECT_EQ(row.interval_s->upper, 6);
  case_of(record, kAllReduce).trials = {synthetic_trial({1, 2, 3, 4, 5}, 2)};
  EXPECT_FALSE(summarize(record)[0].interval_s) << "5 samples do not reach 95 %";
}

TEST(Metrics, SeveralLaunchesHaveStudentsInterval) {
  // Logarithms -d, 0, d: mean 0, s = d, half width t(0.975, 2) d / sqrt(3).
  const double d = 0.01;
  const CaseMetrics row = of_launches({std::exp(-d), 1, std::exp(d)});
  EXPECT_TRUE(row.between_launches);
  ASSERT_TRUE(row.interval_s);
  const double half = 4.302652729911275 * d / std::sqrt(3.0);
  EXPECT_NEAR(row.interval_s->lower, std::exp(-half), 1e-12);
  EXPECT_NEAR(row.interval_s->upper, std::exp(half), 1e-12);
}

TEST(Metrics, EqualLaunchesGiveNoWidth) {
  const CaseMetrics row = of_launches({1e-4, 1e-4, 1e-4});
  ASSERT_TRUE(row.interval_s);
  EXPECT_EQ(row.interval_s->lower, row.median_s);
  EXPECT_EQ(row.interval_s->upper, row.median_s);
}

TEST(Metrics, TheIntervalHoldsTheMedianHoweverSkewedTheLaunches) {
  // Twelve launches at 1, nine at 8: the median is 1, and the mean of logarithms so far above it
  // that its interval does not reach down to 1.
  const std::vector<double> skewed{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 8, 8, 8, 8, 8, 8, 8, 8, 8};
  const CaseMetrics row = of_launches(skewed);
  EXPECT_EQ(row.median_s, 1);
  ASSERT_TRUE(row.interval_s);
  EXPECT_EQ(row.interval_s->lower, 1) << "stretched to the median";
  EXPECT_GT(row.interval_s->upper, 2);
}

TEST(Metrics, RateIntervalsRunTheOtherWay) {
  const CaseMetrics row = of_launches({1e-4, 1.1e-4});
  const Interval time = row.figure_interval(Metric::Time).value();
  const Interval rate = row.figure_interval(Metric::Algbw).value();
  EXPECT_LT(rate.lower, rate.upper);
  EXPECT_DOUBLE_EQ(rate.lower, 1e6 / time.upper);
  EXPECT_DOUBLE_EQ(rate.upper, 1e6 / time.lower);
  EXPECT_FALSE(row.figure_interval(Metric::Flops));
}

TEST(Metrics, AClockThatShowsNothingGivesNoFigure) {
  const CaseMetrics row = of_launches({0, 0});
  EXPECT_FALSE(row.figure(Metric::Time));
  EXPECT_FALSE(row.figure(Metric::Busbw));
  EXPECT_FALSE(row.interval_s);
  EXPECT_EQ(row.facility_rates, (std::vector<double>{0, 0}));
}

TEST(Metrics, TrialsOfALaunchArePooled) {
  RunRecord record = synthetic_record();
  CaseRecord& one = case_of(record, kAllReduce);
  one.trials = {synthetic_trial({1, 2, 3}, 2), synthetic_trial({4, 5, 60}, 2)};
  const CaseMetrics row = summarize(record)[0];
  EXPECT_EQ(row.samples, 6u);
  EXPECT_DOUBLE_EQ(row.median_s, 3.5);
}

TEST(Metrics, ARankWithoutATimeCountsNothing) {
  RunRecord record = synthetic_record();
  CaseRecord& gemm = case_of(record, kGemm);
  gemm.trials[0].rank_median_s = {1e-3, 2e-3};
  EXPECT_DOUBLE_EQ(summarize(record)[1].facility_rates.at(0), 2e12 + 1e12);
  gemm.trials[0].rank_median_s = {1e-3, 0};
  EXPECT_DOUBLE_EQ(summarize(record)[1].facility_rates.at(0), 2e12);
  gemm.trials[0].rank_median_s = {1e-3};
  EXPECT_DOUBLE_EQ(summarize(record)[1].facility_rates.at(0), 2e12);
}

TEST(Metrics, OneWrongLaunchMakesTheCaseWrong) {
  RunRecord record = synthetic_record({1, 1, 1});
  spoil(case_of(record, kAllReduce, 2));
  const CaseMetrics row = summarize(record)[0];
  EXPECT_EQ(row.status, CaseStatus::Failed);
  EXPECT_FALSE(row.correct);
  ASSERT_TRUE(row.mismatch);
  EXPECT_EQ(row.mismatch->element, 17u);
  EXPECT_EQ(row.launches, (std::vector<int>{1, 3})) << "wrong results have no time";
}

TEST(Metrics, AMeasurementWithAMismatchIsWrongWhateverItsStatus) {
  RunRecord record = synthetic_record();
  spoil(case_of(record, kAllReduce));
  case_of(record, kAllReduce).status = CaseStatus::Measured;
  EXPECT_EQ(summarize(record)[0].status, CaseStatus::Failed);
}

TEST(Metrics, UncheckedIsNotCorrect) {
  RunRecord record = synthetic_record({1, 1});
  case_of(record, kGemm, 2).correctness.checked = false;
  EXPECT_TRUE(summarize(record)[0].correct);
  EXPECT_FALSE(summarize(record)[1].correct);
}

TEST(Metrics, SkipsAndCasesWithoutASampleAreNotMeasurements) {
  RunRecord record = synthetic_record();
  CaseRecord skip;
  skip.name = "all_reduce/nccl/f32/1MiB";
  skip.status = CaseStatus::Skipped;
  skip.reason = "no GPU";
  record.cases.insert(record.cases.begin(), skip);
  case_of(record, kGemm).trials.clear();
  const std::vector<CaseMetrics> rows = summarize(record);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].status, CaseStatus::Skipped);
  EXPECT_EQ(rows[0].reason, "no GPU");
  EXPECT_FALSE(rows[0].correct);
  EXPECT_EQ(rows[2].status, CaseStatus::Failed);
  EXPECT_FALSE(rows[2].figure(Metric::Time));
}

TEST(Metrics, SkippedInOneLaunchMeasuredInTheOther) {
  RunRecord record = synthetic_record({1, 1});
  CaseRecord& skip = case_of(record, kGemm, 1);
  skip.status = CaseStatus::Skipped;
  skip.reason = "no library";
  skip.trials.clear();
  const CaseMetrics row = summarize(record)[1];
  EXPECT_EQ(row.status, CaseStatus::Measured);
  EXPECT_EQ(row.launches, std::vector<int>{2});
  EXPECT_EQ(row.reason, "no library");
}

/// The all-reduce against a rival that takes 1.2 times as long.
RunRecord contest(const std::vector<double>& launches) {
  RunRecord record = synthetic_record(launches);
  for (CaseRecord& one : record.cases) {
    if (one.name != kAllReduce) continue;
    one.contenders = {"all_reduce/mpi/f32/1MiB", "all_reduce/peer/f32/1MiB"};
    one.work = {};
    for (const double seconds : one.trials[0].seconds) {
      one.trials[0].rival_seconds.push_back(1.2 * seconds);
    }
  }
  return record;
}

TEST(Metrics, AContestIsQuotedByItsRatio) {
  const CaseMetrics row = summarize(contest({1, 1.5}))[0];
  EXPECT_EQ(row.headline(), Metric::Ratio);
  EXPECT_DOUBLE_EQ(row.figure(Metric::Ratio).value(), 1.2);
  EXPECT_DOUBLE_EQ(row.rival_median_s, 1.2 * row.median_s);
  const Interval interval = row.figure_interval(Metric::Ratio).value();
  EXPECT_NEAR(interval.upper - interval.lower, 0, 1e-9)
      << "the launches differ in time, not in the ratio";
  EXPECT_FALSE(row.figure(Metric::Busbw));
  EXPECT_FALSE(summarize(synthetic_record())[0].figure(Metric::Ratio));
}

TEST(Metrics, NamesTheSlowestRank) {
  RunRecord record = synthetic_record();
  Trial& trial = case_of(record, kAllReduce).trials[0];
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    trial.slowest_rank[i] = i == 0 ? 0 : 1;
    trial.fastest_seconds[i] = trial.seconds[i] / 1.5;
  }
  const CaseMetrics row = summarize(record)[0];
  EXPECT_EQ(row.slowest_rank, 1);
  EXPECT_DOUBLE_EQ(row.slowest_share, 0.95);
  EXPECT_NEAR(row.slowest_excess, 0.5, 1e-12);
}

TEST(Metrics, TheLeastPreciseTrialSaysWhyItStopped) {
  RunRecord record = synthetic_record({1, 1, 1});
  case_of(record, kAllReduce, 1).trials[0].stopped = "max_samples";
  Trial wide = synthetic_trial({1, 2, 3, 4, 5, 6, 7, 8}, 2);
  wide.stopped = "max_time";
  case_of(record, kAllReduce, 2).trials = {wide};
  EXPECT_EQ(summarize(record)[0].stopped, "max_time");
}

}  // namespace
}  // namespace fourfold
