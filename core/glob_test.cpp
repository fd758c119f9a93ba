// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fourfold {
namespace {

constexpr std::string_view kName = "all_reduce/mpi/f32/1MiB";

TEST(Glob, MatchesItself) {
  EXPECT_TRUE(glob_match(kName, kName));
  EXPECT_FALSE(glob_match("all_reduce/mpi/f32/1Mi", kName));
  EXPECT_FALSE(glob_match("all_reduce/mpi/f32/1MiBs", kName));
  EXPECT_FALSE(glob_match("ALL_REDUCE/mpi/f32/1MiB", kName));
  EXPECT_TRUE(glob_match("", ""));
  EXPECT_FALSE(glob_match("", "a"));
  EXPECT_FALSE(glob_match("a", ""));
}

TEST(Glob, StarStaysWithinAPart) {
  EXPECT_TRUE(glob_match("all_reduce/*/f32/1MiB", kName));
  EXPECT_TRUE(glob_match("all_reduce/mpi/f32/*", kName));
  EXPECT_TRUE(glob_match("*_reduce/*/*/1M*", kName));
  EXPECT_TRUE(glob_match("all_reduce*/mpi/f32/1MiB", kName)) << "a run may be empty";
  EXPECT_FALSE(glob_match("*", kName));
  EXPECT_FALSE(glob_match("all_reduce/*", kName));
  EXPECT_TRUE(glob_match("*", ""));
}

TEST(Glob, TwoStarsCrossParts) {
  EXPECT_TRUE(glob_match("**", kName));
  EXPECT_TRUE(glob_match("**", ""));
  EXPECT_TRUE(glob_match("all_reduce/**", kName));
  EXPECT_TRUE(glob_match("**/1MiB", kName));
  EXPECT_TRUE(glob_match("all**1MiB", kName));
  EXPECT_TRUE(glob_match("**/f32/**", kName));
  EXPECT_FALSE(glob_match("**/f64/**", kName));
  EXPECT_TRUE(glob_match("***", kName));
}

TEST(Glob, QuestionMarkIsOneCharacterOfAPart) {
  EXPECT_TRUE(glob_match("all_reduce/mpi/??2/1MiB", kName));
  EXPECT_FALSE(glob_match("all_reduce/mpi/f?/1MiB", kName));
  EXPECT_FALSE(glob_match("all_reduce?mpi/f32/1MiB", kName));
  EXPECT_FALSE(glob_match("?", ""));
}

TEST(Glob, BacktracksWhereAnEarlyMatchWasWrong) {
  EXPECT_TRUE(glob_match("*aab", "aaaab"));
  EXPECT_TRUE(glob_match("a*b*c", "aXbXbXc"));
  EXPECT_FALSE(glob_match("a*b*c", "aXbXbXcX"));
}

TEST(Glob, EverythingElseIsItself) {
  EXPECT_TRUE(glob_match("[a].\\+{}", "[a].\\+{}"));
  EXPECT_FALSE(glob_match("[a]", "a"));
}

TEST(Glob, NoPatternIsSlow) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  EXPECT_FALSE(glob_match(pattern + "b", std::string(400, 'a')));
}

}  // namespace
}  // namespace fourfold
