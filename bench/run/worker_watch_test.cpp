// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/worker_watch.hpp"

#include <gtest/gtest.h>

#include "bench/run/agreement.hpp"
#include "bench/run/keeper.hpp"
#include "bench/watch/run_watch.hpp"

namespace fourfold {
namespace {

/// What a run of two is lost by when this rank meets that error and tells of it, and whose host.
struct Told {
  std::string finding;
  bool blames = false;
};
Told told(int rank, const std::exception& error) {
  RunWatch watch(60, 2, true);
  RankWatchOptions options;
  options.rank = rank;
  options.ranks = 2;
  options.memory_name = node_memory_name(watch.token());
  options.address = watch.address();
  options.leave = [](int) {};
  {
    RankWatch one(options);
    tell_failure(&one, rank, error);
    watch.conclude();
  }
  return {watch.finding(), !watch.lost_hosts().empty()};
}

TEST(TellFailure, ARanksOwnErrorIsItsFailure) {
  for (const int rank : {0, 1}) {
    const Told own = told(rank, Error("out of luck"));
    EXPECT_NE(own.finding.find("failed: out of luck"), std::string::npos) << own.finding;
    EXPECT_TRUE(own.blames);
    const Told odd = told(rank, AgreedError("ranks differ", true));
    EXPECT_NE(odd.finding.find("failed: ranks differ"), std::string::npos) << odd.finding;
    EXPECT_TRUE(odd.blames);
  }
}

TEST(TellFailure, WhatIsNoRanksOwnIsSaidByRank0AndBlamesNobody) {
  const Told agreed = told(0, AgreedError("ranks differ", false));
  EXPECT_EQ(agreed.finding, "ranks differ");
  EXPECT_FALSE(agreed.blames);
  const Told full = told(0, RecordError("the disk is full"));
  EXPECT_EQ(full.finding, "the disk is full");
  EXPECT_FALSE(full.blames);
  EXPECT_EQ(told(1, AgreedError("ranks differ", false)).finding, "");
}

}  // namespace
}  // namespace fourfold
