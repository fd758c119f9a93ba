// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/device.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(HostDevice, TellsWhatItIs) {
  const auto device = open_host_device();
  EXPECT_EQ(device->info().kind, DeviceKind::Host);
  EXPECT_FALSE(device->info().name.empty());
  EXPECT_GE(device->info().processors, 1);
  EXPECT_GT(device->info().memory.count(), 1u << 20);
  EXPECT_TRUE(device->info().uuid.empty());
}

TEST(HostDevice, BuffersAreAlignedAndKeepWhatWasUploaded) {
  const auto device = open_host_device();
  const Buffer buffer = device->allocate(10000);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 4096, 0u);
  EXPECT_EQ(buffer.bytes(), 10000u);
  std::vector<unsigned char> in(10000), out(10000);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<unsigned char>(i * 7);
  device->upload(buffer.data(), in.data(), in.size());
  device->download(out.data(), buffer.data(), out.size());
  EXPECT_EQ(in, out);
}

TEST(HostDevice, AnEmptyBufferHasAnAddress) {
  const auto device = open_host_device();
  const Buffer buffer = device->allocate(0);
  EXPECT_NE(buffer.data(), nullptr);
  EXPECT_EQ(buffer.bytes(), 0u);
}

TEST(HostDevice, RefusesMoreMemoryThanThereIs) {
  const auto device = open_host_device();
  EXPECT_THROW((void)device->allocate(std::size_t{1} << 60), Error);
}

TEST(HostDevice, MovingABufferMovesTheMemory) {
  const auto device = open_host_device();
  Buffer one = device->allocate(64);
  std::byte* const address = one.data();
  Buffer two = std::move(one);
  EXPECT_EQ(two.data(), address);
  Buffer three;
  three = std::move(two);
  EXPECT_EQ(three.data(), address);
}

TEST(HostDevice, CopiesAndPoisonsInStreamOrder) {
  const auto device = open_host_device();
  Stream stream = device->make_stream();
  const Buffer a = device->allocate(256);
  const Buffer b = device->allocate(256);
  device->set_bytes(a.data(), 0xAB, 256, stream);
  device->copy(b.data(), a.data(), 255, stream);
  device->set_bytes(b.data() + 255, 0x01, 1, stream);
  device->synchronize(stream);
  EXPECT_EQ(std::to_integer<int>(b.data()[254]), 0xAB);
  EXPECT_EQ(std::to_integer<int>(b.data()[255]), 0x01);
}

TEST(HostDevice, PinnedMemoryIsItsOwn) {
  const auto device = open_host_device();
  Stream stream = device->make_stream();
  const Buffer pinned = device->allocate_pinned(5000);
  const Buffer other = device->allocate(5000);
  EXPECT_EQ(pinned.bytes(), 5000u);
  std::memset(pinned.data(), 0x5A, 5000);
  std::memset(other.data(), 0, 5000);
  device->copy(other.data(), pinned.data(), 5000, stream);
  EXPECT_EQ(std::to_integer<int>(other.data()[4999]), 0x5A);
}

TEST(HostDevice, EventsMeasureTheTimeBetweenThem) {
  const auto device = open_host_device();
  Stream stream = device->make_stream();
  Event begin = device->make_event();
  Event end = device->make_event();
  device->record(begin, stream);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  device->record(end, stream);
  EXPECT_TRUE(device->finished(end));
  const double seconds = device->elapsed(begin, end).value();
  EXPECT_GE(seconds, 0.005);
  EXPECT_LT(seconds, 5.0);
}

TEST(CudaProbe, SaysWhyThereIsNoGpuOrNamesIt) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) {
    EXPECT_FALSE(probe.reason.empty());
    EXPECT_THROW((void)open_cuda_device(0), Error);
  } else {
    EXPECT_FALSE(probe.name.empty());
    EXPECT_GE(probe.compute_capability, 50);
  }
}

}  // namespace
}  // namespace fourfold
