// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "device/device.hpp"
#include "kernels/block_layout.hpp"

namespace fourfold {

/// On which processors (SMs) of a GPU the blocks of a matmul's calls ran: as many lists as there
/// are slots of its output, each of the slot's last call.
class BlockLog {
 public:
  /// Has no memory where the layout has no blocks.
  BlockLog(Device& device, const BlockLayout& layout, std::uint64_t slots);

  /// Where a call's blocks write (GemmArguments::processors); nullptr where they do not.
  std::uint32_t* of_slot(std::uint64_t slot) const;
  /// All lists, when outputs are poisoned: what a block wrote before is not of the next calls.
  void forget(Stream& stream);
  /// Of an element of the slot's output: "computed by SM 57", "the block that computes it has not
  /// run"; "" where blocks do not tell.
  std::string processor_of(std::uint64_t slot, std::int64_t row, std::int64_t column) const;

 private:
  Device& device_;
  BlockLayout layout_;
  std::optional<Buffer> memory_;
};

}  // namespace fourfold
