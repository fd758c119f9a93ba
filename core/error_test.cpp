// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "core/support.hpp"

namespace fourfold {
namespace {

TEST(Error, RemembersWhereItWasThrown) {
  const int line = __LINE__ + 1;
  const Error error("no");
  EXPECT_EQ(error.where().line, line);
  EXPECT_TRUE(std::string_view(error.where().file).ends_with("error_test.cpp"));
  EXPECT_STREQ(error.what(), "no");
}

TEST(InputError, SaysThePlaceFirst) {
  const InputError error({"suite.yaml", 12, 7}, "unknown key");
  EXPECT_STREQ(error.what(), "suite.yaml:12:7: unknown key");
  EXPECT_EQ(error.message(), "unknown key");
  EXPECT_EQ(error.position().line, 12);
}

TEST(InputError, LeavesOutWhatIsNotKnown) {
  EXPECT_STREQ(InputError({"suite.yaml"}, "is empty").what(), "suite.yaml: is empty");
  EXPECT_STREQ(InputError({"run.log", 3, 0}, "is cut").what(), "run.log:3: is cut");
  EXPECT_STREQ(InputError({}, "is empty").what(), "is empty");
}

TEST(Support, IsYesOrNoWithAReason) {
  EXPECT_TRUE(Support::yes());
  EXPECT_FALSE(Support::no("no GPU"));
  EXPECT_EQ(Support::no("no GPU").reason(), "no GPU");
}

}  // namespace
}  // namespace fourfold
