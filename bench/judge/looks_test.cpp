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

using testing::HasSubstr;

std::string at(int day, int minute) {
  return fmt::format("2026-03-{:02}T06:{:02}:00Z", day, minute);
}

/// As many launches a run, each run on a day of its own, with some spread about 4.15 times.
struct Runs {
  RunRecord candidate;
  std::vector<std::string> starts;
};

Runs runs_of(const std::vector<int>& launches, double ratio = 4.15) {
  std::vector<double> factors;
  for (const int count : launches) {
    for (int i = 0; i < count; ++i) factors.push_back(kNoisy[factors.size() % kNoisy.size()]);
  }
  Runs runs{scaled(synthetic_record(factors), 1 / ratio), {}};
  std::size_t next = 0;
  for (std::size_t run = 0; run < launches.size(); ++run) {
    const int day = static_cast<int>(run) + 1;
    runs.starts.push_back(at(day, 0));
    for (int i = 0; i < launches[run]; ++i) runs.candidate.launches[next++].started = at(day, i);
  }
  return runs;
}

Judgement judged_with(const Runs& runs, const Config& config) {
  const RunRecord baseline = synthetic_record(kQuiet);
  Basis basis;
  basis.baseline = &baseline;
  basis.starts = runs.starts;
  return judge(runs.candidate, summarize(runs.candidate), config, basis);
}

int had(const Runs& runs, const Target& target) {
  std::vector<int> all;
  for (const LaunchRecord& one : runs.candidate.launches) all.push_back(one.launch);
  return looks_of(runs.candidate, all, runs.starts, target).had;
}

TEST(Looks, AreTheEndsOfRunsAtWhichThePlanWasComplete) {
  Target target;
  EXPECT_EQ(had(runs_of({5}), target), 1);
  EXPECT_EQ(had(runs_of({9}), target), 1) << "one run is judged when it has ended";
  EXPECT_EQ(had(runs_of({4}), target), 0);
  EXPECT_EQ(had(runs_of({1, 1, 1, 1, 1}), target), 1);
  EXPECT_EQ(had(runs_of({2, 2, 2, 2}), target), 2);
  EXPECT_EQ(had(runs_of({5, 5, 5}), target), 3);
  target.min_days = 2;
  EXPECT_EQ(had(runs_of({5, 5, 5}), target), 2) << "before the second day nothing is accepted";
  target.min_launches = 15;
  EXPECT_EQ(had(runs_of({5, 5, 5}), target), 1) << "so a plan of fifteen is written";
}

TEST(Looks, RecordsThatWereMergedWereRunsOfTheirOwn) {
  Runs runs = runs_of({5, 5});
  for (const std::string& start : runs.starts) {
    runs.candidate.manifest.merged.push_back({"run", "hash", start, "1"});
  }
  runs.starts = {runs.starts.front()};
  EXPECT_EQ(had(runs, Target{}), 2);
}

TEST(Looks, MillisecondsDoNotPutALaunchBeforeItsRun) {
  Runs runs = runs_of({5, 5});
  for (LaunchRecord& one : runs.candidate.launches) one.started.replace(19, 1, ".042Z");
  EXPECT_EQ(had(runs, Target{}), 2);
  runs.starts = {runs.starts.front()};
  EXPECT_EQ(had(runs, Target{}), 1);
}

TEST(Looks, MoreThanArePlannedSettleNothing) {
  Config config = fourfold_target();
  const Judgement one = judged_with(runs_of({5}, 5), config);
  EXPECT_EQ(one.target->decision, Decision::Accept);
  const Judgement again = judged_with(runs_of({5, 5}, 5), config);
  EXPECT_EQ(again.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(again, "looks").text, HasSubstr("at the ends of 2 runs"));
  EXPECT_FALSE(again.target->more_launches);
  const Judgement slow = judged_with(runs_of({5, 5}, 3), config);
  EXPECT_EQ(slow.target->decision, Decision::Inconclusive) << "nor do they reject";
  EXPECT_EQ(judged_with(runs_of({5}, 3), config).target->decision, Decision::Reject);
  config.target->looks = 2;
  EXPECT_EQ(judged_with(runs_of({5, 5}, 5), config).target->decision, Decision::Accept);
}

TEST(Looks, WrongResultsRejectAtAnyTime) {
  Runs runs = runs_of({5, 5}, 5);
  spoil(runs.candidate.cases.front());
  EXPECT_EQ(judged_with(runs, fourfold_target()).target->decision, Decision::Reject);
}

TEST(Looks, ShareTheErrorAndTellWhatIsLeft) {
  Config config = fourfold_target();
  config.target->looks = 2;
  EXPECT_DOUBLE_EQ(confidence_of_a_look(*config.target), 0.975);
  const Judgement first = judged_with(runs_of({5}), config);
  EXPECT_EQ(first.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(first, "looks").text,
              HasSubstr("this is number 1 of 2 that are planned; bounds of each at 97.5 %"));
  EXPECT_THAT(clause(first, "capacity ratio").text, HasSubstr("one-sided 97.5 % bounds"));
  EXPECT_TRUE(first.target->more_launches);
  config.target->looks = 1;
  const Judgement only = judged_with(runs_of({5}), config);
  EXPECT_GT(only.target->interval.lower, first.target->interval.lower) << "one look is sharper";
  EXPECT_FALSE(only.target->more_launches);
  EXPECT_TRUE(only.target->looks_used);
  EXPECT_THAT(clause(only, "capacity ratio").text,
              HasSubstr("no further look is planned; a new campaign, planned for about "));
}

TEST(Looks, NothingIsRejectedBeforeThePlanIsComplete) {
  const Judgement early = judged_with(runs_of({3}, 2), fourfold_target());
  EXPECT_EQ(early.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(early, "capacity ratio").text,
              HasSubstr("this settles it once all launches and days that are needed are there"));
  EXPECT_EQ(early.target->more_launches, 2);
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
  for (const int looks : {1, 2, 4, 8}) {
    Target target;
    target.looks = looks;
    EXPECT_LE(accepted(looks, confidence_of_a_look(target)), 0.05 + kChance) << looks;
  }
  EXPECT_GT(accepted(4, 0.95), 0.08) << "and in more, where each look has all of the 5 %";
}

}  // namespace
}  // namespace fourfold
