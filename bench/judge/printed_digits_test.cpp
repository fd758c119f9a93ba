// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "bench/judge/compare_records.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Figures that a log has printed with few digits: what these leave open is never a difference.

constexpr double kHalf = 0.005e-6;  // of times in microseconds with two decimals

/// A log's record, of a start for each time in microseconds.
RunRecord printed(const std::vector<double>& microseconds, double half = kHalf) {
  RunRecord record = synthetic_record(microseconds);
  std::erase_if(record.cases, [](const CaseRecord& one) { return one.name != kAllReduce; });
  record.manifest.planned_cases = {kAllReduce};
  record.manifest.imported = {{"a.log", "0"}};
  for (CaseRecord& one : record.cases) {
    one.reported = Reported{"osu", "mean over calls and ranks"};
    Trial trial;
    trial.seconds = {microseconds.at(static_cast<std::size_t>(one.launch - 1)) * 1e-6};
    trial.stopped = "reported";
    trial.half_s = half;
    one.trials = {trial};
  }
  return record;
}

ComparedCase compared(const RunRecord& first, const RunRecord& other) {
  const auto of_first = summarize(first);
  const auto of_other = summarize(other);
  return compare_records({first, of_first}, {{other, of_other}}).at(0).cases.at(0);
}

TEST(PrintedDigits, ADifferenceOfTheLastDigitIsNone) {
  const ComparedCase one = compared(printed({1.60, 1.60}), printed({1.61, 1.61}));
  EXPECT_NEAR(one.call.ratio, 1.60 / 1.61, 1e-12);
  ASSERT_TRUE(one.call.interval);
  EXPECT_LT(one.call.interval->lower, 0.98);
  EXPECT_GT(one.call.interval->upper, 1.0);
  ASSERT_TRUE(one.p);
  EXPECT_GT(*one.p, 0.9) << "1.605 and 1.605 may have been measured";
  EXPECT_FALSE(significant(one));
  EXPECT_THAT(one.notes, Contains("osu prints so few digits that its times are known to 0.31 % "
                                  "alone"));
  // With all their digits the same figures are a difference without any doubt.
  const ComparedCase exact = compared(printed({1.60, 1.60}, 0), printed({1.61, 1.61}, 0));
  EXPECT_EQ(exact.p, 0);
  EXPECT_THAT(exact.notes, IsEmpty());
}

TEST(PrintedDigits, EqualFiguresMayHideASpread) {
  // 1.596 and 1.604, 1.624 and 1.616: equal in print, and 1.25 % are not shown by two launches.
  EXPECT_FALSE(significant(compared(printed({1.60, 1.60}), printed({1.62, 1.62}))));
  EXPECT_TRUE(significant(compared(printed({1.60, 1.60}), printed({3.20, 3.20}))));
  EXPECT_TRUE(significant(compared(printed({160.00, 160.00}), printed({161.00, 161.00}))));
}

TEST(PrintedDigits, AnIntervalOfALogsCaseHasAtLeastTheWidthOfItsDigits) {
  const CaseMetrics row = summarize(printed({1.60, 1.60, 1.60})).at(0);
  ASSERT_TRUE(row.interval_s);
  EXPECT_LT(row.interval_s->lower, 1.595e-6);
  EXPECT_GT(row.interval_s->upper, 1.605e-6);
  ASSERT_EQ(row.launch_rounding.size(), 3U);
  EXPECT_NEAR(row.launch_rounding[0], std::log(1.60 / 1.595), 1e-12);
  EXPECT_THAT(summarize(printed({1.60, 1.60}, 0)).at(0).launch_rounding, IsEmpty());
}

Config at_least(double ratio) {
  Config config;
  config.target.emplace();
  config.target->ratio = ratio;
  config.target->floor = 1;
  config.target->min_launches = 2;
  config.target->dimensions = {{kAllReduce, 1, {"suite.yaml", 20, 5}}};
  return config;
}

TEST(PrintedDigits, ATargetIsNeitherMetNorMissedByTheLastDigit) {
  const RunRecord baseline = printed({1.60, 1.60});
  for (const char* const name : {"capacity ratio", "floor of"}) {
    const Judgement slower = against(printed({1.61, 1.61}), baseline, at_least(1));
    EXPECT_EQ(clause(slower, name).decision, Decision::Inconclusive) << clause(slower, name).text;
    const Judgement faster = against(printed({1.59, 1.59}), baseline, at_least(1));
    EXPECT_EQ(clause(faster, name).decision, Decision::Inconclusive) << clause(faster, name).text;
    const Judgement twice = against(printed({3.20, 3.20}), baseline, at_least(1));
    EXPECT_EQ(clause(twice, name).decision, Decision::Reject) << clause(twice, name).text;
  }
  const Judgement judgement = against(printed({1.61, 1.61}), baseline, at_least(1));
  EXPECT_EQ(judgement.target->decision, Decision::Inconclusive);
  EXPECT_LT(judgement.target->assumption_free, 1.595 / 1.615);
  EXPECT_FALSE(judgement.target->more_launches) << "no number of them prints more digits";
}

TEST(PrintedDigits, BoundsEncloseThoseOfWhatWasMeasured) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  int outside_without = 0;
  for (int campaign = 0; campaign < 400; ++campaign) {
    LogRatio measured, in_print, as_if_exact;
    const int launches = 2 + campaign % 5;
    for (const auto side : {&LogRatio::candidate, &LogRatio::baseline}) {
      std::vector<double> logs, rounded, off;
      for (int launch = 0; launch < launches; ++launch) {
        const double time = 1.6 * std::exp(0.003 * normal(random));
        const double shown = std::round(100 * time) / 100;
        logs.push_back(-std::log(time));
        rounded.push_back(-std::log(shown));
        off.push_back(off_by_rounding(shown, 0.005));
      }
      measured.*side = log_mean(logs);
      in_print.*side = log_mean(rounded, off);
      as_if_exact.*side = log_mean(rounded);
    }
    const Interval truth = measured.bounds(0.95), known = in_print.bounds(0.95);
    EXPECT_LE(known.lower, truth.lower) << campaign;
    EXPECT_GE(known.upper, truth.upper) << campaign;
    const Interval without = as_if_exact.bounds(0.95);
    if (without.lower > truth.lower || without.upper < truth.upper) ++outside_without;
  }
  EXPECT_GT(outside_without, 100) << "else this test shows nothing";
}

TEST(PrintedDigits, LaunchesDoNotAverageRoundingAway) {
  const std::vector<double> logs(50, 0.0), off(50, 0.003);
  const std::vector<double> two(2, 0.003);
  const LogMean many = log_mean(logs, off);
  EXPECT_NEAR(many.rounding, 0.003, 1e-12);
  const LogRatio ratio{many, log_mean(std::vector<double>{-0.005, -0.005}, two)};
  EXPECT_FALSE(launches_to_settle(ratio, 1, 0.95));
  EXPECT_FALSE(can_be_settled(ratio, 1, 0.95));
}

TEST(PrintedDigits, AFigureThatMayBeNothingSettlesNothing) {
  const double off = off_by_rounding(0.01, 0.01);
  EXPECT_TRUE(std::isfinite(off));
  EXPECT_GT(off, 20);
  EXPECT_TRUE(std::isfinite(off_by_rounding(0, 0.005)));
  EXPECT_EQ(off_by_rounding(1, 0), 0);
  const std::vector<double> logs{1, 1}, offs{off, off};
  const LogRatio ratio{log_mean(logs, offs), log_mean(std::vector<double>{0, 0})};
  EXPECT_EQ(ratio.p_value(), 1);
}

}  // namespace
}  // namespace fourfold
