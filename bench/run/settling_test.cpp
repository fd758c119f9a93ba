// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/settling.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

TEST(Settling, IsSteadyOnceTheLeastTimeHasPassedAndNothingMoves) {
  Settling settling(Seconds(5));
  EXPECT_EQ(settling.window().value(), 1);
  for (int second = 1; second <= 4; ++second) {
    settling.add(Seconds(second), {1.0, 1500});
    EXPECT_FALSE(settling.over()) << second;
  }
  settling.add(Seconds(5), {1.009, 1490});
  EXPECT_TRUE(settling.steady());
}

TEST(Settling, WaitsForEveryQuantityToStandStill) {
  Settling settling(Seconds(5));
  settling.add(Seconds(5), {1.0, 1500});
  EXPECT_FALSE(settling.over()) << "one window says nothing about change";
  settling.add(Seconds(6), {1.0, 1450});
  EXPECT_FALSE(settling.over()) << "the clock fell by 3 %";
  settling.add(Seconds(7), {1.02, 1450});
  EXPECT_FALSE(settling.over()) << "the time rose by 2 %";
  settling.add(Seconds(8), {1.02, 1450});
  EXPECT_TRUE(settling.steady());
}

TEST(Settling, AQuantityThatIsUnknownDoesNotCount) {
  Settling settling(Seconds(1));
  settling.add(Seconds(1), {1.0, 0});
  settling.add(Seconds(2), {1.0, 1500});
  EXPECT_TRUE(settling.steady());
}

TEST(Settling, GivesUpAtSixTimesTheLeastTime) {
  Settling settling(Seconds(5));
  for (int second = 1; second < 30; ++second) {
    settling.add(Seconds(second), {second % 2 == 0 ? 1.0 : 1.1});
    ASSERT_FALSE(settling.over()) << second;
  }
  settling.add(Seconds(30), {1.0});
  EXPECT_TRUE(settling.over());
  EXPECT_FALSE(settling.steady());
}

}  // namespace
}  // namespace fourfold
