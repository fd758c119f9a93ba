// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/groups_json.hpp"

#include <gtest/gtest.h>

#include "bench/record/record_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

CaseRecord grouped_case() {
  CaseRecord one;
  one.name = "all_reduce/mpi/f32/8B/node/one_at_a_time";
  one.ranks = 5;
  one.groups_in_turns = true;
  Trial& trial = one.trials.emplace_back();
  trial.seconds = {2e-6};
  trial.slowest_rank = {3};
  trial.mean_seconds = trial.fastest_seconds = {1e-6};
  trial.groups = {
      {.name = "h\"00\"",
       .first_rank = 0,
       .ranks = 3,
       .median_s = 1.25e-6,
       .lower_s = 1e-6,
       .upper_s = 1.5e-6},
      {.name = "h01", .first_rank = 3, .ranks = 2, .median_s = 2e-6, .lower_s = 0, .upper_s = 0}};
  return one;
}

TEST(GroupsJson, GroupsAndTheirOrderAreReadBack) {
  RunRecord record;
  parse_journal_line(case_json(grouped_case()), {}, record);
  ASSERT_EQ(record.cases.size(), 1u);
  EXPECT_TRUE(record.cases[0].groups_in_turns);
  EXPECT_EQ(case_json(record.cases[0]), case_json(grouped_case()));
  const auto& groups = record.cases[0].trials[0].groups;
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].name, "h\"00\"");
  EXPECT_EQ(groups[0].upper_s, 1.5e-6);
  EXPECT_EQ(groups[1].first_rank, 3);
  EXPECT_EQ(groups[1].ranks, 2);
}

TEST(GroupsJson, ACaseOfAllRanksHasNone) {
  CaseRecord one = grouped_case();
  one.groups_in_turns = false;
  one.trials[0].groups.clear();
  EXPECT_EQ(case_json(one).find("groups"), std::string::npos);
  RunRecord record;
  parse_journal_line(case_json(one), {}, record);
  EXPECT_TRUE(record.cases[0].trials[0].groups.empty());
  EXPECT_FALSE(record.cases[0].groups_in_turns);
}

TEST(GroupsJson, NonsenseIsRefused) {
  EXPECT_THROW(parse_groups(R"([{"name":"a"}])"), std::exception);
  EXPECT_THROW(
      parse_groups(
          R"([{"name":"a","first_rank":0,"ranks":0,"median_s":1,"lower_s":0,"upper_s":0}])"),
      Error);
}

TEST(GroupsJson, ALaunchKeepsTheRacksOfItsRanks) {
  LaunchRecord launch;
  launch.hosts = {"h00", "h01"};
  EXPECT_EQ(launch_json(launch).find("racks"), std::string::npos);
  launch.racks = {"r0", ""};
  RunRecord record;
  parse_journal_line(launch_json(launch), {}, record);
  EXPECT_EQ(record.launches[0].racks, launch.racks);
  launch.racks.pop_back();
  EXPECT_THROW(parse_journal_line(launch_json(launch), {}, record), InputError);
}

}  // namespace
}  // namespace fourfold
