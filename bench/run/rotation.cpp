// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/rotation.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace fourfold {
namespace {

constexpr std::size_t kLine = 128;  // cache line of GPUs, and a pair of them on hosts
constexpr std::size_t kWindow = std::size_t{8} << 20;

std::size_t round_up(std::size_t value, std::size_t to) { return (value + to - 1) / to * to; }

/// Near the golden section of `slots` and coprime to it: consecutive calls land far apart.
std::uint64_t scattering_step(std::uint64_t slots) {
  auto step =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(static_cast<double>(slots) * 0.618));
  while (std::gcd(step, slots) != 1) ++step;
  return step;
}

}  // namespace

std::uint64_t rotation_slots(CacheState cache, std::size_t set_bytes, Bytes last_level_cache) {
  if (cache == CacheState::Hot) return 1;
  const std::uint64_t set = round_up(std::max<std::size_t>(set_bytes, 1), kLine);
  const std::uint64_t twice = 2 * last_level_cache.count();
  return std::max<std::uint64_t>(1, (twice + set - 1) / set);
}

Rotation::Rotation(Device& device, std::size_t slot_bytes, std::uint64_t slots,
                   RotationMemory memory)
    : device_(&device),
      on_host_(memory == RotationMemory::Pinned || device.info().kind == DeviceKind::Host),
      slot_bytes_(slot_bytes),
      stride_(round_up(std::max<std::size_t>(slot_bytes, 1), kLine)),
      slots_(slots),
      step_(scattering_step(slots)),
      memory_(memory == RotationMemory::Pinned ? device.allocate_pinned(stride_ * slots)
                                               : device.allocate(stride_ * slots)) {}

Rotation::Rotation(Device& device, std::size_t slot_bytes, std::uint64_t slots,
                   const std::function<Buffer(std::size_t)>& allocate)
    : device_(&device),
      on_host_(device.info().kind == DeviceKind::Host),
      slot_bytes_(slot_bytes),
      stride_(round_up(std::max<std::size_t>(slot_bytes, 1), kLine)),
      slots_(slots),
      step_(scattering_step(slots)),
      memory_(allocate(stride_ * slots)) {}

void Rotation::exchange(Rotation& other) {
  const bool alike = device_ == other.device_ && on_host_ == other.on_host_ &&
                     slot_bytes_ == other.slot_bytes_ && slots_ == other.slots_;
  if (!alike) return;
  std::swap(memory_, other.memory_);
  refresh();
  other.refresh();
}

void Rotation::write(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (!on_host_) return device_->upload(to, from, bytes);
  if (bytes != 0) std::memcpy(to, from, bytes);
}

void Rotation::set(std::byte* to, unsigned char value, std::size_t bytes, Stream& stream) {
  if (!on_host_) return device_->set_bytes(to, value, bytes, stream);
  device_->synchronize(stream);
  if (bytes != 0) std::memset(to, value, bytes);
}

void Rotation::overwrite(std::uint64_t slot, std::size_t offset, std::span<const std::byte> bytes) {
  window_slots_ = 0;
  write(address(slot) + offset, bytes.data(), bytes.size());
}

void Rotation::fill(std::span<const std::byte> content) {
  window_slots_ = 0;
  // Several small slots travel in one copy: a million copies of eight bytes would take seconds.
  const std::uint64_t together = std::clamp<std::uint64_t>(kWindow / stride_, 1, slots_);
  std::vector<std::byte> block(together * stride_);
  for (std::uint64_t i = 0; i < together; ++i) {
    if (!content.empty()) std::memcpy(block.data() + i * stride_, content.data(), content.size());
  }
  for (std::uint64_t first = 0; first < slots_; first += together) {
    const std::uint64_t count = std::min(together, slots_ - first);
    write(address(first), block.data(), count * stride_);
  }
}

void Rotation::fill_by(const std::function<void(std::byte*)>& make, Stream& stream) {
  window_slots_ = 0;
  make(address(0));
  // What is there is copied behind itself, so that a million slots take twenty copies.
  for (std::uint64_t filled = 1; filled < slots_; filled *= 2) {
    const std::uint64_t more = std::min(filled, slots_ - filled);
    device_->copy(address(filled), address(0), more * stride_, stream);
  }
}

void Rotation::poison(unsigned char value, Stream& stream) {
  window_slots_ = 0;
  set(memory_.data(), value, memory_.bytes(), stream);
}

void Rotation::poison(unsigned char value, CallRange calls, Stream& stream) {
  window_slots_ = 0;
  const CallRange last = surviving(calls);
  for (std::uint64_t i = 0; i < last.count; ++i) {
    set(address(slot_of(last.first + i)), value, slot_bytes_, stream);
  }
}

CallRange Rotation::surviving(CallRange calls) const {
  const std::uint64_t count = std::min(calls.count, slots_);
  return {calls.first + calls.count - count, count};
}

const std::byte* Rotation::on_host(std::uint64_t slot) {
  if (on_host_) return address(slot);
  if (slot < window_first_ || slot >= window_first_ + window_slots_) {
    const std::uint64_t together = std::clamp<std::uint64_t>(kWindow / stride_, 1, slots_);
    window_first_ = slot / together * together;
    window_slots_ = std::min(together, slots_ - window_first_);
    window_.resize(window_slots_ * stride_);
    device_->download(window_.data(), address(window_first_), window_.size());
  }
  return window_.data() + (slot - window_first_) * stride_;
}

}  // namespace fourfold
