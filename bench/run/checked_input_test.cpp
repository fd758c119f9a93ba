// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/checked_input.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class CheckedInput : public testing::Test {
 protected:
  CheckedInput() {
    std::string name = testing::TempDir() + "fourfold-input-XXXXXX";
    folder_ = mkdtemp(name.data());
    suite_ = (folder_ / "suite.yaml").string();
    std::ofstream(suite_) << "fourfold: 1\nsuite: s\ncases: [{memory: copy, size: 8KiB}]\n";
  }
  ~CheckedInput() override { fs::remove_all(folder_); }

  RunOptions options() const {
    RunOptions options;
    options.suite = suite_;
    options.results = (folder_ / "results").string();
    return options;
  }
  std::string complaint(const RunOptions& options, bool keeps_the_record = true) const {
    try {
      checked_input(options, keeps_the_record);
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }
  /// The suite, and nothing that a check has left.
  void expect_no_trace() const { EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1); }

  fs::path folder_;
  std::string suite_;
};

TEST_F(CheckedInput, AGoodOneIsReadAndLeavesNoTrace) {
  RunOptions good = options();
  good.ranks = 5;
  good.benchmark.out = (folder_ / "out.json").string();
  EXPECT_EQ(checked_input(good, true).ranks, 5);
  expect_no_trace();
}

TEST_F(CheckedInput, AChipFileThatCannotBeReadIsFound) {
  RunOptions bad = options();
  bad.overrides = {"chip=none.yaml"};
  EXPECT_NE(complaint(bad).find("there is no chip file"), std::string::npos) << complaint(bad);
  EXPECT_EQ(complaint(bad, false), "");
  bad.overrides = {"chip=" + fs::path(suite_).filename().string()};
  EXPECT_NE(complaint(bad).find("suite.yaml:1:1"), std::string::npos) << complaint(bad);
}

TEST_F(CheckedInput, ResultsThatCannotBeMadeAreFound) {
  RunOptions bad = options();
  for (const std::string& place : {suite_, suite_ + "/below", std::string("/proc/fourfold")}) {
    bad.results = place;
    EXPECT_EQ(complaint(bad).find("--results: cannot write to '" + place + "': "), 0u)
        << complaint(bad);
    EXPECT_EQ(complaint(bad, false), "") << "who keeps no record writes nothing";
  }
  bad.directory = folder_.string();
  EXPECT_EQ(complaint(bad), "") << "the supervisor has made the directory";
  expect_no_trace();
}

TEST_F(CheckedInput, ABenchmarkFileThatCannotBeWrittenIsFound) {
  RunOptions bad = options();
  for (const std::string& place :
       {folder_.string(), (folder_ / "missing/out.json").string(), suite_ + "/out.json"}) {
    bad.benchmark.out = place;
    EXPECT_EQ(complaint(bad).find("--benchmark_out: cannot write to '" + place + "': "), 0u)
        << complaint(bad);
  }
  expect_no_trace();
}

TEST_F(CheckedInput, ABenchmarkFileThatIsThereIsKeptUntilThereIsABetter) {
  RunOptions again = options();
  again.benchmark.out = suite_;
  EXPECT_EQ(complaint(again), "");
  EXPECT_GT(fs::file_size(suite_), 0u);
}

TEST_F(CheckedInput, AMalformedCommandLineComesFirst) {
  RunOptions bad = options();
  bad.suite = "no such suite";
  bad.malformed = "--nonsense";
  EXPECT_EQ(complaint(bad), "--nonsense");
}

}  // namespace
}  // namespace fourfold
