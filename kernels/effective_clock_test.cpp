// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/effective_clock.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(EffectiveClock, IsCyclesByTimeOfEachProcessor) {
  const std::vector<ClockReading> readings{
      {.cycles = 396'000, .ns = 200'000, .processor = 4},
      {.cycles = 300'000, .ns = 200'000, .processor = 9},
      {.cycles = 400'000, .ns = 200'000, .processor = 0},
  };
  const EffectiveClock clock = effective_clock(readings);
  EXPECT_DOUBLE_EQ(clock.slowest, 1500);
  EXPECT_DOUBLE_EQ(clock.median, 1980);
  EXPECT_DOUBLE_EQ(clock.fastest, 2000);
  EXPECT_EQ(clock.processors, 3);
}

TEST(EffectiveClock, CountsAProcessorOnceHoweverOftenItTold) {
  const std::vector<ClockReading> readings{
      {.cycles = 100, .ns = 100, .processor = 1},
      {.cycles = 500, .ns = 300, .processor = 1},
      {.cycles = 180, .ns = 100, .processor = 2},
  };
  const EffectiveClock clock = effective_clock(readings);
  EXPECT_EQ(clock.processors, 2);
  EXPECT_DOUBLE_EQ(clock.slowest, 1500);
  EXPECT_DOUBLE_EQ(clock.fastest, 1800);
}

TEST(EffectiveClock, IsNotMadeUp) {
  EXPECT_THROW(effective_clock({}), Error);
  const std::vector<ClockReading> standing{{.cycles = 5, .ns = 0, .processor = 0}};
  EXPECT_THROW(effective_clock(standing), Error);
  const std::vector<ClockReading> dead{{.cycles = 0, .ns = 5, .processor = 0}};
  EXPECT_THROW(effective_clock(dead), Error);
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  EXPECT_THROW(read_clocks(*host, stream), Error);
}

TEST(EffectiveClockOnGpu, IsBelievableOnEverySm) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const auto device = open_cuda_device(0);
  Stream stream = device->make_stream();
  const EffectiveClock clock = effective_clock(read_clocks(*device, stream));
  EXPECT_GT(clock.slowest, 100);
  EXPECT_LT(clock.fastest, 4000);
  EXPECT_EQ(clock.processors, device->info().processors);
}

}  // namespace
}  // namespace fourfold
