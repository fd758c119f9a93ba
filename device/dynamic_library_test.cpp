// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/dynamic_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace fourfold {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

DynamicLibrary open(std::initializer_list<std::string_view> names) {
  return DynamicLibrary(std::span(names.begin(), names.size()));
}

TEST(DynamicLibrary, OpensALibraryAndCallsAFunctionInIt) {
  const DynamicLibrary libm = open({"libm.so.6"});
  ASSERT_TRUE(libm.loaded()) << libm.reason();
  EXPECT_EQ(libm.reason(), "");
  EXPECT_THAT(libm.path(), StartsWith("/"));
  EXPECT_THAT(libm.path(), EndsWith("libm.so.6"));

  auto* const power = libm.find<double(double, double)>("pow");
  ASSERT_NE(power, nullptr);
  EXPECT_EQ(power(2.0, 10.0), 1024.0);
}

TEST(DynamicLibrary, AFunctionThatTheLibraryLacksIsNull) {
  EXPECT_EQ(open({"libm.so.6"}).find<void()>("fourfold_has_no_such_function"), nullptr);
}

TEST(DynamicLibrary, TakesTheFirstNameThatOpensAndForgetsTheFailuresBefore) {
  const DynamicLibrary libm = open({"libfourfold_absent.so.9", "libm.so.6"});
  EXPECT_TRUE(libm.loaded());
  EXPECT_EQ(libm.reason(), "");
}

TEST(DynamicLibrary, SaysOfEachNameWhyItDidNotOpen) {
  const DynamicLibrary absent = open({"libfourfold_absent.so.9", "libfourfold_absent.so"});
  EXPECT_FALSE(absent.loaded());
  EXPECT_EQ(absent.path(), "");
  EXPECT_THAT(absent.reason(), StartsWith("libfourfold_absent.so.9: "));
  EXPECT_THAT(absent.reason(), HasSubstr("; libfourfold_absent.so: "));
  EXPECT_THAT(absent.reason(), HasSubstr("No such file"));
  EXPECT_EQ(absent.find<double(double)>("cos"), nullptr);
}

TEST(DynamicLibrary, NoNameAtAllIsAReasonToo) {
  EXPECT_FALSE(open({}).loaded());
  EXPECT_EQ(open({}).reason(), "no library name to try");
}

}  // namespace
}  // namespace fourfold
