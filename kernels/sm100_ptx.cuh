// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda.h>

#include <cstdint>

#include "kernels/sm90_ptx.cuh"

namespace fourfold {

/// The instructions of sm_100a on tensor memory (tcgen05), one function each, from the PTX ISA;
/// `Blocks` is OneBlock or BlockPair, whose instructions work on both blocks at once. Those of
/// sm_90 that are still used are in sm90_ptx.cuh.

struct OneBlock {
  static constexpr int kCount = 1;
  static constexpr char kName[] = "1";
};
struct BlockPair {
  static constexpr int kCount = 2;
  static constexpr char kName[] = "2";
};

/// By a whole warp; the address is written to shared memory.
template <class Blocks, int kColumns>
__device__ __forceinline__ void allocate_tensor_memory(std::uint32_t address_at) {
  asm volatile(
      "tcgen05.alloc.cta_group::%2.sync.aligned.shared::cta.b32 [%0], %1;" ::"r"(address_at),
      "n"(kColumns), "C"(Blocks::kName)
      : "memory");
  asm volatile("tcgen05.relinquish_alloc_permit.cta_group::%0.sync.aligned;" ::"C"(Blocks::kName));
}
template <class Blocks, int kColumns>
__device__ __forceinline__ void free_tensor_memory(std::uint32_t address) {
  asm volatile("tcgen05.dealloc.cta_group::%2.sync.aligned.b32 %0, %1;" ::"r"(address),
               "n"(kColumns), "C"(Blocks::kName));
}

/// Around a barrier of threads: what was asked of tensor memory before comes before what is asked
/// after.
__device__ __forceinline__ void before_thread_barrier() {
  asm volatile("tcgen05.fence::before_thread_sync;" ::: "memory");
}
__device__ __forceinline__ void after_thread_barrier() {
  asm volatile("tcgen05.fence::after_thread_sync;" ::: "memory");
}

/// By one thread. `Type` names the kind of instruction; `adds`: to the sums that are there.
template <class Blocks, class Type>
__device__ __forceinline__ void multiply_into(std::uint32_t sums, std::uint64_t a, std::uint64_t b,
                                              std::uint32_t instruction, bool adds) {
  asm volatile(
      "{\n.reg .pred adds;\nsetp.ne.b32 adds, %4, 0;\n"
      "tcgen05.mma.cta_group::%5.kind::%6 [%0], %1, %2, %3, adds;\n}" ::"r"(sums),
      "l"(a), "l"(b), "r"(instruction), "r"(static_cast<std::uint32_t>(adds)), "C"(Blocks::kName),
      "C"(Type::kKind)
      : "memory");
}

/// The barrier, of each block of a pair, hears when what was multiplied so far is done.
template <class Blocks>
__device__ __forceinline__ void announce_multiplied(std::uint32_t barrier) {
  if constexpr (Blocks::kCount == 1) {
    asm volatile(
        "tcgen05.commit.cta_group::1.mbarrier::arrive::one.shared::cluster.b64 [%0];" ::"r"(barrier)
        : "memory");
  } else {
    constexpr std::uint16_t kBoth = 3;
    asm volatile(
        "tcgen05.commit.cta_group::2.mbarrier::arrive::one.shared::cluster.multicast::cluster.b64 "
        "[%0], %1;" ::"r"(barrier),
        "h"(kBoth)
        : "memory");
  }
}

/// A box by TMA into this block's shared memory; of a pair, the first block's barrier hears of it.
template <class Blocks>
__device__ __forceinline__ void load_own_box(std::uint32_t to, const CUtensorMap& map,
                                             std::uint32_t barrier, int column, int row) {
  if constexpr (Blocks::kCount == 1) {
    load_box(to, map, barrier, column, row);
  } else {
    constexpr std::uint32_t kFirstOfPair = 0xFEFFFFFF;  // clears the bit of the second block
    asm volatile(
        "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
        ".cta_group::2 [%0], [%1, {%3, %4}], [%2];" ::"r"(to),
        "l"(&map), "r"(barrier & kFirstOfPair), "r"(column), "r"(row)
        : "memory");
  }
}

/// 32 columns of the thread's lane, by a whole warp.
__device__ __forceinline__ void read_sums(std::uint32_t (&r)[32], std::uint32_t at) {
  asm volatile(
      "tcgen05.ld.sync.aligned.32x32b.x32.b32 {%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,"
      "%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,%29,%30,%31}, [%32];\n"
      "tcgen05.wait::ld.sync.aligned;"
      : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]), "=r"(r[4]), "=r"(r[5]), "=r"(r[6]),
        "=r"(r[7]), "=r"(r[8]), "=r"(r[9]), "=r"(r[10]), "=r"(r[11]), "=r"(r[12]), "=r"(r[13]),
        "=r"(r[14]), "=r"(r[15]), "=r"(r[16]), "=r"(r[17]), "=r"(r[18]), "=r"(r[19]), "=r"(r[20]),
        "=r"(r[21]), "=r"(r[22]), "=r"(r[23]), "=r"(r[24]), "=r"(r[25]), "=r"(r[26]), "=r"(r[27]),
        "=r"(r[28]), "=r"(r[29]), "=r"(r[30]), "=r"(r[31])
      : "r"(at)
      : "memory");
}

}  // namespace fourfold
