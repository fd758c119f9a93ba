// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "device/device.hpp"

namespace fourfold {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string message_of_opening(int index) {
  try {
    static_cast<void>(open_cuda_device(index));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(CudaProbe, EitherFindsGpusOrSaysWhyThereIsNone) {
  const CudaProbe probe = probe_cuda();
  ASSERT_GE(probe.devices, 0);
  if (probe.devices > 0) {
    EXPECT_EQ(probe.reason, "");
    EXPECT_GE(probe.compute_capability, 50);
    EXPECT_GT(probe.memory.count(), std::uint64_t{1} << 30);
    EXPECT_GT(probe.last_level_cache.count(), 0u);
    EXPECT_NE(probe.name, "");
  } else {
    EXPECT_THAT(probe.reason, AnyOf(HasSubstr("built without CUDA"),
                                    MatchesRegex(".*CUDA error [0-9]+: [A-Za-z].*")));
    EXPECT_EQ(probe.compute_capability, 0);
    EXPECT_EQ(probe.name, "");
  }
}

TEST(OpenCudaDevice, RefusesWhatIsNotThereInTheProbesWords) {
  const CudaProbe probe = probe_cuda();
  EXPECT_THAT(message_of_opening(probe.devices), HasSubstr("cannot open GPU"));
  EXPECT_THAT(message_of_opening(-1), HasSubstr("cannot open GPU -1"));
  EXPECT_THAT(message_of_opening(probe.devices), HasSubstr(probe.reason));
}

/// Only where there is a GPU; each is skipped, with the reason, elsewhere.
class CudaDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (probe.devices == 0) GTEST_SKIP() << probe.reason;
    device_ = open_cuda_device(0);
  }
  std::unique_ptr<Device> device_;
};

TEST_F(CudaDevice, TellsWhatItIs) {
  const DeviceInfo& info = device_->info();
  EXPECT_EQ(info.kind, DeviceKind::Cuda);
  EXPECT_THAT(info.uuid, MatchesRegex("GPU-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"));
  EXPECT_EQ(info.uuid.size(), 40u);
  EXPECT_THAT(info.pci_bus, MatchesRegex("[0-9a-f]+:[0-9a-f]+:[0-9a-f]+\\.[0-9]"));
  EXPECT_THAT(info.driver, MatchesRegex("[0-9]+\\.[0-9]+"));
  EXPECT_THAT(info.runtime, MatchesRegex("[0-9]+\\.[0-9]+"));
  EXPECT_GE(info.processors, 1);
}

TEST_F(CudaDevice, BuffersStartAtAPageAndKeepWhatWasUploaded) {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{4097}, std::size_t{70001}}) {
    const Buffer first = device_->allocate(bytes);
    const Buffer buffer = device_->allocate(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 4096, 0u);
    EXPECT_EQ(buffer.bytes(), bytes);
    std::vector<unsigned char> in(bytes);
    std::vector<unsigned char> out(bytes);
    for (std::size_t i = 0; i < bytes; ++i) in[i] = static_cast<unsigned char>(i * 7 + 1);
    device_->upload(buffer.data(), in.data(), bytes);
    device_->download(out.data(), buffer.data(), bytes);
    EXPECT_EQ(in, out);
  }
}

TEST_F(CudaDevice, AnEmptyBufferHasAnAddress) {
  const Buffer buffer = device_->allocate(0);
  EXPECT_NE(buffer.data(), nullptr);
  EXPECT_EQ(buffer.bytes(), 0u);
}

TEST_F(CudaDevice, RefusesMoreMemoryThanThereIsAndStaysUsable) {
  EXPECT_THROW(static_cast<void>(device_->allocate(std::size_t{1} << 46)), Error);
  EXPECT_EQ(device_->allocate(64).bytes(), 64u);
}

TEST_F(CudaDevice, CopiesAndPoisonsInStreamOrder) {
  Stream stream = device_->make_stream();
  const Buffer a = device_->allocate(256);
  const Buffer b = device_->allocate(256);
  device_->set_bytes(a.data(), 0xAB, 256, stream);
  device_->copy(b.data(), a.data(), 255, stream);
  device_->set_bytes(b.data() + 255, 0x01, 1, stream);
  device_->synchronize(stream);
  std::vector<unsigned char> out(256);
  device_->download(out.data(), b.data(), out.size());
  EXPECT_EQ(out[0], 0xAB);
  EXPECT_EQ(out[254], 0xAB);
  EXPECT_EQ(out[255], 0x01);
}

TEST_F(CudaDevice, AStreamWaitsForAnotherOnesEvent) {
  constexpr std::size_t kLong = std::size_t{256} << 20;
  Stream first = device_->make_stream();
  Stream second = device_->make_stream();
  Event done = device_->make_event();
  const Buffer a = device_->allocate(kLong);
  const Buffer b = device_->allocate(1);
  for (const unsigned char value : {1, 2, 3}) {
    device_->set_bytes(a.data(), value, kLong, first);
    device_->record(done, first);
    device_->wait(second, done);
    device_->copy(b.data(), a.data() + kLong - 1, 1, second);
    device_->synchronize(second);
    unsigned char out = 0;
    device_->download(&out, b.data(), 1);
    EXPECT_EQ(out, value);
  }
}

TEST_F(CudaDevice, CopiesBetweenPinnedMemoryAndItsOwnBothWays) {
  Stream stream = device_->make_stream();
  const Buffer from = device_->allocate_pinned(70001);
  const Buffer there = device_->allocate(70001);
  const Buffer back = device_->allocate_pinned(70001);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(from.data()) % 4096, 0u);
  for (std::size_t i = 0; i < from.bytes(); ++i) {
    from.data()[i] = static_cast<std::byte>(i * 7 + 1);
    back.data()[i] = std::byte{0};
  }
  device_->copy(there.data(), from.data(), from.bytes(), stream);
  device_->copy(back.data(), there.data(), from.bytes(), stream);
  device_->synchronize(stream);
  EXPECT_TRUE(std::equal(from.data(), from.data() + from.bytes(), back.data()));
}

TEST_F(CudaDevice, EventsFinishInOrderAndMeasureWhatLiesBetween) {
  Stream stream = device_->make_stream();
  Event begin = device_->make_event();
  Event end = device_->make_event();
  constexpr std::size_t kBytes = std::size_t{256} << 20;
  const Buffer buffer = device_->allocate(kBytes);
  device_->record(begin, stream);
  device_->set_bytes(buffer.data(), 1, kBytes, stream);
  device_->record(end, stream);
  while (!device_->finished(end)) continue;
  EXPECT_TRUE(device_->finished(begin));
  // 256 MiB in between 1 us (268 TB/s) and 1 s.
  EXPECT_GT(device_->elapsed(begin, end).value(), 1e-6);
  EXPECT_LT(device_->elapsed(begin, end).value(), 1.0);
}

}  // namespace
}  // namespace fourfold
