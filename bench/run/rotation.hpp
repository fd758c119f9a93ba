// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/run/call_range.hpp"
#include "device/device.hpp"

namespace fourfold {

/// How many sets of buffers of `set_bytes` a case rotates over, so that a call never finds its data
/// in the cache: together at least twice the last-level cache. 1 where the cache is meant to be
/// hot.
std::uint64_t rotation_slots(CacheState cache, std::size_t set_bytes, Bytes last_level_cache);

enum class RotationMemory { Device, Pinned };

/// Equal pieces ("slots") of one allocation, visited in an order that no hardware prefetcher
/// follows. A slot starts on a cache line of its own.
class Rotation {
 public:
  /// Pinned memory is the host's; it is filled and poisoned by the host, once the stream is done.
  Rotation(Device& device, std::size_t slot_bytes, std::uint64_t slots,
           RotationMemory memory = RotationMemory::Device);
  /// In memory of the device that `allocate`, which is given the bytes, comes by.
  Rotation(Device& device, std::size_t slot_bytes, std::uint64_t slots,
           const std::function<Buffer(std::size_t)>& allocate);

  std::uint64_t slots() const { return slots_; }
  std::size_t slot_bytes() const { return slot_bytes_; }
  /// All slots.
  const Buffer& memory() const { return memory_; }

  /// The slot that call number `call` uses: each once before any twice.
  std::uint64_t slot_of(std::uint64_t call) const { return call % slots_ * step_ % slots_; }
  /// Its address, for the device.
  std::byte* address(std::uint64_t slot) const { return memory_.data() + slot * stride_; }

  /// Exchanges memory with one of the same device, slots and kind; does nothing with any other.
  void exchange(Rotation& other);

  /// Writes `content` (host memory, slot_bytes of it) to every slot.
  void fill(std::span<const std::byte> content);
  /// Calls `make` for the first slot's address, to fill it in the stream's order, and copies it to
  /// every other slot, in that order too.
  void fill_by(const std::function<void(std::byte*)>& make, Stream& stream);
  /// Overwrites every byte of every slot.
  void poison(unsigned char value, Stream& stream);
  /// Overwrites the slots that these calls used, in the order of the calls: those that the next
  /// calls come to last are then the ones that a cache may still hold.
  void poison(unsigned char value, CallRange calls, Stream& stream);
  /// The latest of these calls that no later one of them has overwritten: one for each slot used.
  CallRange surviving(CallRange calls) const;
  /// What a slot holds, readable on the host; valid until the next call.
  const std::byte* on_host(std::uint64_t slot);
  /// Forgets host copies: call before reading what the device has written since.
  void refresh() { window_slots_ = 0; }

  /// Overwrites `bytes` at `offset` of a slot.
  void overwrite(std::uint64_t slot, std::size_t offset, std::span<const std::byte> bytes);

 private:
  void write(std::byte* to, const std::byte* from, std::size_t bytes);
  void set(std::byte* to, unsigned char value, std::size_t bytes, Stream& stream);

  Device* device_;
  bool on_host_;  ///< whether the host reads and writes the memory itself
  std::size_t slot_bytes_;
  std::size_t stride_;
  std::uint64_t slots_;
  std::uint64_t step_;
  Buffer memory_;
  std::vector<std::byte> window_;  ///< host copy of consecutive slots, for devices with own memory
  std::uint64_t window_first_ = 0;
  std::uint64_t window_slots_ = 0;  ///< 0: nothing copied yet
};

}  // namespace fourfold
