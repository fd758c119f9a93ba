// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

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

std::string first_line(const fs::path& file) {
  std::string line;
  std::ifstream stream(file);
  std::getline(stream, line);
  return line;
}

/// docs/configuration.md shows messages as `suite.yaml:5:36: words`; each is one of these files'.
TEST(MalformedSuites, TheDocumentationShowsMessagesThatAreReallyGiven) {
  std::set<std::string> given;
  for (const fs::path& file : malformed_suites()) given.insert(first_line(file));
  std::ifstream stream(FOURFOLD_SOURCE_DIR "/docs/configuration.md");
  int shown = 0;
  for (std::string line; std::getline(stream, line);) {
    std::smatch message;
    if (!std::regex_match(line, message, std::regex("suite\\.yaml:(\\d+:\\d+): (.*)"))) continue;
    ++shown;
    EXPECT_TRUE(given.contains("# expect " + message[1].str() + " " + message[2].str())) << line;
  }
  EXPECT_GE(shown, 10);
}

class MalformedSuite : public testing::TestWithParam<fs::path> {};

/// The first line of each file is `# expect LINE:COLUMN words of the message`, without a place
/// where the complaint is about the file as a whole.
TEST_P(MalformedSuite, IsRefusedAtItsPlaceInWords) {
  const std::string line = first_line(GetParam());
  std::smatch expected;
  ASSERT_TRUE(std::regex_match(line, expected, std::regex("# expect (?:(\\d+:\\d+) )?(.+)")))
      << line;
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
