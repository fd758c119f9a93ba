// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/injection.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(Injection, ReadsEveryFault) {
  const Injection injection = parse_injection({"wrong-element", "slow-rank=3"});
  EXPECT_EQ(injection.output, Corruption::WrongElement);
  EXPECT_EQ(injection.slow_rank, 3);
  EXPECT_EQ(parse_injection({"nan"}).output, Corruption::Nan);
  EXPECT_EQ(parse_injection({"wrong-tile"}).output, Corruption::WrongTile);
  EXPECT_EQ(parse_injection({"stale"}).output, Corruption::Stale);
  EXPECT_FALSE(parse_injection({}).any());
}

TEST(Injection, RefusesWhatItDoesNotKnow) {
  for (const char* bad : {"slow-rank=", "slow-rank=-1", "slow-rank=1x", "wrong", "",
                          "slow-rival=", "slow-rival=10", "slow-rival=-1%", "slow-rival=1%x"}) {
    EXPECT_THROW((void)parse_injection({bad}), InputError) << bad;
  }
  try {
    (void)parse_injection({"wrong-elemnt"});
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'wrong-element'"), std::string::npos);
  }
}

TEST(Injection, ReadsTheShareByWhichARivalIsSlower) {
  EXPECT_DOUBLE_EQ(parse_injection({"slow-rival=10%"}).slow_rival.value(), 0.1);
  EXPECT_DOUBLE_EQ(parse_injection({"slow-rival=2.5%"}).slow_rival.value(), 0.025);
}

TEST(Injection, AFaultOfOneKindIsPlantedOnce) {
  EXPECT_THROW((void)parse_injection({"slow-rank=0", "slow-rank=1"}), InputError);
  EXPECT_THROW((void)parse_injection({"nan", "nan"}), InputError);
  EXPECT_THROW((void)parse_injection({"nan", "stale"}), InputError);
}

TEST(Injection, ARankThatIsNotThereIsAnError) {
  EXPECT_NO_THROW(check_injection(parse_injection({"slow-rank=1"}), 2));
  EXPECT_THROW(check_injection(parse_injection({"slow-rank=2"}), 2), InputError);
}

TEST(Injection, FaultsOfOneRankHaveAPhase) {
  const Injection parsed = parse_injection({"hang-rank=2", "late-rank=0@warm-up"});
  ASSERT_EQ(parsed.rank_faults.size(), 2u);
  EXPECT_TRUE(parsed.any());
  EXPECT_EQ(parsed.rank_faults[0].kind, RankFault::Kind::Hang);
  EXPECT_EQ(parsed.rank_faults[0].rank, 2);
  EXPECT_EQ(parsed.rank_faults[0].at, FaultPhase::Operation);
  EXPECT_EQ(parsed.rank_faults[1].kind, RankFault::Kind::Late);
  EXPECT_EQ(parsed.rank_faults[1].at, FaultPhase::WarmUp);
  EXPECT_THROW(check_injection(parsed, 2), InputError);
  EXPECT_NO_THROW(check_injection(parsed, 3));
  for (const char* wrong : {"hang-rank", "hang-rank=", "hang-rank=x@init", "hang-rank=1@",
                            "hang-rank=1@warmup", "mismatch-rank=1@bootstrap"}) {
    EXPECT_THROW((void)parse_injection({wrong}), InputError) << wrong;
  }
}

}  // namespace
}  // namespace fourfold
