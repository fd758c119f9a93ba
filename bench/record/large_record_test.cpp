// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "bench/record/journal.hpp"
#include "bench/record/made_up_record.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRanks = 100'000;  // of the whole record
constexpr std::size_t kCases = 64;
constexpr std::size_t kMost = 64'000'000;  // bytes of it

CaseRecord large_case() {
  CaseRecord one;
  one.name = "gemm/fourfold_sm90/bf16/8192x8192x8192/1";
  one.operation = "gemm";
  one.correctness.checked = true;
  one.correctness.elements = 1;
  return one;
}

/// One case of a tenth of the ranks, whose share of the whole is what is looked at; whole
/// records are made and measured by scripts/measure_judging.py.
TEST(LargeRecord, OfAHundredThousandRanksStaysBelow64Megabytes) {
  constexpr int ranks = kRanks / 10;
  const fs::path parent = fs::path(testing::TempDir()) / ("large_" + std::to_string(::getpid()));
  const std::string directory = make_run_directory(parent.string(), "large");
  Manifest manifest;
  manifest.ranks = ranks;
  manifest.injected = {kMadeUp};
  write_manifest(directory, manifest);
  std::mt19937_64 random(1);
  const LaunchRecord launch = made_up_launch(ranks);
  const CaseRecord written = made_up_case(large_case(), ranks, 1.5e-3, random);
  Journal journal(directory);
  journal.begin_launch(launch);
  journal.take_inventory(1, made_up_inventory(launch, random));
  const std::uintmax_t of_launch = fs::file_size(directory + "/journal.jsonl");
  journal.append(written);
  const std::uintmax_t of_case = fs::file_size(directory + "/journal.jsonl") - of_launch;
  EXPECT_LT((of_launch + kCases * of_case) * (kRanks / ranks), kMost);

  const RunRecord record = load_record(directory);
  const Trial& was = written.trials.at(0);
  const Trial& is = record.cases.at(0).trials.at(0);
  EXPECT_EQ(is.seconds, was.seconds) << "samples stay as they are, to the last bit";
  const std::vector<double> time_is = is.rank_median_s.list(), time_was = was.rank_median_s.list();
  const std::vector<double> heat_is = is.telemetry->temperature_c.list();
  const std::vector<double> heat_was = was.telemetry->temperature_c.list();
  ASSERT_EQ(time_is.size(), time_was.size());
  double worst = 0, hottest = 0;
  for (std::size_t rank = 0; rank < time_is.size(); ++rank) {
    worst = std::max(worst, std::abs(time_is[rank] / time_was[rank] - 1));
    hottest = std::max(hottest, std::abs(heat_is[rank] - heat_was[rank]));
  }
  EXPECT_LT(worst, 1.1e-4);
  EXPECT_LT(hottest, 0.1);
  EXPECT_EQ(is.telemetry->slowed, was.telemetry->slowed);
  fs::remove_all(parent);
}

}  // namespace
}  // namespace fourfold
