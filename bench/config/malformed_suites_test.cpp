// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

#include "bench/config/config.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> malformed_suites() {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(FOURFOLD_SOURCE_DIR "/bench/config/testdata/malformed")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(MalformedSuites, AreThere) { EXPECT_GE(malformed_suites().size(), 100u); }

class MalformedSuite : public testing::TestWithParam<fs::path> {};

/// The first line of each file is `# expect LINE:COLUMN words of the message`, without a place
/// where the complaint is about the file as a whole.
TEST_P(MalformedSuite, IsRefusedAtItsPlaceInWords) {
  std::string first_line;
  std::ifstream stream(GetParam());
  std::getline(stream, first_line);
  std::smatch expected;
  ASSERT_TRUE(std::regex_match(first_line, expected, std::regex("# expect (?:(\\d+:\\d+) )?(.+)")))
      << first_line;
  const std::string file = GetParam().string();
  try {
    load_config(file, {});
    FAIL() << "was read without a complaint";
  } catch (const InputError& error) {
    const std::string place = expected[1].matched ? file + ":" + expected[1].str() : file;
    EXPECT_EQ(format(error.position()), place) << error.what();
    EXPECT_THAT(error.message(), testing::HasSubstr(expected[2].str()));
  }
}

INSTANTIATE_TEST_SUITE_P(Files, MalformedSuite, testing::ValuesIn(malformed_suites()),
                         [](const auto& info) { return info.param.stem().string(); });

}  // namespace
}  // namespace fourfold
