// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/effective_clock.hpp"

#include <algorithm>
#include <map>

#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {

EffectiveClock effective_clock(std::span<const ClockReading> readings) {
  struct Sum {
    double cycles = 0;
    double ns = 0;
  };
  std::map<std::uint32_t, Sum> processors;
  for (const ClockReading& one : readings) {
    if (one.cycles == 0 || one.ns == 0) throw Error("a timer of the GPU stands still");
    Sum& sum = processors[one.processor];
    sum.cycles += static_cast<double>(one.cycles);
    sum.ns += static_cast<double>(one.ns);
  }
  if (processors.empty()) throw Error("no SM has told its clock");
  std::vector<double> mhz;
  for (const auto& [processor, sum] : processors) mhz.push_back(1e3 * sum.cycles / sum.ns);
  const auto [slowest, fastest] = std::minmax_element(mhz.begin(), mhz.end());
  return {.slowest = *slowest,
          .median = median(mhz),
          .fastest = *fastest,
          .processors = static_cast<int>(mhz.size())};
}

}  // namespace fourfold
