// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/journal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <regex>
#include <string>

#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

TEST(RunDirectory, DirectoriesOfTheSameSecondDiffer) {
  const fs::path parent =
      fs::path(testing::TempDir()) / ("directory_" + std::to_string(::getpid()));
  const std::string one = make_run_directory(parent.string(), "same");
  const std::string two = make_run_directory(parent.string(), "same");
  EXPECT_NE(one, two);
  EXPECT_TRUE(fs::is_directory(two));
  EXPECT_TRUE(fs::path(one).filename().string().find("Z-same") != std::string::npos) << one;
  fs::remove_all(parent);
}

TEST(RunDirectory, WhereNothingCanBeWrittenTheErrorSaysWhere) {
  try {
    (void)make_run_directory("/proc/nothing", "suite");
    ADD_FAILURE() << "made a directory in /proc";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("/proc/nothing"), std::string::npos) << error.what();
  }
}

TEST(Utc, StartsAreWrittenToTheMillisecond) {
  const std::string before = utc_now();
  const std::string now = utc_now_in_ms();
  EXPECT_TRUE(std::regex_match(now, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")))
      << now;
  EXPECT_LE(before.substr(0, before.size() - 1), now.substr(0, before.size() - 1));
}

}  // namespace
}  // namespace fourfold
