// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// D = A B^T for sm_100a: bf16 and f8e4m3 by tcgen05, one block (128x256) or a pair (256x256) at a
// time (docs/kernels.md has a drawing). One thread loads by TMA, one multiplies into tensor memory,
// four warps store; two sets of sums, so that one tile is stored while the next is computed.
// Expected bound: tensor cores (512 clocks a stage for bf16 and f8 alike). Compiled, not run.
#include <cstdint>

#include "kernels/sm100_arguments.hpp"
#include "kernels/sm100_pipeline.hpp"
#include "kernels/sm100_ptx.cuh"
#include "kernels/sm100_tile.hpp"
#include "kernels/sm90_ptx.cuh"
#include "kernels/tell_processor.cuh"

namespace fourfold {
namespace {

struct Bf16 {
  static constexpr char kKind[] = "f16";
  static constexpr std::uint32_t kFormat = 1;
};
struct F8 {
  static constexpr char kKind[] = "f8f6f4";
  static constexpr std::uint32_t kFormat = 0;
};

constexpr int kStoringThreads = 128;
constexpr int kStoringBarrier = 1;

template <class Blocks>
constexpr Sm100Tile kTileOf = Blocks::kCount == 1 ? kSm100Single : kSm100Pair;

template <class Type, class Blocks, Sm100Tile kTile>
class Sm100Block {
 public:
  __device__ Sm100Block(const Sm100Arguments& x, std::uint32_t shared)
      : x_(x), shared_(shared), rank_(Blocks::kCount > 1 ? cluster_rank() : 0) {}

  __device__ void begin() {
    if (threadIdx.x == 0) {
      prefetch(x_.a);
      prefetch(x_.b);
      prefetch(x_.d);
      for (int stage = 0; stage < kTile.stages; ++stage) {
        init_barrier(shared_ + kTile.full_at(stage), 1);
        init_barrier(shared_ + kTile.empty_at(stage), 1);
      }
      for (int set = 0; set < 2; ++set) {
        init_barrier(shared_ + kTile.summed_at(set), 1);
        init_barrier(shared_ + kTile.read_at(set), 4 * Blocks::kCount);
      }
      publish_barriers();
    }
    __syncwarp();
    if (threadIdx.x / 32 == 2) {
      allocate_tensor_memory<Blocks, kSm100TensorColumns>(shared_ + kTile.tensor_address_at());
    }
    before_thread_barrier();
    meet();
    after_thread_barrier();
    asm volatile("ld.shared.u32 %0, [%1];"
                 : "=r"(sums_)
                 : "r"(shared_ + kTile.tensor_address_at()));
  }

  /// By one thread of each block.
  __device__ void load_tiles() const {
    fill_stages(*this, {cluster(), clusters(), grid_.tiles(), x_.k_blocks}, kTile.stages);
  }

  __device__ void wait_empty(int stage, std::uint32_t parity) const {
    wait_for(shared_ + kTile.empty_at(stage), parity);
  }

  __device__ void load(int stage, int tile, int block) const {
    const TilePlace place = grouped_tile(tile, grid_, kSm100RasterGroup);
    const std::uint32_t full = shared_ + kTile.full_at(stage);
    if (rank_ == 0) arrive_expecting(full, kTile.stage_bytes() * Blocks::kCount);
    const int byte = block * kSm100KBytes;
    load_own_box<Blocks>(shared_ + kTile.a_at(stage), x_.a, full, byte,
                         kTile.first_row(place, rank_));
    load_own_box<Blocks>(shared_ + kTile.b_at(stage), x_.b, full, byte,
                         kTile.first_b_row(place, rank_));
  }

  /// By one thread, of a pair the first block's.
  __device__ void multiply_tiles() const {
    Sm100Ring ring;
    Sm100Ring sets;
    for (int tile = cluster(); tile < grid_.tiles(); tile += clusters(), sets.advance(2)) {
      wait_for(shared_ + kTile.read_at(sets.place), sets.parity ^ 1);
      after_thread_barrier();
      for (int block = 0; block < x_.k_blocks; ++block, ring.advance(kTile.stages)) {
        wait_for(shared_ + kTile.full_at(ring.place), ring.parity);
        after_thread_barrier();
        multiply_stage(ring.place, sets.place, block > 0);
        announce_multiplied<Blocks>(shared_ + kTile.empty_at(ring.place));
      }
      announce_multiplied<Blocks>(shared_ + kTile.summed_at(sets.place));
    }
  }

  /// By the four storing warps.
  __device__ void store_tiles() const {
    Sm100Ring sets;
    for (int tile = cluster(); tile < grid_.tiles(); tile += clusters(), sets.advance(2)) {
      const TilePlace place = grouped_tile(tile, grid_, kSm100RasterGroup);
      wait_for_by_warp(shared_ + kTile.summed_at(sets.place), sets.parity);
      after_thread_barrier();
      for (int first = 0; first < Sm100Tile::kN; first += kSm100StoreColumns) {
        store_columns(sets.place, first, place);
      }
    }
    if (first_storing_thread()) wait_until_stored();
  }

  /// All threads of the pair, at the end: no block leaves while the other may still use it.
  __device__ void end() const {
    before_thread_barrier();
    meet();
    if (threadIdx.x / 32 == 2) free_tensor_memory<Blocks, kSm100TensorColumns>(sums_);
  }

  __device__ bool multiplies() const { return rank_ == 0; }

 private:
  static __device__ int cluster() { return blockIdx.x / Blocks::kCount; }
  static __device__ int clusters() { return gridDim.x / Blocks::kCount; }
  static __device__ bool first_storing_thread() {
    return threadIdx.x == kSm100Threads - kStoringThreads;
  }

  __device__ void meet() const {
    if constexpr (Blocks::kCount > 1) {
      synchronize_cluster();
    } else {
      __syncthreads();
    }
  }

  __device__ void multiply_stage(int stage, int set, bool adds) const {
    constexpr std::uint32_t kInstruction =
        sm100_instruction(Type::kFormat, Sm100Tile::kM * Blocks::kCount, Sm100Tile::kN);
    const std::uint64_t a = sm100_descriptor(shared_ + kTile.a_at(stage));
    const std::uint64_t b = sm100_descriptor(shared_ + kTile.b_at(stage));
#pragma unroll
    for (int step = 0; step < kSm100KBytes / kSm100StepBytes; ++step) {
      const std::uint64_t on = step * kSm100DescriptorStep;
      multiply_into<Blocks, Type>(sums_ + set * Sm100Tile::kN, a + on, b + on, kInstruction,
                                  adds || step > 0);
    }
  }

  /// Columns `first` on of the tile: from tensor memory through two boxes to D.
  __device__ void store_columns(int set, int first, const TilePlace& place) const {
    const int warp = threadIdx.x / 32 % 4;
    const int lane = threadIdx.x % 32;
    if (first_storing_thread()) wait_until_stores_have_read();
    synchronize_named(kStoringBarrier, kStoringThreads);
#pragma unroll
    for (int column = 0; column < kSm100StoreColumns; column += kSm100ReadColumns) {
      std::uint32_t sums[kSm100ReadColumns];
      read_sums(sums, sm100_sums_at(sums_, set, warp, first + column));
#pragma unroll
      for (int i = 0; i < kSm100ReadColumns; i += 8) {
        const std::uint32_t to = shared_ + kTile.box_at(0) + sm100_store_at(warp, lane, column + i);
        asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(to),
                     "r"(pair(sums[i], sums[i + 1])), "r"(pair(sums[i + 2], sums[i + 3])),
                     "r"(pair(sums[i + 4], sums[i + 5])), "r"(pair(sums[i + 6], sums[i + 7]))
                     : "memory");
      }
    }
    if (first + kSm100StoreColumns == Sm100Tile::kN) {
      before_thread_barrier();
      __syncwarp();
      if (lane == 0) arrive_in(shared_ + kTile.read_at(set), 0);
    }
    publish_to_tma();
    synchronize_named(kStoringBarrier, kStoringThreads);
    if (!first_storing_thread()) return;
    for (int box = 0; box < Sm100Tile::kBoxes; ++box) {
      const int column = kTile.first_column(place) + first + 64 * box;
      store_box(x_.d, shared_ + kTile.box_at(box), 2 * column, kTile.first_row(place, rank_));
    }
    commit_stores();
  }

  static __device__ std::uint32_t pair(std::uint32_t low, std::uint32_t high) {
    std::uint32_t bits = 0;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;"
        : "=r"(bits)
        : "f"(__uint_as_float(high)), "f"(__uint_as_float(low)));
    return bits;
  }

  const Sm100Arguments& x_;
  std::uint32_t shared_;
  std::uint32_t rank_;
  std::uint32_t sums_ = 0;  ///< address of the tensor memory
  TileGrid grid_ = kTile.grid(x_.m, x_.n);
};

template <class Type, class Blocks>
__global__ void __launch_bounds__(kSm100Threads, 1) __cluster_dims__(Blocks::kCount, 1, 1)
    gemm_sm100(const __grid_constant__ Sm100Arguments x) {
  extern __shared__ std::uint8_t memory[];
  Sm100Block<Type, Blocks, kTileOf<Blocks>> block(x, (shared_address(memory) + 1023U) & ~1023U);
  tell_processor(x.processors);
  block.begin();
  const int warp = threadIdx.x / 32;
  if (warp == 0) {
    if (threadIdx.x == 0) block.load_tiles();
  } else if (warp == 1) {
    if (threadIdx.x == 32 && block.multiplies()) block.multiply_tiles();
  } else if (warp >= 4) {
    block.store_tiles();
  }
  __syncwarp();
  block.end();
}

template <class Blocks>
Sm100Functions functions() {
  static_assert(kTileOf<Blocks>.shared_bytes() <= kSm90SharedLimit, "as much as on sm_90");
  return {.bf16 = reinterpret_cast<const void*>(&gemm_sm100<Bf16, Blocks>),
          .f8 = reinterpret_cast<const void*>(&gemm_sm100<F8, Blocks>)};
}

}  // namespace

Sm100Functions sm100_single_functions() { return functions<OneBlock>(); }
Sm100Functions sm100_pair_functions() { return functions<BlockPair>(); }

}  // namespace fourfold
