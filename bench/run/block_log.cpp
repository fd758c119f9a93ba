// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/block_log.hpp"

#include <fmt/format.h>

namespace fourfold {
namespace {

constexpr std::uint32_t kNotTold = 0xFFFFFFFF;

}  // namespace

BlockLog::BlockLog(Device& device, const BlockLayout& layout, std::uint64_t slots)
    : device_(device), layout_(layout) {
  const auto blocks = static_cast<std::uint64_t>(layout.blocks());
  if (blocks > 0) memory_.emplace(device.allocate(blocks * slots * sizeof(std::uint32_t)));
}

void BlockLog::forget(Stream& stream) {
  if (memory_) device_.set_bytes(memory_->data(), 0xFF, memory_->bytes(), stream);
}

std::uint32_t* BlockLog::of_slot(std::uint64_t slot) const {
  if (!memory_) return nullptr;
  const auto blocks = static_cast<std::uint64_t>(layout_.blocks());
  return reinterpret_cast<std::uint32_t*>(memory_->data()) + slot * blocks;
}

std::string BlockLog::processor_of(std::uint64_t slot, std::int64_t row,
                                   std::int64_t column) const {
  if (!memory_) return "";
  std::uint32_t processor = 0;
  const std::uint32_t* const place = of_slot(slot) + layout_.block_of(row, column);
  device_.download(&processor, reinterpret_cast<const std::byte*>(place), sizeof processor);
  if (processor == kNotTold) return "the block that computes it has not run";
  return fmt::format("computed by SM {}", processor);
}

}  // namespace fourfold
