// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/group_spread.hpp"

#include <gtest/gtest.h>

#include "bench/judge/metrics.hpp"

namespace fourfold {
namespace {

GroupSummary group(const std::string& name, int ranks, double median_s) {
  return {.name = name,
          .first_rank = 0,
          .ranks = ranks,
          .median_s = median_s,
          .lower_s = 0,
          .upper_s = 0};
}

CaseRecord measured(int launch, const std::vector<GroupSummary>& groups) {
  CaseRecord one;
  one.launch = launch;
  one.name = "all_reduce/mpi/f32/1MB/node";
  one.operation = "all_reduce";
  one.ranks = 8;
  one.work = {.message = Bytes(1'000'000), .bus_factor = 1, .memory = {}, .flops = {}};
  one.correctness.checked = true;
  Trial trial;
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {4e-3};
  trial.slowest_rank = {0};
  trial.groups = groups;
  one.trials.push_back(trial);
  return one;
}

std::optional<GroupSpread> spread_of(const std::vector<CaseRecord>& records) {
  std::map<int, std::vector<const CaseRecord*>> launches;
  for (const CaseRecord& one : records) launches[one.launch].push_back(&one);
  return group_spread(launches);
}

TEST(GroupSpread, TheSlowestTheMedianAndHowFarTheyLieApart) {
  const auto spread = spread_of({measured(1, {group("h0", 2, 1e-3), group("h1", 2, 4e-3),
                                              group("h2", 2, 2e-3), group("h3", 2, 2e-3)})});
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->slowest().name, "h1");
  EXPECT_EQ(spread->slowest().median_s, 4e-3);
  EXPECT_EQ(spread->fastest().name, "h0");
  EXPECT_EQ(spread->median_s, 2e-3);
  EXPECT_DOUBLE_EQ(spread->spread(), 1.5);
  EXPECT_TRUE(spread->even);
  EXPECT_EQ(spread->groups[1].name, "h2") << "equal ones by name";
}

TEST(GroupSpread, OverLaunchesEachGroupIsKnownByItsName) {
  const auto spread = spread_of({measured(1, {group("h0", 2, 1e-3), group("h1", 2, 9e-3)}),
                                 measured(2, {group("h1", 2, 2e-3), group("h0", 2, 3e-3)}),
                                 measured(3, {group("h1", 2, 3e-3), group("h0", 2, 2e-3)})});
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->slowest().name, "h1");
  EXPECT_EQ(spread->slowest().median_s, 3e-3);
  EXPECT_EQ(spread->fastest().median_s, 2e-3);
}

TEST(GroupSpread, GroupsOfUnlikeSizeAreSaidToBeSo) {
  const auto records =
      std::vector{measured(1, {group("a", 3, 1e-3), group("b", 4, 2e-3), group("c", 1, 1e-3)})};
  EXPECT_FALSE(spread_of(records)->even);
  RunRecord record;
  record.cases = records;
  EXPECT_EQ(summarize(record)[0].headline(), Metric::Time);
}

TEST(GroupSpread, WithoutGroupsThereIsNone) { EXPECT_FALSE(spread_of({measured(1, {})})); }

TEST(GroupSpread, TheRateOfAllGroupsIsTheSumOfTheirOwn) {
  RunRecord record;
  record.cases = {measured(1, {group("h0", 4, 1e-3), group("h1", 4, 4e-3)})};
  EXPECT_DOUBLE_EQ(summarize(record)[0].facility_rates.at(0), 4e9 + 1e9);
  EXPECT_EQ(summarize(record)[0].headline(), Metric::Busbw);
  record.cases[0].groups_in_turns = true;
  EXPECT_EQ(summarize(record)[0].facility_rates.at(0), 0);
  EXPECT_TRUE(summarize(record)[0].groups->in_turns);
}

}  // namespace
}  // namespace fourfold
