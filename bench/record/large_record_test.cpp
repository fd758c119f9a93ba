// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "bench/record/journal.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kRanks = 100'000;  // of the whole record
constexpr int kPerHost = 8;
constexpr int kCases = 64;
constexpr std::size_t kMost = 64'000'000;  // bytes of it

/// Of a machine whose units spread as those of real ones do: times by half a percent, with a few
/// that are slow, clocks in steps of 15 MHz, power by 3 %, heat by three degrees.
CaseRecord large_case(int number, int ranks, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  CaseRecord one;
  one.name = "gemm/fourfold_sm90/bf16/8192x8192x8192/" + std::to_string(number);
  one.operation = "gemm";
  one.ranks = ranks;
  one.correctness.checked = true;
  one.correctness.elements = 1;
  Trial trial;
  for (int i = 0; i < 200; ++i) {
    const double seconds = 1.5e-3 * (1 + 0.003 * std::abs(normal(random)));
    trial.seconds.push_back(seconds);
    trial.slowest_rank.push_back(static_cast<int>(random() % static_cast<unsigned>(ranks)));
    trial.mean_seconds.push_back(seconds * 0.98);
    trial.fastest_seconds.push_back(seconds * 0.97);
  }
  TrialTelemetry telemetry;
  for (int rank = 0; rank < ranks; ++rank) {
    const bool slow = random() % 1000 == 0;
    trial.rank_median_s.push_back(1.47e-3 * (1 + 0.005 * normal(random)) * (slow ? 1.2 : 1));
    telemetry.clock_mhz.push_back(1755 + 15 * std::round(normal(random)));
    telemetry.power_w.push_back(690 * (1 + 0.03 * normal(random)));
    telemetry.temperature_c.push_back(std::round(61 + 3 * normal(random)));
    telemetry.slowed.push_back(slow ? 0.3 : 0);
  }
  trial.telemetry = telemetry;
  one.trials.push_back(trial);
  return one;
}

/// Of a launch on so many GPUs, each with a serial number and a UUID.
Inventory large_inventory(const std::vector<std::string>& hosts, std::mt19937_64& random) {
  std::vector<UnitFacts> ranks;
  const auto digits = [&](std::size_t count) {
    return (std::to_string(random()) + "12345678").substr(0, count);
  };
  for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
    UnitFacts one{hosts[rank], {}, {{"name", "NVIDIA H200"}, {"driver", "580.65.06"}}};
    one.of_gpu["serial"] = digits(13);
    one.of_gpu["uuid"] = "GPU-" + digits(8) + "-" + digits(4) + "-" + digits(4) + "-" + digits(16);
    if (rank % kPerHost == 0) one.of_host = {{"product", "HGX"}, {"serial", digits(10)}};
    ranks.push_back(one);
  }
  return take_inventory(ranks);
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The whole record where the environment has FOURFOLD_LARGE_RECORD, which takes some seconds; else
/// one case of a tenth of the ranks, whose share of the whole is what is looked at.
TEST(LargeRecord, OfAHundredThousandRanksStaysBelow64Megabytes) {
  const bool whole = std::getenv("FOURFOLD_LARGE_RECORD") != nullptr;
  const int cases = whole ? kCases : 1, ranks = whole ? kRanks : kRanks / 10;
  const fs::path parent = fs::path(testing::TempDir()) / ("large_" + std::to_string(::getpid()));
  const std::string directory = make_run_directory(parent.string(), "large");
  Manifest manifest;
  manifest.ranks = ranks;
  write_manifest(directory, manifest);
  std::mt19937_64 random(1);
  std::vector<CaseRecord> written;
  double writing = 0;
  std::uintmax_t of_launch = 0;
  {
    Journal journal(directory);
    LaunchRecord launch;
    for (int rank = 0; rank < ranks; ++rank) {
      launch.hosts.push_back("gigafactory-n" + std::to_string(10'000 + rank / kPerHost));
      launch.racks.push_back("r" + std::to_string(1000 + rank / 72));
    }
    journal.begin_launch(launch);
    journal.take_inventory(1, large_inventory(launch.hosts, random));
    of_launch = fs::file_size(directory + "/journal.jsonl");
    for (int i = 0; i < cases; ++i) {
      const CaseRecord one = large_case(i, ranks, random);
      const auto begin = Clock::now();
      journal.append(one);
      writing += seconds_since(begin);
      if (i == 0) written.push_back(one);
    }
  }
  const std::uintmax_t bytes = fs::file_size(directory + "/journal.jsonl");
  const std::uintmax_t of_case = (bytes - of_launch) / static_cast<std::uintmax_t>(cases);
  EXPECT_LT((of_launch + kCases * of_case) * (kRanks / ranks), kMost);

  const auto begin = Clock::now();
  const RunRecord record = load_record(directory);
  const double loading = seconds_since(begin);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  if (whole) {
    std::cout << bytes << " bytes, " << of_case << " a case; written in " << writing
              << " s, loaded in " << loading << " s, at most " << usage.ru_maxrss / 1024
              << " MiB\n";
  }
  const Trial& was = written.at(0).trials.at(0);
  const Trial& is = record.cases.at(0).trials.at(0);
  EXPECT_EQ(is.seconds, was.seconds) << "samples stay as they are, to the last bit";
  ASSERT_EQ(is.rank_median_s.size(), was.rank_median_s.size());
  double worst = 0, hottest = 0;
  for (std::size_t rank = 0; rank < is.rank_median_s.size(); ++rank) {
    worst = std::max(worst, std::abs(is.rank_median_s[rank] / was.rank_median_s[rank] - 1));
    hottest = std::max(
        hottest, std::abs(is.telemetry->temperature_c[rank] - was.telemetry->temperature_c[rank]));
  }
  EXPECT_LT(worst, 1.1e-4);
  EXPECT_LT(hottest, 0.1);
  EXPECT_EQ(is.telemetry->slowed, was.telemetry->slowed);
  fs::remove_all(parent);
}

}  // namespace
}  // namespace fourfold
