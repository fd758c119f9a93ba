// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/budget.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(Budget, MinutesAsPeopleWriteThem) {
  EXPECT_NEAR(Budget("20m").left().value(), 1200, 1);
  EXPECT_NEAR(Budget("20min").left().value(), 1200, 1);
  EXPECT_NEAR(Budget("2 h").left().value(), 7200, 1);
  EXPECT_EQ(Budget("20m").total_text(), "20 min 00 s");
}

TEST(Budget, WithoutOneThereIsNoEnd) {
  const Budget none("");
  EXPECT_FALSE(none.limited());
  EXPECT_GT(none.left().value(), 1e300);
  EXPECT_EQ(none.left_text(), "");
}

TEST(Budget, OfSeveralTheShortestHolds) {
  EXPECT_NEAR(Budget::shortest_of({"2h", "20m", "90min"}).left().value(), 1200, 1);
  EXPECT_FALSE(Budget::shortest_of({}).limited());
  EXPECT_THROW(Budget::shortest_of({"20m", "soon"}), InputError);
}

TEST(Budget, RunsDown) {
  const Budget budget("10ms");
  std::this_thread::sleep_for(std::chrono::milliseconds(15));
  EXPECT_LT(budget.left().value(), 0);
  EXPECT_EQ(budget.left_text(), "0.001s");
}

TEST(Budget, WhatIsNoTimeIsRefused) {
  for (const char* text : {"20", "soon", "0m", "-5m", "m"}) {
    EXPECT_THROW(Budget{text}, InputError) << text;
  }
}

}  // namespace
}  // namespace fourfold
