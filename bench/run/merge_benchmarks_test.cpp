// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/merge_benchmarks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class MergeBenchmarks : public testing::Test {
 protected:
  MergeBenchmarks() {
    std::string name = testing::TempDir() + "fourfold-merge-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~MergeBenchmarks() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string part(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

  fs::path folder_;
};

constexpr const char* kWhole = R"({
  "context": {"host_name": "a"},
  "benchmarks": [
    {"name": "x", "run_type": "iteration", "repetitions": 1, "repetition_index": 0},
    {"name": "x_median", "run_type": "aggregate", "aggregate_name": "median"}]})";
constexpr const char* kCutShort = R"({"context": {"host_name": "a"}, "benchmarks": [{"name": "x")";

TEST_F(MergeBenchmarks, NumbersRepetitionsAndLeavesOutWhatWasCutShort) {
  const std::vector<std::string> parts{part("1", kWhole), part("2", kCutShort), part("3", kWhole)};
  merge_benchmarks(parts, path("out"));
  std::ifstream file(path("out"));
  const auto merged = nlohmann::json::parse(file);
  EXPECT_EQ(merged["context"]["host_name"], "a");
  ASSERT_EQ(merged["benchmarks"].size(), 2u);
  EXPECT_EQ(merged["benchmarks"][1]["repetition_index"], 1);
  EXPECT_EQ(merged["benchmarks"][1]["repetitions"], 2);
  EXPECT_EQ(merged["benchmarks"][1]["name"], "x") << "aggregates are dropped";
  for (const std::string& one : parts) EXPECT_FALSE(fs::exists(one)) << one;
}

TEST_F(MergeBenchmarks, WritesNothingThatCannotBeRead) {
  for (const std::vector<std::string>& parts :
       {std::vector<std::string>{}, {part("1", kCutShort), part("2", "")}}) {
    EXPECT_THROW(merge_benchmarks(parts, path("out")), Error);
    EXPECT_FALSE(fs::exists(path("out")));
  }
}

TEST_F(MergeBenchmarks, KeepsThePartsWhenTheDiskIsFull) {
  const std::string one = part("1", kWhole);
  EXPECT_THROW(merge_benchmarks({one}, "/dev/full"), Error);
  EXPECT_TRUE(fs::exists(one));
}

TEST_F(MergeBenchmarks, TellsAWholeFileFromOneThatWasCutShort) {
  EXPECT_TRUE(is_whole_benchmark_file(part("1", kWhole)));
  EXPECT_FALSE(is_whole_benchmark_file(part("2", kCutShort)));
  EXPECT_FALSE(is_whole_benchmark_file(part("3", "[]")));
  EXPECT_FALSE(is_whole_benchmark_file(path("not there")));
}

}  // namespace
}  // namespace fourfold
