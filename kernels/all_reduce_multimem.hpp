// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/data_type.hpp"
#include "core/support.hpp"
#include "kernels/all_reduce_gpu.hpp"
#include "kernels/fold.hpp"

namespace fourfold {

/// Boxes 0 and 1 of every block of a rank, as multimem() has them, in memory that a multicast
/// object covers: this rank's own by its own address, and those of all by the switch's.
struct MultimemBoxes {
  std::byte* own;
  std::byte* all;

  static constexpr std::size_t box(int which) {
    return static_cast<std::size_t>(which) * GpuSegment::kBox;
  }
  static constexpr std::size_t of_block(int block) {
    return static_cast<std::size_t>(block) * box(2);
  }
};

/// Whether there is a kernel of it: sums of f32, and sums, minima and maxima of f16 and bf16, which
/// switches reduce 16 bytes at a time.
Support multimem_support(DataType type, Fold fold);

/// One call of this rank, as launch_gpu_all_reduce(). Throws Error when the launch is refused, or
/// where this program was built without CUDA or for GPUs without the instructions alone.
void launch_multimem_all_reduce(DataType type, const GpuAllReduceCall& call,
                                const MultimemBoxes& boxes, int blocks, void* native_stream);

}  // namespace fourfold
