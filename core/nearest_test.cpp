// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 4> kWords{"all_reduce", "all_gather", "reduce", "broadcast"};

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("all_redcue", kWords), "all_reduce") << "two neighbours swapped";
  EXPECT_EQ(nearest("allreduce", kWords), "all_reduce") << "a letter left out";
  EXPECT_EQ(nearest("broadcasts", kWords), "broadcast") << "a letter too many";
  EXPECT_EQ(nearest("broadkast", kWords), "broadcast") << "a wrong letter";
  EXPECT_EQ(nearest("All_Gather", kWords), "all_gather") << "upper and lower case alike";
  EXPECT_EQ(nearest("reduce", kWords), "reduce");
}

TEST(Nearest, CountsASwapAsOneEdit) {
  constexpr std::array<std::string_view, 2> kTwo{"xyz", "ba"};
  EXPECT_EQ(nearest("ab", kTwo), "ba") << "two edits would be too far for a word of two letters";
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("gemm", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("all_reduce", {}), "");
}

TEST(Nearest, AllowsOneEditForThreeLettersAndNoMore) {
  constexpr std::array<std::string_view, 1> kSix{"abcdef"};
  EXPECT_EQ(nearest("abcdxy", kSix), "abcdef");
  EXPECT_EQ(nearest("abcxyz", kSix), "");
}

TEST(Nearest, NeverReplacesEveryLetter) {
  constexpr std::array<std::string_view, 1> kOne{"s"};
  EXPECT_EQ(nearest("h", kOne), "");
}

TEST(Nearest, TakesTheFirstOfEquallyNearOnes) {
  constexpr std::array<std::string_view, 2> kTwo{"f16", "f32"};
  EXPECT_EQ(nearest("f36", kTwo), "f16");
}

TEST(DidYouMean, IsTheEndOfASentence) {
  EXPECT_EQ(did_you_mean("reduse", kWords), "; did you mean 'reduce'?");
  EXPECT_EQ(did_you_mean("gemm", kWords), "");
}

}  // namespace
}  // namespace fourfold
