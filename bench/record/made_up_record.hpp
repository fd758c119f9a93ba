// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

// Parts of a record of very many ranks, to see what it costs to write, read and judge one. Their
// numbers are made up: whoever writes a whole record of them says so in Manifest::injected
// (kMadeUp), so that it never accepts and serves as no baseline.

inline constexpr const char* kMadeUp = "made-up numbers";

/// One launch, eight ranks a host, nine hosts a rack.
inline LaunchRecord made_up_launch(int ranks) {
  constexpr int kOnHost = 8, kInRack = 72;
  LaunchRecord launch;
  for (int rank = 0; rank < ranks; ++rank) {
    launch.hosts.push_back("made-up-gigafactory-n" + std::to_string(10'000 + rank / kOnHost));
    launch.racks.push_back("r" + std::to_string(1000 + rank / kInRack));
  }
  return launch;
}

/// Of a GPU for each rank of that launch, each with a serial number and a UUID.
inline Inventory made_up_inventory(const LaunchRecord& launch, std::mt19937_64& random) {
  std::vector<UnitFacts> ranks;
  const auto digits = [&](std::size_t count) {
    return (std::to_string(random()) + "12345678").substr(0, count);
  };
  for (const std::string& host : launch.hosts) {
    UnitFacts one{host, {}, {{"name", "made-up GPU"}, {"driver", "580.65.06"}}};
    one.of_gpu["serial"] = digits(13);
    one.of_gpu["uuid"] = "GPU-" + digits(8) + "-" + digits(4) + "-" + digits(4) + "-" + digits(16);
    if (ranks.empty() || ranks.back().host != host) {
      one.of_host = {{"product", "made up"}, {"serial", digits(10)}};
    }
    ranks.push_back(std::move(one));
  }
  return take_inventory(ranks);
}

/// The case on so many ranks, which spread as real ones do: times by half a percent, with a few
/// that are slow, clocks in steps of 15 MHz, power by 3 %, heat by three degrees. One trial of 200
/// calls of about `seconds`.
inline CaseRecord made_up_case(CaseRecord one, int ranks, double seconds, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Trial trial;
  trial.stopped = "precise";
  for (int i = 0; i < 200; ++i) {
    trial.seconds.push_back(seconds * (1 + 0.003 * std::abs(normal(random))));
    trial.slowest_rank.push_back(static_cast<int>(random() % static_cast<unsigned>(ranks)));
    trial.mean_seconds.push_back(trial.seconds.back() * 0.8);
    trial.fastest_seconds.push_back(trial.seconds.back() * 0.7);
  }
  std::vector<double> medians, clocks, watts, heat, slowed;
  for (int rank = 0; rank < ranks; ++rank) {
    const bool slow = random() % 1000 == 0;
    medians.push_back(0.8 * seconds * (1 + 0.005 * normal(random)) * (slow ? 1.2 : 1));
    clocks.push_back(1755 + 15 * std::round(normal(random)));
    watts.push_back(690 * (1 + 0.03 * normal(random)));
    heat.push_back(std::round(61 + 3 * normal(random)));
    slowed.push_back(slow ? 0.3 : 0);
  }
  trial.rank_median_s = std::move(medians);
  trial.telemetry = TrialTelemetry{{}, clocks, watts, heat, slowed};
  one.ranks = ranks;
  one.trials = {std::move(trial)};
  return one;
}

}  // namespace fourfold
