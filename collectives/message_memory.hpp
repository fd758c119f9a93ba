// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace fourfold {

/// Where the buffers of calls lie that MPI or our own all-reduce make, and how those come to them.
enum class MessageMemory {
  Host,    ///< the host's, as any program gets it
  Pinned,  ///< the host's, page-locked for this rank's GPU: Staged without its copies
  Staged,  ///< the GPU's; every call copies through pinned memory (staged_communicator.hpp)
  Device,  ///< the GPU's; the library is given its addresses
};
inline constexpr std::array<std::string_view, 4> kMessageMemories{"host", "pinned", "staged",
                                                                  "device"};
constexpr std::string_view name(MessageMemory memory) {
  return kMessageMemories[static_cast<std::size_t>(memory)];
}
constexpr bool lies_on_gpu(MessageMemory memory) {
  return memory == MessageMemory::Staged || memory == MessageMemory::Device;
}

}  // namespace fourfold
