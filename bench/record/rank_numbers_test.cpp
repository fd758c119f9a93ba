// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/rank_numbers.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

// "ACB.kDjDA" (packed_ranks_test.cpp).
const std::vector<double> kNumbers{100, 101, 99, 0, 150, 50, 100};
RankNumbers packed_numbers() { return {PackedRanks{1, 100, "ACB.kDjDA"}, kNumbers.size()}; }

TEST(RankNumbers, AreTheSamePackedOrNot) {
  const RankNumbers packed = packed_numbers(), list = kNumbers;
  EXPECT_EQ(packed.size(), 7u);
  EXPECT_EQ(packed.list(), kNumbers);
  EXPECT_EQ(packed, list);
  EXPECT_NE(packed, RankNumbers({100, 101}));
  ASSERT_NE(packed.packed(), nullptr);
  EXPECT_EQ(packed.packed()->text, "ACB.kDjDA");
  EXPECT_EQ(list.packed(), nullptr);
  EXPECT_TRUE(RankNumbers().empty());
}

TEST(RankNumbers, ThatAreChangedAreAList) {
  RankNumbers numbers = packed_numbers();
  numbers.edit()[3] = 98;
  EXPECT_EQ(numbers.packed(), nullptr);
  EXPECT_EQ(numbers.list(), (std::vector<double>{100, 101, 99, 98, 150, 50, 100}));
}

TEST(RankNumbers, ThatAreDamagedAreRefusedBeforeTheyAreLookedAt) {
  EXPECT_THROW(RankNumbers(PackedRanks{1, 0, "A A"}, 3), Error);
  EXPECT_THROW(RankNumbers(PackedRanks{1, 0, "AA"}, 3), Error);
}

}  // namespace
}  // namespace fourfold
