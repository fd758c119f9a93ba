// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <cstring>

namespace fourfold {

/// A launch's arguments: descriptors of the three matrices (sm90_launch.cu), and the problem.
struct Sm90Arguments {
  CUtensorMap a;
  CUtensorMap b;
  CUtensorMap d;
  int m;
  int n;
  int k_blocks;               ///< of 128 bytes
  float scale;                ///< of D; the scales of whole tensors of f8
  std::uint32_t* processors;  ///< of blocks (tell_processor.cuh)
};

/// What an sm_90a kernel must know of an element type: the rest of its wgmma instruction's name and
/// what follows the predicate there (scales of A and B, and for 16 bits that neither is
/// transposed); the bytes of an element of D, and where they are two, how two sums become one
/// register.

struct Sm90Bf16 {
  static constexpr char kShape[] = "k16.f32.bf16.bf16";
  static constexpr char kModes[] = ", 1, 1, 0, 0";
  static constexpr int kOutputBytes = 2;
  static __device__ std::uint32_t pair(float low, float high) {
    const __nv_bfloat162 both = __floats2bfloat162_rn(low, high);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &both, sizeof bits);
    return bits;
  }
};

struct Sm90F16 {
  static constexpr char kShape[] = "k16.f32.f16.f16";
  static constexpr char kModes[] = ", 1, 1, 0, 0";
  static constexpr int kOutputBytes = 2;
  static __device__ std::uint32_t pair(float low, float high) {
    const __half2 both = __floats2half2_rn(low, high);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &both, sizeof bits);
    return bits;
  }
};

struct Sm90Tf32 {
  static constexpr char kShape[] = "k8.f32.tf32.tf32";
  static constexpr char kModes[] = ", 1, 1";
  static constexpr int kOutputBytes = 4;
};

struct Sm90F8 : Sm90Bf16 {
  static constexpr char kShape[] = "k32.f32.e4m3.e4m3";
  static constexpr char kModes[] = ", 1, 1";
};

struct Sm90I8 {
  static constexpr char kShape[] = "k32.s32.s8.s8";
  static constexpr char kModes[] = "";
  static constexpr int kOutputBytes = 4;
};

}  // namespace fourfold
