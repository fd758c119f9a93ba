// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fourfold {

/// Copies from global to shared memory that bypass registers (sm_80), from the PTX ISA. What is not
/// copied of a piece is set to zero. `to` is an address of shared memory, its own 32-bit one.

template <int kBytes>
__device__ __forceinline__ void copy_async(std::uint32_t to, const void* from, int valid_bytes) {
  static_assert(kBytes == 4 || kBytes == 8 || kBytes == 16);
  if constexpr (kBytes == 16) {
    asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;" ::"r"(to), "l"(from),
                 "r"(valid_bytes)
                 : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(to), "l"(from), "n"(kBytes),
                 "r"(valid_bytes)
                 : "memory");
  }
}

/// Ends a group: the copies that the thread has begun since the last one.
__device__ __forceinline__ void commit_copies() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}

/// Until at most so many of the thread's groups are on their way.
template <int kGroups>
__device__ __forceinline__ void wait_for_copies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(kGroups) : "memory");
}

/// A piece of 16 bytes whose global address is a multiple of `grain` only (1, 2, 4, 8 or 16; the
/// same for all threads). Below 4 bytes there is no asynchronous copy: the thread waits.
__device__ __forceinline__ void copy_chunk(std::uint32_t to, const std::byte* from, int valid_bytes,
                                           int grain) {
  if (grain == 16) {
    copy_async<16>(to, from, valid_bytes);
  } else if (grain >= 4) {
#pragma unroll
    for (int at = 0; at < 16; at += 4) {
      const int valid = valid_bytes - at;
      copy_async<4>(to + at, valid > 0 ? from + at : from,
                    valid <= 0 ? 0 : (valid < 4 ? valid : 4));
    }
  } else {
#pragma unroll 1
    for (int at = 0; at < 16; at += 4) {
      std::uint32_t word = 0;
#pragma unroll 1
      for (int byte = 0; byte < 4 && at + byte < valid_bytes; ++byte) {
        word |= static_cast<std::uint32_t>(from[at + byte]) << (8 * byte);
      }
      asm volatile("st.shared.b32 [%0], %1;" ::"r"(to + at), "r"(word) : "memory");
    }
  }
}

}  // namespace fourfold
