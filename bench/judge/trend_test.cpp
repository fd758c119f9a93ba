// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/trend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "bench/judge/seeded_normal.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

TEST(Trend, IsExactOverAllOrders) {
  for (const std::size_t n : {3, 4, 5, 6, 7}) {
    std::vector<double> series(n);
    std::iota(series.begin(), series.end(), 1);
    std::map<std::size_t, int> falling;  // orders with so many falling pairs
    int orders = 0;
    do {
      ++orders;
      ++falling[trend_of(series).falling];
    } while (std::next_permutation(series.begin(), series.end()));
    do {
      const Trend trend = trend_of(series);
      const std::size_t most = std::max(trend.falling, trend.rising);
      int as_far = 0;
      for (const auto& [count, times] : falling) as_far += count >= most ? times : 0;
      ASSERT_NEAR(trend.p, std::min(1.0, 2.0 * as_far / orders), 1e-12);
    } while (std::next_permutation(series.begin(), series.end()));
  }
}

TEST(Trend, FiveLaunchesHaveOneInEachDirectionAndFourNone) {
  EXPECT_NEAR(trend_of(std::vector<double>{5, 4, 3, 2, 1}).p, 2.0 / 120, 1e-12);
  EXPECT_NEAR(trend_of(std::vector<double>{1, 2, 3, 4, 5}).p, 2.0 / 120, 1e-12);
  EXPECT_GT(trend_of(std::vector<double>{5, 4, 3, 1, 2}).p, kTrendLevel);
  EXPECT_GT(trend_of(std::vector<double>{4, 3, 2, 1}).p, kTrendLevel);
  EXPECT_EQ(trend_of(std::vector<double>{}).p, 1);
  EXPECT_EQ(trend_of(std::vector<double>{1}).p, 1);
  // Equal values are neither: they never make a trend.
  EXPECT_EQ(trend_of(std::vector<double>(20, 1.0)).p, 1);
  EXPECT_GT(trend_of(std::vector<double>{5, 4, 3, 2, 2}).p, kTrendLevel);
}

TEST(Trend, TheApproximationGoesOnWhereTheExactOneEnds) {
  // The first `turned` fall and the others rise, all above them: turned (turned - 1) / 2 pairs
  // fall.
  const auto p_of = [](std::size_t n, std::size_t turned) {
    std::vector<double> series(n);
    std::iota(series.begin(), series.end(), 1);
    std::reverse(series.begin(), series.begin() + static_cast<std::ptrdiff_t>(turned));
    return trend_of(series).p;
  };
  EXPECT_NEAR(p_of(50, 39), 0.0317342815, 1e-9) << "exact, by another program";
  EXPECT_NEAR(p_of(51, 40), 0.0205302525, 6e-4) << "of which this is the exact value";
}

TEST(Trend, IsFoundByChanceInOneOfAHundredEachWay) {
  SeededNormal normal(20'261'122);
  for (const std::size_t n : {5, 10, 15}) {
    constexpr int kSeries = 10'000;
    int falls = 0, rises = 0;
    std::vector<double> series(n);
    for (int i = 0; i < kSeries; ++i) {
      for (double& x : series) x = normal();
      const Trend trend = trend_of(series);
      if (trend.p > kTrendLevel) continue;
      ++(trend.falling > trend.rising ? falls : rises);
    }
    RecordProperty("falls_of_10000_at_" + std::to_string(n), falls);
    // 0.01 and three standard deviations of such a count; half of it at the least.
    for (const int count : {falls, rises}) {
      EXPECT_LE(count, 130) << n;
      EXPECT_GE(count, 50) << n;
    }
  }
}

/// Delivers so many times the baseline, launch by launch.
RunRecord by_launch(const std::vector<double>& ratios) {
  std::vector<double> factors;
  for (const double ratio : ratios) factors.push_back(1 / ratio);
  return synthetic_record(factors);
}

TEST(TrendClause, AFallingMachineIsOpenAndSaysWhereItIs) {
  const Judgement j = against(by_launch({4.55, 4.42, 4.3, 4.18, 4.06}), synthetic_record(kEqual));
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(clause(j, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(clause(j, "trend").text,
            "in the order of their starts 10 of 10 pairs of 5 launches fall (Mann-Kendall, p = "
            "0.017); from 4.550 times the baseline in the first to 4.060 in the last; bounds are "
            "of launches that do not depend on their order");
}

TEST(TrendClause, ARisingMachineIsAcceptedWithAWarning) {
  const Judgement j = against(by_launch({4.3, 4.35, 4.4, 4.45, 4.5}), synthetic_record(kEqual));
  EXPECT_EQ(j.target->decision, Decision::Accept);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, "trend").severity, Severity::Warning);
  EXPECT_THAT(finding_about(j, "trend").text, HasSubstr("10 of 10 pairs of 5 launches rise"));
  const Judgement steady =
      against(by_launch({4.3, 4.5, 4.35, 4.45, 4.4}), synthetic_record(kEqual));
  EXPECT_EQ(steady.exit_code, ExitCode::Accepted);
  EXPECT_EQ(clause(steady, "trend").decision, Decision::Accept);
}

TEST(TrendClause, TheOrderIsThatOfTheStarts) {
  RunRecord candidate = by_launch({4.3, 4.55, 4.06, 4.42, 4.18});
  EXPECT_EQ(against(candidate, synthetic_record(kEqual)).target->decision, Decision::Accept);
  const std::vector<std::string> days{"03", "01", "05", "02", "04"};
  for (std::size_t i = 0; i < days.size(); ++i) {
    candidate.launches[i].started = "2026-03-" + days[i] + "T06:00:00Z";
  }
  const Judgement j = against(candidate, synthetic_record(kEqual));
  EXPECT_EQ(clause(j, "trend").decision, Decision::Inconclusive);
}

}  // namespace
}  // namespace fourfold
