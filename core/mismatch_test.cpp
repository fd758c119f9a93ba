// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/mismatch.hpp"

#include <gtest/gtest.h>

#include <array>

namespace fourfold {
namespace {

TEST(Mismatch, SaysRankElementValuesAndDifferingBits) {
  std::array<std::byte, 8> data{};
  store_element(DataType::f32, data.data(), 0, 64);
  const Mismatch mismatch{.rank = 1,
                          .call = 0,
                          .element = 17,
                          .expected = 64,
                          .got = 0,
                          .expected_bits = element_bits(DataType::f32, data.data(), 0),
                          .got_bits = element_bits(DataType::f32, data.data(), 1),
                          .wrong = 1};
  EXPECT_EQ(describe(mismatch),
            "rank 1, element 17: expected 64 (0x42800000), got 0 (0x00000000), differing bits "
            "0x42800000");
}

TEST(Mismatch, OfAnotherProgramHasNoPlace) {
  Mismatch mismatch;
  mismatch.rank = -1;
  mismatch.region = "its own check";
  EXPECT_EQ(describe(mismatch), "its own check");
  mismatch.wrong = 50;
  EXPECT_EQ(describe(mismatch), "its own check: 50 wrong elements");
}

TEST(Mismatch, CountsTheOthersAndDoesWithoutExpectedBits) {
  const Mismatch mismatch{.rank = 0,
                          .call = 2,
                          .element = 3,
                          .expected = 0.5,
                          .got = 1,
                          .expected_bits = "",
                          .got_bits = "0x3c00",
                          .wrong = 4};
  EXPECT_EQ(describe(mismatch),
            "rank 0, element 3: expected 0.5, got 1 (0x3c00); 4 wrong on this rank");
}

TEST(Mismatch, NeverShowsEmptyBits) {
  Mismatch mismatch;
  mismatch.expected = 0.5;
  mismatch.got = 1;
  mismatch.expected_bits = "0x3800";
  EXPECT_EQ(describe(mismatch), "rank 0, element 0: expected 0.5 (0x3800), got 1");
  mismatch.expected_bits.clear();
  EXPECT_EQ(describe(mismatch), "rank 0, element 0: expected 0.5, got 1");
}

TEST(Mismatch, SaysWhereTheWrongElementsLie) {
  Mismatch mismatch{.rank = 0,
                    .call = 0,
                    .element = 9,
                    .expected = 0.5,
                    .got = 1,
                    .expected_bits = "",
                    .got_bits = "0x3c00",
                    .wrong = 4};
  mismatch.region = "rows 4-7, columns 0-3";
  EXPECT_EQ(describe(mismatch),
            "rank 0, element 9: expected 0.5, got 1 (0x3c00); 4 wrong on this rank; rows 4-7, "
            "columns 0-3");
}

TEST(Mismatch, BitsHaveTheWidthOfTheType) {
  std::array<std::byte, 16> data{};
  store_element(DataType::i8, data.data(), 3, -1);
  EXPECT_EQ(element_bits(DataType::i8, data.data(), 3), "0xff");
  store_element(DataType::bf16, data.data(), 1, 1);
  EXPECT_EQ(element_bits(DataType::bf16, data.data(), 1), "0x3f80");
  store_element(DataType::f64, data.data(), 1, 1);
  EXPECT_EQ(element_bits(DataType::f64, data.data(), 1), "0x3ff0000000000000");
}

}  // namespace
}  // namespace fourfold
