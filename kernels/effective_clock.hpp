// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "device/device.hpp"

namespace fourfold {

/// What one block has read around a fixed chain of dependent instructions.
struct ClockReading {
  std::uint64_t cycles = 0;     ///< of its SM (clock64)
  std::uint64_t ns = 0;         ///< of the GPU's own timer (globaltimer)
  std::uint32_t processor = 0;  ///< which SM (%smid)
  std::uint32_t chain = 0;      ///< what the chain came to: so no compiler leaves it out
};

/// Clocks of SMs in MHz, each cycles / ns x 1000: what they truly run at, whatever is set.
struct EffectiveClock {
  double slowest = 0;
  double median = 0;
  double fastest = 0;
  int processors = 0;  ///< how many different SMs it speaks of
};

/// Of an SM that several blocks ran on, the mean. Throws Error when there is no reading, or one
/// without cycles or time: a timer that stands still tells no clock. Pure.
EffectiveClock effective_clock(std::span<const ClockReading> readings);

/// Runs the chain once on every SM of a GPU, in stream order, and waits for it: a quarter of a
/// millisecond. What it tells is the clock right after the work before it. Throws Error.
std::vector<ClockReading> read_clocks(Device& device, Stream& stream);

}  // namespace fourfold
