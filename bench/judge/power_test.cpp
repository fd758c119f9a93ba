// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/power.hpp"

#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr int kFew = 300;

Power power_of(const RunRecord& candidate, const RunRecord& baseline, int campaigns = kFew,
               const Config& config = fourfold_target()) {
  return power(*config.target, summarize(candidate), summarize(baseline), campaigns);
}

PowerRow row_of(const Power& power, int launches, double true_ratio) {
  for (const PowerRow& row : power.rows) {
    if (row.launches == launches && std::abs(row.true_ratio - true_ratio) < 1e-9) return row;
  }
  ADD_FAILURE() << "no row of " << launches << " launches at " << true_ratio;
  return {};
}

TEST(Power, BuyersAndVendorsRisksAreWhatTheConfidencePromises) {
  const RunRecord record = synthetic_record(kNoisy);
  const Power power = power_of(record, record, kPowerCampaigns);
  for (const int launches : {5, 10, 20}) {
    // At exactly the target a one-sided 95 % bound lies beyond it in at most 5 of 100 campaigns,
    // and where both spread alike in 3; 4000 of them tell 5 from 6.
    const PowerRow at_target = row_of(power, launches, 4.0);
    for (const double risk : {at_target.accepted, at_target.rejected}) {
      EXPECT_LE(risk, 0.06) << launches;
      EXPECT_GE(risk, 0.02) << launches;
    }
    EXPECT_LT(row_of(power, launches, 3.8).accepted, at_target.accepted);
    EXPECT_GT(row_of(power, launches, 4.4).accepted, at_target.accepted);
  }
  EXPECT_GT(row_of(power, 20, 4.4).accepted, row_of(power, 5, 4.4).accepted);
}

TEST(Power, AQuietMachineOfMoreThanTheTargetIsAcceptedAndOneOfLessRejected) {
  const RunRecord record = synthetic_record(kQuiet);
  const Power power = power_of(record, record);
  EXPECT_GT(row_of(power, 5, 4.3).accepted, 0.999);
  EXPECT_GT(row_of(power, 5, 3.8).rejected, 0.999);
  EXPECT_NEAR(power.candidate.seen, 0.0027, 0.0002) << "of times from 0.997 to 1.004";
  EXPECT_EQ(power.candidate.launches, 5);
  // Of 4 degrees of freedom: sqrt(4 / 11.143) and sqrt(4 / 0.484).
  EXPECT_NEAR(power.candidate.plausible.lower / power.candidate.seen, 0.599, 0.001);
  EXPECT_NEAR(power.candidate.plausible.upper / power.candidate.seen, 2.874, 0.002);
}

TEST(Power, TheSpreadOfFewLaunchesIsHardlyKnown) {
  const RunRecord two = synthetic_record({1, 1.01});
  const LaunchSpread of_two = power_of(two, two).candidate;
  // chi-squared of one degree of freedom: 5.0239 and 0.00098207.
  EXPECT_NEAR(of_two.plausible.lower / of_two.seen, 0.4461, 0.0005);
  EXPECT_NEAR(of_two.plausible.upper / of_two.seen, 31.91, 0.02);
  const RunRecord three = synthetic_record({1, 1.01, 0.99});
  const LaunchSpread of_three = power_of(three, three).candidate;
  EXPECT_NEAR(of_three.plausible.upper / of_three.seen, 6.285, 0.005);  // 0.050636
  const LaunchSpread equal = power_of(synthetic_record(kEqual), two).candidate;
  EXPECT_EQ(equal.seen, 0);
  EXPECT_EQ(equal.plausible.upper, 0);
}

TEST(Power, TooFewLaunchesAreNeverAccepted) {
  const RunRecord record = synthetic_record(kQuiet);
  for (const PowerRow& row : power_of(record, record).rows) EXPECT_GE(row.launches, 5);
  Config config = fourfold_target();
  config.target->looks = {10};
  for (const PowerRow& row : power_of(record, record, kFew, config).rows) {
    EXPECT_EQ(row.launches, 10) << "the judge decides at no other";
  }
  config.target->looks = {};
  config.target->min_launches = 3;
  EXPECT_GT(row_of(power_of(record, record, kFew, config), 3, 4.4).accepted, 0.99);
}

TEST(Power, SeveralLooksShareTheRisk) {
  const RunRecord record = synthetic_record(kNoisy);
  Config config = fourfold_target();
  config.target->looks = {5, 10};
  const Power planned = power_of(record, record, kPowerCampaigns, config);
  EXPECT_EQ(planned.rows.size() % 2, 0u);
  EXPECT_EQ(planned.rows.front().launches, 5);
  EXPECT_EQ(planned.rows.back().launches, 10);
  EXPECT_LE(row_of(planned, 10, 4.0).accepted, 0.06);
  // The second look adds to the first, which has half of the risk.
  EXPECT_LE(row_of(planned, 5, 4.0).accepted, 0.035);
  EXPECT_GT(row_of(planned, 10, 4.4).accepted, row_of(planned, 5, 4.4).accepted);
}

TEST(Power, FloorsCount) {
  // Each dimension has the true ratio, so a floor as high as the target is one more hurdle.
  const RunRecord record = synthetic_record(kNoisy);
  Config config = fourfold_target();
  const double without = row_of(power_of(record, record, kFew, config), 10, 4.2).accepted;
  config.target->floor = 1;
  const double with = row_of(power_of(record, record, kFew, config), 10, 4.2).accepted;
  EXPECT_LE(with, without);
  config.target->floor = 1.2;
  EXPECT_LT(row_of(power_of(record, record, kFew, config), 10, 4.2).accepted, without / 2);
}

TEST(Power, TheSameRecordsGiveTheSameFigures) {
  const RunRecord record = synthetic_record(kNoisy);
  const Power first = power_of(record, record);
  const Power second = power_of(record, record);
  ASSERT_EQ(first.rows.size(), second.rows.size());
  for (std::size_t i = 0; i < first.rows.size(); ++i) {
    EXPECT_EQ(first.rows[i].accepted, second.rows[i].accepted);
    EXPECT_EQ(first.rows[i].rejected, second.rows[i].rejected);
  }
}

TEST(Power, OneLaunchOfASideShowsNoSpread) {
  const RunRecord record = synthetic_record(kQuiet);
  EXPECT_THROW(power_of(synthetic_record({1}), record), InputError);
  EXPECT_THROW(power_of(record, synthetic_record({1})), InputError);
}

}  // namespace
}  // namespace fourfold
