// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/engine.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.hpp"

namespace fourfold {
namespace {

Case named(const std::string& name, int trials) {
  Case one;
  one.name = name;
  one.measure.trials = trials;
  return one;
}

/// A body that "measures" 10 us in every trial and fails the case called "bad".
struct FakeTrials {
  CaseRecord record;
  std::vector<std::string> calls;

  TrialResult operator()(const Case& one, int repetition) {
    calls.push_back(one.name + "#" + std::to_string(repetition));
    if (repetition == 0) record = {};
    record.name = one.name;
    record.work.message = Bytes(1000);
    record.work.bus_factor = 2;
    record.reason = "wrong result";
    record.trials.push_back({.seconds = {10e-6, 10e-6, 12e-6},
                             .slowest_rank = {0, 0, 0},
                             .mean_seconds = {},
                             .fastest_seconds = {},
                             .calls_per_sample = 1,
                             .stopped = "precise",
                             .warmup_s = 0,
                             .elapsed_s = 0,
                             .rank_median_s = {}});
    return {&record, one.name != "bad"};
  }
};

std::string out_file(const std::string& name) {
  return testing::TempDir() + "engine_" + std::to_string(::getpid()) + "_" + name + ".json";
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Engine, EveryTrialIsOneRepetitionWithTheMedianAsItsTime) {
  FakeTrials fake;
  const std::vector<Case> cases{named("a/x", 3), named("bad", 2), named("a/y", 1)};
  const std::string out = out_file("all");
  run_engine(cases, {.out = out, .out_format = "json"}, 0, {{"suite", "s"}}, std::ref(fake));
  EXPECT_EQ(fake.calls,
            (std::vector<std::string>{"a/x#0", "a/x#1", "a/x#2", "bad#0", "bad#1", "a/y#0"}));
  const std::string json = contents(out);
  EXPECT_NE(json.find("\"name\": \"a/x/iterations:1/repeats:3/manual_time\""), std::string::npos);
  EXPECT_NE(json.find("\"real_time\": 1.0"), std::string::npos) << json;
  EXPECT_NE(json.find("\"busbw_Bps\": 1.9999999"), std::string::npos) << json;
  EXPECT_NE(json.find("\"error_message\": \"wrong result\""), std::string::npos);
  std::filesystem::remove(out);
}

/// What the file says of a trial in which the ranks had these medians.
std::string written(const std::string& operation, const std::vector<double>& rank_medians) {
  CaseRecord record;
  record.operation = operation;
  record.work.flops = Flops(1000);
  Trial trial;
  trial.seconds = {12e-6};
  trial.rank_median_s = rank_medians;
  record.trials = {trial};
  const std::vector<Case> cases{named("a/x", 1)};
  const std::string out = out_file("label");
  const auto body = [&](const Case&, int) { return TrialResult{&record, true}; };
  run_engine(cases, {.out = out, .out_format = "json"}, 0, {}, body);
  std::string json = contents(out);
  std::filesystem::remove(out);
  return json;
}

TEST(Engine, WorkThatEachRankDoesByItselfHasTheTimesOfAll) {
  const std::string label = "\"label\": \"rank_median_s 1.2e-05 1.1e-05\"";
  for (const char* const alone : {"gemm", "memory"}) {
    EXPECT_NE(written(alone, {1.2e-5, 1.1e-5}).find(label), std::string::npos) << alone;
  }
  EXPECT_EQ(written("all_reduce", {1.2e-5, 1.1e-5}).find("rank_median_s"), std::string::npos);
  EXPECT_NE(written("gemm", std::vector<double>(1024, 1e-5)).find("rank_median_s"),
            std::string::npos);
  EXPECT_EQ(written("gemm", std::vector<double>(1025, 1e-5)).find("rank_median_s"),
            std::string::npos);
}

TEST(Engine, OtherRanksWriteNothing) {
  FakeTrials fake;
  const std::string out = out_file("rank1");
  setenv("BENCHMARK_OUT", out.c_str(), 1);
  testing::internal::CaptureStdout();
  run_engine({named("a", 1)}, {.out = out, .out_format = "json"}, 1, {}, std::ref(fake));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(fake.calls.size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Engine, FiltersByExpressionAndInverse) {
  const std::vector<Case> cases{named("all_reduce/mpi/f32/8B", 1), named("gemm/naive/f32/64", 1)};
  EXPECT_EQ(filter_cases(cases, "").size(), 2u);
  ASSERT_EQ(filter_cases(cases, "^gemm").size(), 1u);
  EXPECT_EQ(filter_cases(cases, "-^gemm")[0].name, "all_reduce/mpi/f32/8B");
  EXPECT_EQ(filter_cases(cases, "8B$").size(), 1u);
  EXPECT_EQ(filter_cases(cases, "manual_time").size(), 2u) << "Google Benchmark's own name too";
  EXPECT_THROW((void)filter_cases(cases, "(("), InputError);
}

}  // namespace
}  // namespace fourfold
