// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "collectives/nccl_library.hpp"
#include "collectives/scoped_variable.hpp"

namespace fourfold {
namespace {

using ::testing::HasSubstr;

std::string variable_now(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "(unset)" : value;
}

TEST(ScopedVariable, ComesAndGoes) {
  unsetenv("FOURFOLD_TEST_A");
  setenv("FOURFOLD_TEST_B", "before", 1);
  {
    const ScopedVariable a("FOURFOLD_TEST_A", "during");
    const ScopedVariable b("FOURFOLD_TEST_B", "during");
    EXPECT_EQ(variable_now("FOURFOLD_TEST_A"), "during");
    EXPECT_EQ(variable_now("FOURFOLD_TEST_B"), "during");
  }
  EXPECT_EQ(variable_now("FOURFOLD_TEST_A"), "(unset)");
  EXPECT_EQ(variable_now("FOURFOLD_TEST_B"), "before");
}

TEST(NcclLog, IsTheStepsAloneAndLeavesNcclAsItWas) {
  if (!nccl().reason.empty()) GTEST_SKIP() << nccl().reason;
  if (nccl().reset_debug == nullptr) GTEST_SKIP() << "this NCCL cannot be asked";
  unsetenv("NCCL_DEBUG");
  std::string why_not = "not asked";
  std::string during;
  const std::string log = nccl_log_of(
      [&] {
        during = variable_now("NCCL_DEBUG_SUBSYS");
        // Something that NCCL warns of without a GPU, so that its log is opened.
        static_cast<void>(nccl().get_unique_id(nullptr));
      },
      why_not);
  EXPECT_EQ(why_not, "");
  EXPECT_EQ(during, "TUNING");
  EXPECT_THAT(log, HasSubstr("NCCL WARN"));
  EXPECT_EQ(variable_now("NCCL_DEBUG"), "(unset)");
  EXPECT_EQ(variable_now("NCCL_DEBUG_FILE"), "(unset)");
}

TEST(NcclLog, LeavesAUsersLogAlone) {
  if (!nccl().reason.empty()) GTEST_SKIP() << nccl().reason;
  const ScopedVariable mine("NCCL_DEBUG", "WARN");
  std::string why_not;
  bool ran = false;
  EXPECT_EQ(nccl_log_of([&] { ran = true; }, why_not), "");
  EXPECT_TRUE(ran);
  EXPECT_THAT(why_not, HasSubstr("NCCL_DEBUG is set"));
}

}  // namespace
}  // namespace fourfold
