// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

/// Calls of 100 us and computations of 80 us that take so long together.
Trial trial_of(const std::vector<double>& together) {
  Trial trial = synthetic_trial(together, 2);
  trial.pure_seconds.assign(together.size(), 100e-6);
  trial.compute_seconds.assign(together.size(), 80e-6);
  return trial;
}

/// The all_reduce with such times in each launch.
RunRecord overlapped(const std::vector<std::vector<double>>& launches) {
  RunRecord record = synthetic_record(std::vector<double>(launches.size(), 1));
  for (CaseRecord& one : record.cases) {
    if (one.name != kAllReduce) continue;
    one.work = {};
    one.trials = {trial_of(launches[static_cast<std::size_t>(one.launch - 1)])};
  }
  return record;
}

TEST(Overlap, IsTheShareOfTheShorterThatTheOtherHides) {
  const std::vector<double> shares = overlaps(trial_of({100e-6, 140e-6, 180e-6, 200e-6, 96e-6}));
  const std::vector<double> expected{1, 0.5, 0, -0.25, 1.05};
  ASSERT_EQ(shares.size(), expected.size());
  for (std::size_t i = 0; i < shares.size(); ++i) EXPECT_NEAR(shares[i], expected[i], 1e-12);
  Trial short_call = trial_of({100e-6});
  short_call.pure_seconds = {50e-6};
  EXPECT_NEAR(overlaps(short_call)[0], 0.6, 1e-12) << "of 50 us, 30 are hidden";
  short_call.pure_seconds = {0};
  EXPECT_EQ(overlaps(short_call)[0], 0);
  EXPECT_TRUE(overlaps(synthetic_trial({1, 2}, 2)).empty());
}

TEST(Overlap, OfOneLaunchHasTheIntervalOfItsSamplesMedian) {
  const auto rows = summarize(
      overlapped({{180e-6, 172e-6, 164e-6, 156e-6, 148e-6, 140e-6, 132e-6, 124e-6, 116e-6}}));
  ASSERT_TRUE(rows[0].overlap.has_value());
  EXPECT_NEAR(rows[0].overlap->share, 0.4, 1e-9);
  EXPECT_DOUBLE_EQ(rows[0].overlap->pure_s, 100e-6);
  EXPECT_DOUBLE_EQ(rows[0].overlap->compute_s, 80e-6);
  const Interval interval = rows[0].overlap->interval.value();
  EXPECT_NEAR(interval.lower, 0.1, 1e-9) << "the second of nine";
  EXPECT_NEAR(interval.upper, 0.7, 1e-9) << "the eighth";
  EXPECT_EQ(rows[0].headline(), Metric::Time);
  EXPECT_FALSE(rows[0].figure(Metric::Busbw));
  EXPECT_FALSE(rows[1].overlap.has_value());
  EXPECT_FALSE(summarize(overlapped({{140e-6, 150e-6}}))[0].overlap->interval);
}

TEST(Overlap, OfLaunchesHasTheirSpreadAndMayBeNothing) {
  const std::vector<double> none(9, 180e-6), some(9, 172e-6), less(9, 188e-6);
  const Overlap overlap = summarize(overlapped({none, some, less}))[0].overlap.value();
  EXPECT_NEAR(overlap.share, 0, 1e-9);
  // Student's t of 2 degrees of freedom, 4.3027; standard deviation 0.1 of three.
  const double half = 4.3027 * 0.1 / std::sqrt(3.0);
  EXPECT_NEAR(overlap.interval.value().lower, -half, 1e-4);
  EXPECT_NEAR(overlap.interval.value().upper, half, 1e-4);
}

}  // namespace
}  // namespace fourfold
