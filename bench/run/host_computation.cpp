// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/host_computation.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "bench/run/clock.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kShortestTry_s = 100e-6;  // far above the clock's grain, below a time slice
constexpr int kTries = 9;                  // the median of so many is nobody's interruption

/// Sums that stay near 1: no step is quicker for the numbers that it meets.
void compute(std::uint64_t steps) {
  std::array<double, 4> sums{0.5, 0.75, 1.25, 1.5};
  for (std::uint64_t step = 0; step < steps; ++step) {
    for (double& sum : sums) sum = sum * 0.999 + 0.001;
  }
  // Without someone who reads them the compiler would leave the sums out.
  [[maybe_unused]] volatile double read = sums[0] + sums[1] + sums[2] + sums[3];
}

double seconds_of(std::uint64_t steps) {
  const double began = now_s();
  compute(steps);
  return now_s() - began;
}

double seconds_per_step() {
  std::uint64_t steps = 1024;
  while (seconds_of(steps) < kShortestTry_s) steps *= 2;
  std::vector<double> tries;
  for (int i = 0; i < kTries; ++i) tries.push_back(seconds_of(steps));
  return median(tries) / static_cast<double>(steps);
}

}  // namespace

HostComputation::HostComputation(Seconds length)
    : steps_(static_cast<std::uint64_t>(std::max(1.0, length.value() / seconds_per_step()))) {}

void HostComputation::run() const { compute(steps_); }

}  // namespace fourfold
