// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/rotation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace fourfold {
namespace {

TEST(RotationSlots, CoverTwiceTheCacheUnlessHot) {
  EXPECT_EQ(rotation_slots(CacheState::Hot, 8, Bytes(1 << 20)), 1u);
  EXPECT_EQ(rotation_slots(CacheState::Cold, 1 << 20, Bytes(4 << 20)), 8u);
  EXPECT_EQ(rotation_slots(CacheState::Cold, 64 << 20, Bytes(4 << 20)), 1u);
  EXPECT_EQ(rotation_slots(CacheState::Cold, 8, Bytes(1 << 20)), (2u << 20) / 128)
      << "a message owns its cache lines";
  EXPECT_EQ(rotation_slots(CacheState::Cold, 0, Bytes(0)), 1u);
}

TEST(Rotation, VisitsEverySlotOnceBeforeAnyTwiceAndNeverTheNeighbour) {
  const auto host = open_host_device();
  for (const std::uint64_t slots : {1u, 2u, 3u, 7u, 64u, 1000u}) {
    const Rotation rotation(*host, 8, slots);
    std::set<std::uint64_t> seen;
    for (std::uint64_t call = 0; call < slots; ++call) seen.insert(rotation.slot_of(call));
    EXPECT_EQ(seen.size(), slots);
    EXPECT_EQ(rotation.slot_of(slots), rotation.slot_of(0));
    if (slots < 7) continue;
    const auto step = (rotation.slot_of(1) + slots - rotation.slot_of(0)) % slots;
    EXPECT_GT(step, 1u) << "a prefetcher would follow";
    EXPECT_LT(step, slots - 1);
  }
}

TEST(Rotation, FillsAndPoisonsEverySlotAndSlotsDoNotOverlap) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  Rotation rotation(*host, 100, 50);
  std::vector<std::byte> content(100);
  for (std::size_t i = 0; i < 100; ++i) content[i] = static_cast<std::byte>(i);
  rotation.fill(content);
  for (std::uint64_t slot = 0; slot < 50; ++slot) {
    EXPECT_TRUE(std::equal(content.begin(), content.end(), rotation.on_host(slot))) << slot;
  }
  rotation.poison(0xCB, stream);
  rotation.address(3)[99] = std::byte{1};
  for (std::uint64_t slot = 0; slot < 50; ++slot) {
    const auto last = std::to_integer<int>(rotation.on_host(slot)[99]);
    EXPECT_EQ(last, slot == 3 ? 1 : 0xCB);
    EXPECT_EQ(std::to_integer<int>(rotation.on_host(slot)[0]), 0xCB);
  }
}

TEST(Rotation, OverwritesPartOfOneSlotInPinnedMemoryToo) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  for (const RotationMemory memory : {RotationMemory::Device, RotationMemory::Pinned}) {
    Rotation rotation(*host, 100, 5, memory);
    rotation.poison(0xCB, stream);
    const std::array two{std::byte{1}, std::byte{2}};
    rotation.overwrite(3, 98, two);
    for (std::uint64_t slot = 0; slot < 5; ++slot) {
      const std::byte* const at = rotation.on_host(slot);
      EXPECT_EQ(std::to_integer<int>(at[97]), 0xCB);
      EXPECT_EQ(std::to_integer<int>(at[98]), slot == 3 ? 1 : 0xCB);
      EXPECT_EQ(std::to_integer<int>(at[99]), slot == 3 ? 2 : 0xCB);
    }
  }
}

/// On a GPU: what the device writes to either memory, the host reads; and the other way round.
TEST(Rotation, PinnedMemoryOfAGpuIsReadAndWrittenByBoth) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const auto gpu = open_cuda_device(0);
  Stream stream = gpu->make_stream();
  Rotation pinned(*gpu, 1000, 7, RotationMemory::Pinned);
  Rotation there(*gpu, 1000, 7);
  std::vector<std::byte> content(1000);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::byte>(i);
  pinned.fill(content);
  there.poison(0xFF, stream);
  for (std::uint64_t slot = 0; slot < 7; ++slot) {
    gpu->copy(there.address(slot), pinned.address(slot), 1000, stream);
  }
  pinned.poison(0xFF, stream);  // after the copies
  there.refresh();
  pinned.refresh();
  for (std::uint64_t slot = 0; slot < 7; ++slot) {
    EXPECT_TRUE(std::equal(content.begin(), content.end(), there.on_host(slot))) << slot;
    EXPECT_EQ(std::to_integer<int>(pinned.on_host(slot)[999]), 0xFF);
  }
}

TEST(Rotation, PoisonsTheSlotsOfSomeCallsAndNoOthers) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  Rotation rotation(*host, 100, 50);
  rotation.poison(0x11, stream);
  rotation.poison(0xFF, CallRange{47, 5}, stream);
  for (std::uint64_t call = 0; call < 50; ++call) {
    const bool used = call >= 47 || call < 2;  // calls 50 and 51 use the slots of 0 and 1
    const std::byte* const slot = rotation.on_host(rotation.slot_of(call));
    EXPECT_EQ(std::to_integer<int>(slot[0]), used ? 0xFF : 0x11) << call;
    EXPECT_EQ(std::to_integer<int>(slot[99]), used ? 0xFF : 0x11) << call;
  }
}

TEST(Rotation, FillsEverySlotFromTheFirst) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  for (const std::uint64_t slots : {1, 2, 3, 7, 64, 100}) {
    Rotation rotation(*host, 100, slots);
    rotation.poison(0x11, stream);
    int made = 0;
    const auto make = [&](std::byte* to) {
      ++made;
      for (int i = 0; i < 100; ++i) to[i] = static_cast<std::byte>(i);
    };
    rotation.fill_by(make, stream);
    EXPECT_EQ(made, 1);
    for (std::uint64_t slot = 0; slot < slots; ++slot) {
      const std::byte* const there = rotation.on_host(slot);
      for (int i = 0; i < 100; ++i) ASSERT_EQ(std::to_integer<int>(there[i]), i) << slot;
    }
  }
}

TEST(Rotation, ExchangesMemoryWithItsLikeOnly) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  Rotation one(*host, 8, 3);
  Rotation other(*host, 8, 3);
  Rotation longer(*host, 9, 3);
  one.poison(0x11, stream);
  other.poison(0x22, stream);
  longer.poison(0x33, stream);
  const std::byte* const place = one.address(2);
  one.exchange(other);
  EXPECT_EQ(other.address(2), place);
  EXPECT_EQ(std::to_integer<int>(*one.on_host(2)), 0x22);
  one.exchange(longer);
  EXPECT_EQ(std::to_integer<int>(*one.on_host(2)), 0x22);
}

TEST(Rotation, KnowsWhichOutputsSurvive) {
  const auto host = open_host_device();
  const Rotation rotation(*host, 8, 50);
  EXPECT_EQ(rotation.surviving({7, 20}).first, 7u);
  EXPECT_EQ(rotation.surviving({7, 20}).end(), 27u);
  EXPECT_EQ(rotation.surviving({7, 120}).first, 77u);
  EXPECT_EQ(rotation.surviving({7, 120}).end(), 127u);
  EXPECT_EQ(rotation.surviving({}).count, 0u);
}

}  // namespace
}  // namespace fourfold
