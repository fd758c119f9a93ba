// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/looks.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bench/judge/log_ratio.hpp"
#include "bench/judge/seeded_normal.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string at(int day, int minute) {
  return fmt::format("2026-03-{:02}T06:{:02}:00Z", day, minute);
}

/// As many launches a run, each run on a day of its own, of such times about 1 / `ratio`.
RunRecord runs_of(const std::vector<int>& launches, double ratio = 4.15,
                  const std::vector<double>& factors = kNoisy) {
  std::vector<double> times;
  for (const int count : launches) {
    for (int i = 0; i < count; ++i) times.push_back(factors[times.size() % factors.size()]);
  }
  RunRecord record = scaled(synthetic_record(times), 1 / ratio);
  std::size_t next = 0;
  for (std::size_t run = 0; run < launches.size(); ++run) {
    for (int i = 0; i < launches[run]; ++i) {
      record.launches[next++].started = at(static_cast<int>(run) + 1, i);
    }
  }
  return record;
}

Judgement judged_at(const std::vector<int>& looks, const RunRecord& candidate, int min_days = 1) {
  const RunRecord baseline = synthetic_record(kQuiet);
  Config config = fourfold_target();
  config.target->looks = looks;
  config.target->min_days = min_days;
  Basis basis;
  basis.baseline = &baseline;
  return judge(candidate, summarize(candidate), config, basis);
}

/// Launches that count at each look that is due, or would at the next.
std::vector<std::size_t> counted(const std::vector<int>& planned, const RunRecord& record,
                                 int min_days = 1) {
  Target target;
  target.looks = planned;
  target.min_days = min_days;
  std::vector<int> all;
  for (const LaunchRecord& one : record.launches) all.push_back(one.launch);
  std::vector<std::size_t> sizes;
  for (const PlannedLook& one : looks_of(record, all, target)) sizes.push_back(one.launches.size());
  return sizes;
}

TEST(Looks, TheFirstLaunchesCountAsManyAsArePlanned) {
  EXPECT_THAT(counted({5}, runs_of({5})), ElementsAre(5));
  EXPECT_THAT(counted({5}, runs_of({9})), ElementsAre(5));
  EXPECT_THAT(counted({5, 8}, runs_of({4})), ElementsAre(4)) << "not due";
  EXPECT_THAT(counted({5, 8}, runs_of({7})), ElementsAre(5));
  EXPECT_THAT(counted({5, 8}, runs_of({4, 4, 4})), ElementsAre(5, 8));
  EXPECT_THAT(counted({5, 8}, runs_of({5, 3}), 2), ElementsAre(8)) << "the first is of one day";
}

TEST(Looks, AreOfTheLaunchesThatBeganFirstHoweverTheyAreNumbered) {
  RunRecord record = runs_of({6}, 5);
  record.launches[0].started = at(2, 0);
  Target target;
  target.looks = {5};
  EXPECT_THAT(looks_of(record, {1, 2, 3, 4, 5, 6}, target).at(0).launches,
              ElementsAre(2, 3, 4, 5, 6));
}

TEST(Looks, WithoutAPlanItIsAtTheLeastNumberOfLaunches) {
  Target target;
  target.min_launches = 7;
  EXPECT_THAT(planned_looks(target), ElementsAre(7));
  target.looks = {8, 12};
  EXPECT_THAT(planned_looks(target), ElementsAre(8, 12));
}

/// The launch was stopped in its last case, and completed at that time.
void complete_later(RunRecord& record, int launch, const std::string& when) {
  LaunchRecord& own = record.launches[static_cast<std::size_t>(launch) - 1];
  record.cut_short.push_back(own);
  record.cut_short.back().end_reason = "interrupted";
  own.start = 2;
  own.started = when;
}

TEST(Looks, WhoCompletesLaunchesInAnOrderOfHisOwnDoesNotChooseThoseThatCount) {
  RunRecord record = runs_of({8}, 4, {1.02, 1.03, 1.04, 0.9, 0.9, 0.9, 0.9, 0.9});
  for (const int launch : {1, 2, 3}) complete_later(record, launch, at(2, launch));
  Target target;
  target.looks = {5};
  EXPECT_THAT(looks_of(record, {1, 2, 3, 4, 5, 6, 7, 8}, target).at(0).launches,
              ElementsAre(1, 2, 3, 4, 5));
  const Judgement j = judged_at({5}, record);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "in one go").decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "in one go").text,
              HasSubstr("3 launches with figures were made in several starts: launch 1: "
                        "interrupted; launch 2: interrupted; launch 3: interrupted; 0 may be"));
}

TEST(Looks, SoManyLaunchesAsTheTargetAllowsMayHaveBeenResumed) {
  const RunRecord baseline = synthetic_record(kQuiet);
  RunRecord record = runs_of({5}, 5);
  complete_later(record, 2, at(2, 0));
  Config config = fourfold_target();
  EXPECT_EQ(against(record, baseline, config).target->decision, Decision::Inconclusive);
  config.target->resumed = 1;
  EXPECT_EQ(against(record, baseline, config).target->decision, Decision::Accept);
}

TEST(Looks, AMachineThatAllLaunchesRefuteIsNotAccepted) {
  std::vector<double> times(5, 1);
  times.resize(35, 1.5);
  const RunRecord record = runs_of({35}, 4.5, times);
  const Judgement j = judged_at({5}, record);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(clause(j, "all launches").decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "all launches").text, HasSubstr("of all 35 the capacity ratio is 3.1"));
  EXPECT_EQ(judged_at({5}, runs_of({35}, 4.5)).target->decision, Decision::Accept);
}

TEST(Looks, ATrendInTheLaunchesThatCountIsNotHiddenByOthers) {
  std::vector<double> times{1, 1.01, 1.02, 1.03, 1.04};
  times.resize(35, 1.0);
  const Judgement j = judged_at({5}, runs_of({35}, 4.6, times));
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "trend").decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "trend").text, HasSubstr("10 of 10 pairs of 5 launches fall"));
}

TEST(Looks, NoFurtherLaunchesAreNamedWhereTheRatioIsSettledAndAnotherThingIsOpen) {
  const RunRecord baseline = synthetic_record(kQuiet);
  Config config = fourfold_target();
  config.target->looks = {5, 10};
  config.target->stability.emplace();
  const Judgement j = against(runs_of({5}, 5), baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "stability").decision, Decision::Inconclusive);
  EXPECT_FALSE(j.target->more_launches);
}

TEST(Looks, TheLaunchesThatCountAreNamed) {
  const Judgement j = judged_at({5, 10}, runs_of({7}, 5));
  EXPECT_EQ(j.target->look, 1);
  EXPECT_DOUBLE_EQ(j.target->look_confidence, 0.975);
  ASSERT_EQ(j.target->counted.size(), 5u);
  EXPECT_EQ(j.target->counted.back().launch, 5);
  EXPECT_EQ(j.target->counted.back().started, at(1, 4));
  EXPECT_THAT(clause(j, "launches").text,
              HasSubstr("those of this run were started from " + at(1, 0) + " to " + at(1, 4)));
}

TEST(Looks, OneThatCannotBeHadIsNamed) {
  const Judgement j = judged_at({5, 10}, runs_of({6}, 5), 2);
  EXPECT_THAT(clause(j, "looks").text,
              HasSubstr("none is due yet, the next is at 10 launches; at 5 it cannot be had, for "
                        "those are of fewer than 2 days"));
}

TEST(Looks, LaunchesBeyondThePlanChangeNothing) {
  // Five that settle it either way, and five of another machine.
  RunRecord better = runs_of({5, 5}, 3, {1, 1.001, 0.999, 1.002, 0.998, 0.5, 0.5, 0.5, 0.5, 0.5});
  const Judgement rejected = judged_at({5}, better);
  EXPECT_EQ(rejected.target->decision, Decision::Reject) << rejected.headline;
  EXPECT_THAT(clause(rejected, "looks").text,
              HasSubstr("number 1 of 1: the first 5 launches count, of 10 that are there"));
  EXPECT_EQ(judged_at({5, 10}, better).target->decision, Decision::Reject)
      << "the first that settles it stands";
  EXPECT_EQ(judged_at({10}, better).target->decision, Decision::Inconclusive);
  EXPECT_NEAR(judged_at({5, 10}, better).target->capacity_ratio, 3, 0.01);
}

TEST(Looks, TheNextOneIsHadWhereThisOneLeavesItOpen) {
  RunRecord open = runs_of({5, 5}, 4.15);
  const Judgement first = judged_at({5, 40}, open);
  EXPECT_EQ(first.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(first, "looks").text, HasSubstr("this is number 1 of 2"));
  const Judgement second = judged_at({5, 10}, open);
  EXPECT_THAT(clause(second, "looks").text, HasSubstr("this is number 2 of 2"));
  EXPECT_NE(first.target->interval.lower, second.target->interval.lower);
}

TEST(Looks, WrongResultsRejectAtAnyTime) {
  RunRecord record = runs_of({5, 5}, 5);
  spoil(record.cases.back());
  EXPECT_EQ(judged_at({5}, record).target->decision, Decision::Reject);
}

TEST(Looks, ShareTheErrorAndTellWhatIsLeft) {
  Target target;
  target.looks = {5, 10};
  EXPECT_DOUBLE_EQ(confidence_of_a_look(target), 0.975);
  const Judgement first = judged_at({5, 50}, runs_of({5}));
  EXPECT_EQ(first.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(first, "looks").text,
              HasSubstr("planned at 5, 50 launches; bounds of each at 97.5 %"));
  EXPECT_THAT(clause(first, "capacity ratio").text, HasSubstr("one-sided 97.5 % bounds"));
  EXPECT_EQ(first.target->more_launches, 45) << "at the next look, whatever fewer would do";
  const Judgement only = judged_at({5}, runs_of({5}));
  EXPECT_GT(only.target->interval.lower, first.target->interval.lower) << "one look is sharper";
  EXPECT_FALSE(only.target->more_launches);
  EXPECT_TRUE(only.target->looks_used);
  EXPECT_THAT(clause(only, "capacity ratio").text,
              HasSubstr("no further look is planned; a new campaign, planned for about "));
  EXPECT_FALSE(judged_at({5, 6}, runs_of({5})).target->more_launches)
      << "one more is not expected to settle it";
}

TEST(Looks, NothingIsDecidedBeforeTheFirst) {
  const Judgement slow = judged_at({6}, runs_of({5}, 2));
  EXPECT_EQ(slow.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(slow, "capacity ratio").text,
              HasSubstr("this settles it once all launches and days that are needed are there"));
  EXPECT_EQ(slow.target->more_launches, 1);
  const Judgement fast = judged_at({6}, runs_of({5}, 5));
  EXPECT_EQ(fast.target->decision, Decision::Inconclusive) << "five are enough, and not the plan";
}

/// Of machines of exactly the target's ratio, how many are accepted by somebody who judges at 5
/// launches, adds five, judges again... until it is settled or `looks` were had; bounds at
/// `confidence`. The baseline has 10 launches that spread a tenth as much.
double accepted(int looks, double confidence) {
  constexpr int kCampaigns = 4000;
  SeededNormal normal(20'261'122);
  int accepted = 0;
  for (int campaign = 0; campaign < kCampaigns; ++campaign) {
    std::vector<double> baseline(10);
    for (double& one : baseline) one = 0.001 * normal();
    std::vector<double> candidate;
    for (int look = 0; look < looks; ++look) {
      for (int i = 0; i < 5; ++i) candidate.push_back(std::log(4) + 0.01 * normal());
      const LogRatio ratio{log_mean(candidate), log_mean(baseline)};
      const Interval bounds = ratio.bounds(confidence);
      if (!settles(bounds, 4)) continue;
      accepted += reaches(bounds.lower, 4) ? 1 : 0;
      break;
    }
  }
  return static_cast<double>(accepted) / kCampaigns;
}

TEST(Looks, WhoLooksAgainAsPlannedIsWrongInAtMostFiveOfAHundred) {
  constexpr double kChance = 0.007;  // two standard deviations of a count of 4,000 at 5 %
  Target target;
  for (const int looks : {1, 2, 4, 8}) {
    while (static_cast<int>(target.looks.size()) < looks) {
      target.looks.push_back(5 * static_cast<int>(target.looks.size() + 1));
    }
    EXPECT_LE(accepted(looks, confidence_of_a_look(target)), 0.05 + kChance) << looks;
  }
  EXPECT_GT(accepted(4, 0.95), 0.08) << "and in more, where each look has all of the 5 %";
}

}  // namespace
}  // namespace fourfold
