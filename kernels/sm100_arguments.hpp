// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda.h>

#include <cstdint>

namespace fourfold {

/// A launch's arguments: TMA descriptors of the three matrices, and the problem.
struct Sm100Arguments {
  CUtensorMap a;
  CUtensorMap b;
  CUtensorMap d;
  int m;
  int n;
  int k_blocks;               ///< of 128 bytes
  std::uint32_t* processors;  ///< of blocks (tell_processor.cuh)
};

/// Kernels as cudaLaunchKernel takes them, for one block and for pairs.
struct Sm100Functions {
  const void* bf16;
  const void* f8;
};
Sm100Functions sm100_single_functions();
Sm100Functions sm100_pair_functions();

}  // namespace fourfold
