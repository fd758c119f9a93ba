// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fourfold {

/// Flags and words between GPUs: what each instruction orders is in NVIDIA's PTX manual, "Memory
/// consistency model". Two words of 8 bytes are stored and loaded at once, but each for itself.
struct TwoWords {
  std::uint64_t first;
  std::uint64_t second;
};
__device__ inline void store_words(std::byte* to, TwoWords two) {
  asm volatile("st.relaxed.sys.global.v2.b64 [%0], {%1, %2};" ::"l"(to), "l"(two.first),
               "l"(two.second)
               : "memory");
}
__device__ inline TwoWords load_words(const std::byte* from) {
  TwoWords two;
  asm volatile("ld.relaxed.sys.global.v2.b64 {%0, %1}, [%2];"
               : "=l"(two.first), "=l"(two.second)
               : "l"(from)
               : "memory");
  return two;
}
template <bool kRelease>
__device__ void store_flag(std::byte* to, std::uint32_t value) {
  if constexpr (kRelease) {
    asm volatile("st.release.sys.global.u32 [%0], %1;" ::"l"(to), "r"(value) : "memory");
  } else {
    asm volatile("st.relaxed.sys.global.u32 [%0], %1;" ::"l"(to), "r"(value) : "memory");
  }
}
__device__ inline std::uint32_t load_flag(const std::byte* from) {
  std::uint32_t value;
  asm volatile("ld.acquire.sys.global.u32 %0, [%1];" : "=r"(value) : "l"(from) : "memory");
  return value;
}
__device__ inline void fence_words() { asm volatile("fence.acq_rel.sys;" ::: "memory"); }
__device__ inline std::uint64_t now_ns() {
  std::uint64_t now;
  asm volatile("mov.u64 %0, %globaltimer;" : "=l"(now));
  return now;
}

}  // namespace fourfold
