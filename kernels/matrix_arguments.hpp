// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fourfold {

/// What the kernels of gemm_mma.hpp are launched with, and how their host side finds them. Apart
/// from the rest, so that nvcc, which reads every header once per architecture, has little to read.
struct MatrixArguments {
  const std::byte* a = nullptr;
  const std::byte* b = nullptr;
  std::byte* d = nullptr;
  int m = 0;
  int n = 0;
  std::int64_t row_bytes = 0;  ///< of A and B
  int grain = 1;  ///< what the addresses of their rows are multiples of: 1, 2, 4, 8 or 16 bytes
  std::uint32_t* processors = nullptr;  ///< of blocks (tell_processor.cuh)
};

/// Tiles that follow one another take so many rows of tiles before the next column.
inline constexpr int kMmaRasterGroup = 8;

/// Kernels as cudaLaunchKernel takes them.
struct MmaFunctions {
  const void* bf16 = nullptr;
  const void* f16 = nullptr;
  const void* tf32 = nullptr;
  const void* i8 = nullptr;
};
MmaFunctions mma_functions();

struct DmmaFunctions {
  const void* singles = nullptr;  ///< for any rows
  const void* pairs = nullptr;    ///< for a grain of 16
};
DmmaFunctions dmma_functions();

const void* simt_function();

}  // namespace fourfold
