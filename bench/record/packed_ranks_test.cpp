// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/packed_ranks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(PackedRanks, AreRightToTheirResolution) {
  std::vector<double> values{0, 1.2345e-5, 1.2346e-5, 1.3e-5, 9e-5, 1e-6, 0, 2};
  for (int i = 0; i < 1000; ++i) values.push_back(1.2345e-5 * (1 + 0.02 * std::sin(i)));
  const auto packed = pack_ranks(values, 2e-4);
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->step, 2e-9);
  const std::vector<double> back = unpack_ranks(*packed, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(back[i], values[i], 1.0001e-9) << i;
    EXPECT_EQ(back[i] == 0, values[i] == 0) << "unknown stays unknown";
  }
  EXPECT_LT(packed->text.size(), 2 * values.size() + 20);
}

TEST(PackedRanks, AreWhatTheHeaderSays) {
  const auto packed = pack_ranks({100, 101, 99, 0, 150, 50, 100}, 0.01);
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->step, 1);
  EXPECT_EQ(packed->middle, 100);
  // 0; 1 -> 2; -1 -> 1; unknown; 50 -> 100 = 3 x 32 + 4; -50 -> 99 = 3 x 32 + 3; 0.
  EXPECT_EQ(packed->text, "ACB.kDjDA");
}

TEST(PackedRanks, OfNothingKnownAreAllUnknown) {
  const auto packed = pack_ranks({0, 0, 0}, 0.01);
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->text, "...");
  EXPECT_EQ(unpack_ranks(*packed, 3), (std::vector<double>{0, 0, 0}));
}

TEST(PackedRanks, AreNotMadeOfWhatTheyCannotHold) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double bad : {-1.0, inf, std::nan(""), 1e30}) {
    EXPECT_FALSE(pack_ranks({1, 1, bad}, 0.01)) << bad;
  }
}

TEST(PackedRanks, AreTakenOutOfALineAndOnlyThey) {
  const LiftedLine lifted =
      lift_packed(R"({"a":"\"packed\":\"x","b":{"packed":"AC."},"c":[{"packed":""}],"packed":1})");
  EXPECT_EQ(lifted.json,
            R"({"a":"\"packed\":\"x","b":{"packed":0},"c":[{"packed":1}],"packed":1})");
  EXPECT_EQ(lifted.texts, (std::vector<std::string_view>{"AC.", ""}));
  EXPECT_EQ(lift_packed(R"({"packed":"A)").json, R"({"packed":"A)") << "cut short";
}

TEST(PackedRanks, ThatAreDamagedAreRefused) {
  EXPECT_NO_THROW(check_packed("A.kA", 3));
  EXPECT_THROW(check_packed("A A", 3), Error);
  EXPECT_THROW(check_packed("AA", 3), Error);
  EXPECT_THROW(check_packed("AAA", 2), Error);
  EXPECT_THROW(check_packed("AAk", 2), Error) << "its last number has no end";
  EXPECT_THROW(check_packed("k.A", 2), Error) << "an unknown one within a number";
  EXPECT_THROW(check_packed("ggggggggggggggggA", 1), Error) << "more than 64 bits";
}

}  // namespace
}  // namespace fourfold
