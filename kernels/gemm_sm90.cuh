// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/sm90_function.hpp"
#include "kernels/sm90_pipeline.hpp"
#include "kernels/sm90_ptx.cuh"
#include "kernels/sm90_tile.hpp"
#include "kernels/sm90_types.cuh"
#include "kernels/sm90_wgmma.cuh"
#include "kernels/tell_processor.cuh"

namespace fourfold {

/// Where a block is.
struct Sm90Place {
  std::uint32_t shared;  ///< address of its shared memory, a multiple of 1024
  int rank;              ///< in its cluster
};

__device__ __forceinline__ int warpgroup_thread() { return threadIdx.x % kSm90Warpgroup; }

/// The thread that loads, as load_tiles (sm90_pipeline.hpp) wants it.
template <Sm90Tile kTile>
class Sm90Loader {
 public:
  __device__ Sm90Loader(const Sm90Arguments& x, const Sm90Place& place)
      : x_(x), place_(place), grid_(kTile.grid(x.m, x.n)) {}

  __device__ __forceinline__ void wait_empty(const Sm90Ring& ring) const {
    wait_for(place_.shared + kTile.empty_at(ring.stage), ring.parity);
  }

  __device__ __forceinline__ void load(int stage, int tile, int block) const {
    const TilePlace at = grouped_tile(tile, grid_, kSm90RasterGroup);
    const int k_byte = block * kSm90KBytes;
    const std::uint32_t full = place_.shared + kTile.full_at(stage);
    // All that comes here: what this block loads for itself and its shares of B from the others.
    arrive_expecting(full, kTile.stage_bytes());
    load_box(place_.shared + kTile.a_at(stage), x_.a, full, k_byte,
             kTile.first_row(at, place_.rank));
    const Sm90Part part = kTile.b_part(place_.rank);
    const std::uint32_t to = place_.shared + kTile.b_at(stage) + part.shared;
    const int row = kTile.first_column(at) + part.first_row;
    if constexpr (kTile.cluster > 1) {
      load_box_into_all(to, x_.b, full, k_byte, row, (1U << kTile.cluster) - 1);
    } else {
      load_box(to, x_.b, full, k_byte, row);
    }
  }

 private:
  const Sm90Arguments& x_;
  Sm90Place place_;
  TileGrid grid_;
};

/// A warpgroup that multiplies and stores, as multiply_tiles (sm90_pipeline.hpp) wants it.
template <class Type, Sm90Tile kTile>
class Sm90Multiplier {
 public:
  __device__ Sm90Multiplier(const Sm90Arguments& x, const Sm90Place& place, int consumer)
      : x_(x), place_(place), consumer_(consumer), grid_(kTile.grid(x.m, x.n)) {}

  __device__ __forceinline__ void begin() {
#pragma unroll
    for (int i = 0; i < kTile.n / 2; ++i) {
      d_[i] = 0;  // of any type
      if constexpr (kTile.promotes) sums_[i] = 0;
    }
  }

  __device__ __forceinline__ void wait_full(const Sm90Ring& ring) const {
    wait_for_by_warp(place_.shared + kTile.full_at(ring.stage), ring.parity);
  }

  /// One stage, as one group of wgmma.
  __device__ __forceinline__ void multiply(int stage) {
    const int own_rows = kTile.own_row(consumer_) * kSm90KBytes;
    const std::uint64_t a = wgmma_descriptor(place_.shared + kTile.a_at(stage) + own_rows);
    const std::uint64_t b = wgmma_descriptor(place_.shared + kTile.b_at(stage));
    begin_wgmma();
    wgmma<Type, kTile.promotes ? 0 : 1>(d_, a, b);
#pragma unroll
    for (int step = 1; step < kSm90KBytes / kSm90StepBytes; ++step) {
      wgmma<Type, 1>(d_, a + step * kWgmmaDescriptorStep, b + step * kWgmmaDescriptorStep);
    }
    commit_wgmma();
    wait_wgmma<1>();
  }

  __device__ __forceinline__ void finish() {
    wait_wgmma<0>();
    pin(d_);
  }

  /// Each warp for itself, to each block of the cluster: what the others' warps still read, theirs
  /// tell.
  __device__ __forceinline__ void hand_back(int stage) const {
    const int lane = warpgroup_thread() % 32;
    if (lane < kTile.cluster) arrive_in(place_.shared + kTile.empty_at(stage), lane);
  }

  /// In f32, outside of the tensor cores, which on Hopper keep some 14 bits of an f8 sum. While one
  /// warpgroup adds, the other one multiplies.
  __device__ __forceinline__ void add_up() {
#pragma unroll
    for (int i = 0; i < kTile.n / 2; ++i) {
      sums_[i] = __float_as_uint(__uint_as_float(sums_[i]) + __uint_as_float(d_[i]));
    }
  }

  __device__ __forceinline__ void wait_turn(int consumer, unsigned parity) const {
    wait_for_by_warp(place_.shared + kTile.turn_at(consumer), parity);
  }
  __device__ __forceinline__ void give_turn(int consumer) const {
    if (warpgroup_thread() % 32 == 0) arrive_here(place_.shared + kTile.turn_at(1 - consumer));
  }

  __device__ __forceinline__ void store(int tile) const {
    const TilePlace at = grouped_tile(tile, grid_, kSm90RasterGroup);
    if constexpr (kTile.promotes) {
      store(sums_, at);
    } else {
      store(d_, at);
    }
  }

 private:
  /// Through shared memory, some boxes at a time; TMA stores them while the next ones are written.
  __device__ void store(const std::uint32_t (&d)[kTile.n / 2], const TilePlace& place) const {
    constexpr int kBoxColumns = 128 / Type::kOutputBytes;
    constexpr int kChunk = kBoxColumns * kTile.boxes;
    static_assert(kTile.n % kChunk == 0, "a tile is a whole number of chunks");
    const int row = kTile.first_row(place, place_.rank) + kTile.own_row(consumer_);
    const int column = kTile.first_column(place);
#pragma unroll
    for (int chunk = 0; chunk < kTile.n / kChunk; ++chunk) {
      if (warpgroup_thread() == 0) wait_until_stores_have_read();
      synchronize_named(1 + consumer_, kSm90Warpgroup);
#pragma unroll
      for (int box = 0; box < kTile.boxes; ++box) {
        const int first = (chunk * kChunk + box * kBoxColumns) / 8 * 4;
        write_box(d, first, place_.shared + kTile.box_at(consumer_, box));
      }
      publish_to_tma();
      synchronize_named(1 + consumer_, kSm90Warpgroup);
      if (warpgroup_thread() != 0) continue;
      for (int box = 0; box < kTile.boxes; ++box) {
        const int at = column + chunk * kChunk + box * kBoxColumns;
        store_box(x_.d, place_.shared + kTile.box_at(consumer_, box), at * Type::kOutputBytes, row);
      }
      commit_stores();
    }
  }

  /// The 128 bytes a row whose accumulators begin with d[first].
  __device__ void write_box(const std::uint32_t (&d)[kTile.n / 2], int first,
                            std::uint32_t box) const {
    const int warp = warpgroup_thread() / 32;
    const int lane = warpgroup_thread() % 32;
    if constexpr (Type::kOutputBytes == 2) {
#pragma unroll
      for (int column = 0; column < 64; column += 16) {
        const int i = first + column / 2;
        store_matrices(box + stmatrix_at(warp, lane, column), pair(d[i], d[i + 1]),
                       pair(d[i + 2], d[i + 3]), pair(d[i + 4], d[i + 5]),
                       pair(d[i + 6], d[i + 7]));
      }
    } else {
      const bool even = store_group(lane, 0) == 0;
#pragma unroll
      for (int step = 0; step < 4; ++step) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          const int i = first + step * 4 + half * 2;  // of even rows; odd ones take group step ^ 2
          const int j = first + (step ^ 2) * 4 + half * 2;
          store_pair(box + store_at(warp, lane, step, half), even ? d[i] : d[j],
                     even ? d[i + 1] : d[j + 1]);
        }
      }
    }
  }

  __device__ std::uint32_t pair(std::uint32_t low, std::uint32_t high) const {
    return Type::pair(__uint_as_float(low) * x_.scale, __uint_as_float(high) * x_.scale);
  }

  const Sm90Arguments& x_;
  Sm90Place place_;
  int consumer_;
  TileGrid grid_;
  std::uint32_t d_[kTile.n / 2];
  std::uint32_t sums_[kTile.promotes ? kTile.n / 2 : 1];
};

/// All threads of the cluster: no block leaves while another may still tell it something.
template <Sm90Tile kTile>
__device__ void meet() {
  if constexpr (kTile.cluster > 1) {
    synchronize_cluster();
  } else {
    __syncthreads();
  }
}

template <Sm90Tile kTile>
__device__ void init_barriers(std::uint32_t shared) {
  for (int stage = 0; stage < kTile.stages; ++stage) {
    init_barrier(shared + kTile.full_at(stage), 1);
    init_barrier(shared + kTile.empty_at(stage), kTile.handed_back());
  }
  for (int consumer = 0; consumer < 2; ++consumer) {
    init_barrier(shared + kTile.turn_at(consumer), kSm90Warpgroup / 32);
  }
  publish_barriers();
}

/// D = A B^T for sm_90a: one skeleton for all types (docs/kernels.md has a drawing). A block is a
/// warpgroup whose first thread loads by TMA, and two that multiply. Stages of shared memory go
/// round between them: "full" barriers tell that a stage's bytes have come, "empty" ones that every
/// warp of the cluster has done with it. Blocks stay and take one tile after the other, so that the
/// loads of the next tile begin while the last one is stored.
///
/// Expected bound: tensor cores (kTile.m * kTile.n / 32 clocks a stage), or shared memory, which
/// for 128x256 is written and read at all of its 128 bytes a clock meanwhile.
///
/// `Instance` has the tile; it is a type because nvcc takes no value of a class as a kernel's
/// argument.
template <class Type, class Instance>
__global__ void __launch_bounds__(Instance::kTile.threads(), 1)
    __cluster_dims__(Instance::kTile.cluster, 1, 1)
        gemm_sm90(const __grid_constant__ Sm90Arguments x) {
  constexpr Sm90Tile kTile = Instance::kTile;
  extern __shared__ std::uint8_t memory[];
  const Sm90Place place{(shared_address(memory) + 1023U) & ~1023U,
                        kTile.cluster > 1 ? static_cast<int>(cluster_rank()) : 0};
  if (threadIdx.x == 0) {
    prefetch(x.a);
    prefetch(x.b);
    prefetch(x.d);
    init_barriers<kTile>(place.shared);
  }
  tell_processor(x.processors);
  meet<kTile>();
  const Sm90Work work{static_cast<int>(blockIdx.x) / kTile.cluster,
                      static_cast<int>(gridDim.x) / kTile.cluster, kTile.grid(x.m, x.n).tiles(),
                      x.k_blocks};
  const int warpgroup = threadIdx.x / kSm90Warpgroup;
  if (warpgroup == 0) {
    give_registers<kSm90ProducerRegisters>();
    if (threadIdx.x == 0) {
      Sm90Loader<kTile> loader(x, place);
      load_tiles<kTile>(loader, work);
    }
  } else {
    take_registers<kSm90ConsumerRegisters>();
    Sm90Multiplier<Type, kTile> multiplier(x, place, warpgroup - 1);
    multiply_tiles<kTile>(multiplier, warpgroup - 1, work);
    if (warpgroup_thread() == 0) wait_until_stored();
  }
  __syncwarp();
  meet<kTile>();
}

/// The address of one kernel, for sm90_function.
template <class Type, class Instance>
const void* gemm_sm90_address() {
  constexpr Sm90Tile kTile = Instance::kTile;
  static_assert(kTile.shared_bytes() <= kSm90SharedLimit);
  static_assert(kTile.consumers() == 2, "registers are shared out for three warpgroups");
  return reinterpret_cast<const void*>(&gemm_sm90<Type, Instance>);
}

}  // namespace fourfold
