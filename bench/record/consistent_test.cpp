// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/consistent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace fourfold {
namespace {

using testing::HasSubstr;

RunRecord sound() {
  RunRecord record;
  record.manifest.ranks = 2;
  record.manifest.planned_launches = 1;
  LaunchRecord launch;
  launch.hosts = {"a", "b"};
  record.launches.push_back(launch);
  CaseRecord one;
  one.name = one.operation = "gemm";
  one.ranks = 2;
  one.correctness.checked = true;
  one.correctness.elements = 10;
  Trial trial;
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {1, 2};
  trial.slowest_rank = {0, 1};
  trial.rank_median_s = {1.5, 1.5};
  trial.elapsed_s = 3.5;
  one.trials.push_back(trial);
  record.cases.push_back(one);
  return record;
}

TEST(Contradiction, ASoundRecordHasNone) { EXPECT_EQ(contradiction(sound()), ""); }

TEST(Contradiction, WhatIsNotKnownOfARankIsNone) {
  RunRecord record = sound();
  record.cases[0].trials[0].rank_median_s = {1.5, 0};
  EXPECT_EQ(contradiction(record), "");
  // In a collective a rank's own time may be anything: it waits for others.
  record.cases[0].operation = "all_reduce";
  record.cases[0].trials[0].rank_median_s = {0.1, 1.5};
  EXPECT_EQ(contradiction(record), "");
}

TEST(Contradiction, IsFoundWhereverOneThingStandsInTwoPlaces) {
  const std::vector<std::pair<std::string, std::function<void(RunRecord&)>>> edits{
      {"measured on 8 ranks", [](RunRecord& r) { r.cases[0].ranks = 8; }},
      {"has times of 16 ranks",
       [](RunRecord& r) { r.cases[0].trials[0].rank_median_s = std::vector(16, 1.0); }},
      {"none of the run's", [](RunRecord& r) { r.cases[0].trials[0].slowest_rank[1] = 77; }},
      {"the hosts of 3 ranks", [](RunRecord& r) { r.launches[0].hosts.emplace_back("c"); }},
      {"2 launches, 1 were planned", [](RunRecord& r) { r.launches.push_back(r.launches[0]); }},
      {"says -1 ranks", [](RunRecord& r) { r.manifest.ranks = -1; }},
      {"plans 0 launches", [](RunRecord& r) { r.manifest.planned_launches = 0; }},
      {"is of launch 2, 1 were planned",
       [](RunRecord& r) { r.launches[0].launch = r.cases[0].launch = 2; }},
      {"stands there twice", [](RunRecord& r) { r.cases.push_back(r.cases[0]); }},
      {"no element was", [](RunRecord& r) { r.cases[0].correctness.elements = 0; }},
      {"negative", [](RunRecord& r) { r.cases[0].work.bus_factor = -1; }},
      {"groups have 3 ranks",
       [](RunRecord& r) {
         r.cases[0].trials[0].groups = {{"a", 0, 2, 1, 0, 0}, {"b", 1, 1, 1, 0, 0}};
       }},
      {"a group of it is none",
       [](RunRecord& r) {
         r.cases[0].trials[0].groups = {{"a", 2, 2, 1, 0, 0}};
       }},
      {"no line of the journal begins that launch",
       [](RunRecord& r) {
         r.manifest.planned_launches = 2;
         r.cases[0].launch = 2;
       }},
      {"rank 1 has a median of 0.4 s",
       [](RunRecord& r) {
         r.cases[0].trials[0].rank_median_s = {1.5, 0.4};
       }},
      {"rank 0 has a median of 9 s",
       [](RunRecord& r) {
         r.cases[0].trials[0].rank_median_s = {9, 1.5};
       }},
      {"its samples took 3 s, and all of it 1 s",
       [](RunRecord& r) { r.cases[0].trials[0].elapsed_s = 1; }},
      {"fastest rank is slower",
       [](RunRecord& r) { r.cases[0].trials[0].fastest_seconds[0] = 1.5; }},
  };
  for (const auto& [why, edit] : edits) {
    RunRecord record = sound();
    edit(record);
    EXPECT_THAT(contradiction(record), HasSubstr(why));
  }
}

}  // namespace
}  // namespace fourfold
