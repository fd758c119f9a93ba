// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/pair_rounds_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/record/record_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

PairRound round_of_three() {
  return {.again = true,
          .partner = {2, -1, 0},
          .seconds = {1e-3, 0, 2e-3},
          .stalled = {0, 0, 3},
          .samples_up = 7,
          .samples_down = 9,
          .compute_s = {1, 2, 3}};
}

TEST(PairRoundsJson, RoundsAreReadBackAsPartOfATrial) {
  CaseRecord one;
  one.name = "pairwise/mpi/f32/8B";
  Trial& trial = one.trials.emplace_back();
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {2e-3};
  trial.slowest_rank = {2};
  trial.pair_rounds = {round_of_three(), {}};
  RunRecord record;
  parse_journal_line(case_json(one), {}, record);
  const auto& rounds = record.cases.at(0).trials.at(0).pair_rounds;
  ASSERT_EQ(rounds.size(), 2u);
  EXPECT_TRUE(rounds[0].again);
  EXPECT_EQ(rounds[0].partner, round_of_three().partner);
  EXPECT_EQ(rounds[0].seconds, round_of_three().seconds);
  EXPECT_EQ(rounds[0].stalled, round_of_three().stalled);
  EXPECT_EQ(rounds[0].samples_up, 7);
  EXPECT_EQ(rounds[0].samples_down, 9);
  EXPECT_EQ(rounds[0].compute_s, round_of_three().compute_s);
  EXPECT_TRUE(rounds[1].compute_s.empty());
  EXPECT_EQ(case_json(record.cases[0]), case_json(one));
}

TEST(PairRoundsJson, TimesOfVeryManyRanksArePackedAndTheirPairsAreNot) {
  constexpr int ranks = 4096;
  PairRound many;
  many.samples_up = many.samples_down = 6;
  for (int rank = 0; rank < ranks; ++rank) {
    const bool sat_out = rank >= ranks - 2;
    many.partner.push_back(sat_out ? -1 : rank ^ 1);
    many.seconds.push_back(sat_out ? 0 : 1e-3 * (1 + 1e-5 * (rank % 97)));
    many.stalled.push_back(0);
    many.compute_s.push_back(0.01 + 1e-6 * (rank % 89));
  }
  many.seconds[5] = 4e-3;
  CaseRecord one;
  one.name = "pairwise/mpi/f32/8B";
  Trial& trial = one.trials.emplace_back();
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {2e-3};
  trial.slowest_rank = {5};
  trial.pair_rounds = {many, many};
  const std::string line = case_json(one);
  EXPECT_LT(line.size(), 2 * 14 * ranks) << "as lists they are 45 bytes a rank";
  RunRecord record;
  parse_journal_line(line, {}, record);
  const PairRound& back = record.cases.at(0).trials.at(0).pair_rounds.at(1);
  EXPECT_EQ(back.partner, many.partner);
  for (std::size_t rank = 0; rank < many.seconds.size(); ++rank) {
    ASSERT_NEAR(back.seconds.at(rank), many.seconds[rank], 1e-3 * 1.01e-4) << rank;
    ASSERT_NEAR(back.compute_s.at(rank), many.compute_s[rank], 0.01 * 1.01e-4) << rank;
  }
  EXPECT_EQ(back.seconds.back(), 0) << "who sat out";
}

TEST(PairRoundsJson, RoundsOfGroupsAreReadBackAsPartOfATrial) {
  CaseRecord one;
  one.name = "all_reduce/mpi/f32/8B";
  Trial& trial = one.trials.emplace_back();
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {2e-3};
  trial.slowest_rank = {2};
  trial.group_rounds = {{false, {0, 0, 1, 1}, {1e-3, 2e-3}}, {true, {1, 0, 1, 0}, {3e-3, 0}}};
  RunRecord record;
  parse_journal_line(case_json(one), {}, record);
  const auto& rounds = record.cases.at(0).trials.at(0).group_rounds;
  ASSERT_EQ(rounds.size(), 2u);
  EXPECT_FALSE(rounds[0].again);
  EXPECT_EQ(rounds[0].group, (std::vector{0, 0, 1, 1}));
  EXPECT_EQ(rounds[0].seconds, (std::vector{1e-3, 2e-3}));
  EXPECT_TRUE(rounds[1].again);
  EXPECT_EQ(case_json(record.cases[0]), case_json(one));
}

TEST(PairRoundsJson, GroupsThatCannotBeAreRefused) {
  const auto refused = [](const GroupRound& one) {
    EXPECT_THROW(parse_group_rounds(group_rounds_json({one})), Error);
  };
  refused({false, {0, 2}, {1e-3, 1e-3}});
  refused({false, {0, -1}, {1e-3, 1e-3}});
  refused({false, {0, 1}, {1e-3, -1e-3}});
  EXPECT_EQ(parse_group_rounds(group_rounds_json({{false, {0, 1}, {1e-3, 1e-3}}})).size(), 1u);
}

TEST(PairRoundsJson, WhatCannotBeIsRefused) {
  const auto refused = [](auto change) {
    PairRound one = round_of_three();
    change(one);
    EXPECT_THROW(parse_pair_rounds(pair_rounds_json({one}), {}), Error);
  };
  refused([](PairRound& one) { one.partner[0] = 1; });
  refused([](PairRound& one) { one.partner[0] = 3; });
  refused([](PairRound& one) { one.partner[1] = 1; });
  refused([](PairRound& one) { one.partner[1] = -2; });
  refused([](PairRound& one) { one.seconds.pop_back(); });
  refused([](PairRound& one) { one.stalled.push_back(0); });
  refused([](PairRound& one) { one.stalled[2] = 10; });
  refused([](PairRound& one) { one.seconds[2] = -1; });
  refused([](PairRound& one) { one.compute_s = {1}; });
}

}  // namespace
}  // namespace fourfold
