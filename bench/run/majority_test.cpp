// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/majority.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

TEST(Majority, IsWhatMoreThanHalfOfTheRanksHave) {
  EXPECT_EQ(usual_rank({"a"}, {0}), 0);
  EXPECT_EQ(usual_rank({"a", "a", "b"}, {0, 1, 2}), 0);
  EXPECT_EQ(usual_rank({"b", "a", "a"}, {0, 1, 2}), 1);
  EXPECT_EQ(usual_rank({"b", "a", "c", "a", "a"}, {0, 1, 2, 3, 4}), 1);
  EXPECT_EQ(usual_rank({"a", "b"}, {0, 1}), -1);
  EXPECT_EQ(usual_rank({"a", "a", "b", "b"}, {0, 1, 2, 3}), -1);
  EXPECT_EQ(usual_rank({"a", "b", "c"}, {0, 1, 2}), -1) << "the largest part is not the most";
  EXPECT_EQ(usual_rank({}, {}), -1);
}

TEST(Majority, OfTwoHostsNeitherIsTheUsualOne) {
  EXPECT_EQ(usual_rank({"a", "b", "b", "b"}, {0, 1, 1, 1}), -1);
  EXPECT_EQ(usual_rank({"a", "a", "a", "b"}, {0, 0, 0, 1}), -1);
  EXPECT_EQ(usual_rank({"a", "b", "b", "b"}, {0, 0, 2, 2}), 1)
      << "one rank is unlike its neighbour";
  EXPECT_EQ(usual_rank({"a", "b", "b", "b"}, {0, 0, 0, 0}), 1) << "one host";
}

TEST(Majority, NeedsMoreThanHalfOfTheHosts) {
  EXPECT_EQ(usual_rank({"a", "a", "a", "a", "b", "c", "d"}, {0, 0, 0, 0, 4, 5, 6}), -1);
  EXPECT_EQ(usual_rank({"a", "a", "a", "b", "b"}, {0, 0, 0, 3, 4}), -1);
  EXPECT_EQ(usual_rank({"a", "a", "b", "b", "b"}, {0, 0, 2, 3, 4}), 2);
}

}  // namespace
}  // namespace fourfold
