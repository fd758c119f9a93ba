// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// One warp on every SM walks a chain of dependent instructions between two looks at two clocks.
#include <cstdint>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/effective_clock.hpp"

namespace fourfold {
namespace {

constexpr int kSteps = 32'768;  // some thirteen cycles each: far above the timer's microsecond
constexpr unsigned kThreads = 32;

__device__ std::uint64_t global_ns() {
  std::uint64_t ns = 0;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(ns)::"memory");
  return ns;
}

/// Begins when the timer has just ticked, so that its grain counts once and not twice.
__global__ void __launch_bounds__(kThreads) read_clock(ClockReading* readings) {
  if (threadIdx.x != 0) return;
  const std::uint64_t before = global_ns();
  std::uint64_t began_ns = before;
  while (began_ns == before) began_ns = global_ns();
  const long long began = clock64();
  unsigned sum = static_cast<unsigned>(began_ns);
#pragma unroll 16
  for (int step = 0; step < kSteps; ++step) sum = (sum ^ sum >> 3) * 1664525U;
  const long long ended = clock64();
  const std::uint64_t ended_ns = global_ns();
  unsigned processor = 0;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(processor));
  readings[blockIdx.x] = {static_cast<std::uint64_t>(ended - began), ended_ns - began_ns, processor,
                          sum};
}

}  // namespace

std::vector<ClockReading> read_clocks(Device& device, Stream& stream) {
  if (device.info().kind != DeviceKind::Cuda) throw Error("only GPUs have SMs with clocks");
  std::vector<ClockReading> readings(static_cast<std::size_t>(device.info().processors));
  const std::size_t bytes = readings.size() * sizeof(ClockReading);
  const Buffer there = device.allocate(bytes);
  device.make_current();
  read_clock<<<static_cast<unsigned>(readings.size()), kThreads, 0,
               static_cast<cudaStream_t>(stream.native())>>>(
      reinterpret_cast<ClockReading*>(there.data()));
  check(cudaGetLastError());
  device.synchronize(stream);
  device.download(readings.data(), there.data(), bytes);
  return readings;
}

}  // namespace fourfold
