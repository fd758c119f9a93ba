// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace fourfold {

/// Writes down on which processor (SM) this block runs, by its first thread: four bytes a block.
/// `of_blocks` is nullptr where nobody wants to know.
__device__ __forceinline__ void tell_processor(std::uint32_t* of_blocks) {
  if (threadIdx.x != 0 || of_blocks == nullptr) return;
  std::uint32_t processor = 0;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(processor));
  of_blocks[blockIdx.x] = processor;
}

}  // namespace fourfold
