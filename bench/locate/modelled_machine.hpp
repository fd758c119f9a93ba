// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "bench/locate/matchings.hpp"
#include "bench/locate/suspects.hpp"
#include "kernels/input.hpp"

namespace fourfold {

constexpr int kSamples = 8;

/// A machine that is measured as a run does it: what messages take is a formula and noise.
struct Bed {
  Fabric fabric;
  LinkRules rules{.oversubscription = 1, .latency = false};
  double noise = 0.05;  ///< standard deviation of a pair's median
  /// Times a healthy pair's time, from one rank to another.
  std::function<double(int from, int to)> times = [](int, int) { return 1.0; };
  std::function<double(int from, int to)> stall = [](int, int) { return 0.001; };
  std::function<double(int rank)> compute = [](int) { return 1.0; };
  /// What becomes of it between the two looks.
  std::function<void(Bed&)> meanwhile = [](Bed&) {};
  std::uint64_t seed = 0;
  std::uint64_t drawn = 0;
  std::uint64_t rounds = 0;  ///< that were measured

  double uniform() { return static_cast<double>(random_bits(seed, drawn++) >> 11) / 0x1p53; }
  double factor(double deviation) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return std::exp(deviation * sum);
  }

  PairRound measured(const Matching& matching, bool again) {
    PairRound round;
    ++rounds;
    round.again = again;
    round.partner = partners_by_rank(fabric, matching);
    round.samples_up = round.samples_down = kSamples;
    for (int rank = 0; rank < static_cast<int>(round.partner.size()); ++rank) {
      const int other = round.partner[static_cast<std::size_t>(rank)];
      round.compute_s.push_back(0.01 * compute(rank) * factor(noise));
      round.seconds.push_back(other < 0 ? 0 : 1e-3 * times(rank, other) * factor(noise));
      int stalled = 0;
      for (int i = 0; other >= 0 && i < kSamples; ++i) stalled += uniform() < stall(rank, other);
      round.stalled.push_back(stalled);
    }
    return round;
  }

  Located run() {
    std::vector<PairRound> all;
    for (const Matching& one : first_matchings(fabric, 16, seed)) {
      all.push_back(measured(one, false));
    }
    const auto suspects = suspects_of(fabric, all, rules);
    meanwhile(*this);
    if (!suspects.all.empty()) {
      for (const Matching& one : second_matchings(fabric, doubted_of(suspects.all), seed)) {
        all.push_back(measured(one, true));
      }
    }
    return locate(fabric, all, rules);
  }
};

inline Bed bed(int hosts, int racks, std::uint64_t seed, int ranks_per_host = 1) {
  std::vector<std::string> names, of_rack;
  for (int host = 0; host < hosts; ++host) {
    for (int rank = 0; rank < ranks_per_host; ++rank) {
      names.push_back("h" + std::to_string(host));
      of_rack.push_back("r" + std::to_string(host / (hosts / racks)));
    }
  }
  Bed result;
  result.fabric = fabric_of(names, of_rack);
  result.seed = seed;
  return result;
}

inline std::vector<std::string> named(const Bed& bed, const std::vector<Suspect>& suspects) {
  std::vector<std::string> all;
  for (const Suspect& one : suspects) {
    all.push_back(std::string(name(one.fault)) + ": " + place(bed.fabric, one));
  }
  return all;
}

}  // namespace fourfold
