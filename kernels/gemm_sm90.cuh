// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/sm90_function.hpp"
#include "kernels/sm90_ptx.cuh"
#include "kernels/sm90_tile.hpp"
#include "kernels/sm90_types.cuh"
#include "kernels/sm90_wgmma.cuh"

namespace fourfold {

/// D = A B^T for sm_90a: one skeleton for all types (docs/kernels.md has a drawing). A block is a
/// warpgroup whose first thread loads by TMA, and two that multiply, 64 rows of D each. Stages of
/// shared memory go round between them: "full" barriers tell that a stage's bytes have come,
/// "empty" ones that every warp of the cluster has done with it. Blocks stay and take one tile
/// after the other, so that the loads of the next tile begin while the last one is stored.
///
/// Expected bound: tensor cores (kTile.m * kTile.n / 32 clocks a stage); shared memory is read at
/// 80 of 128 bytes a clock for tiles of 256 columns.
template <class Type, Sm90Tile kTile>
class Sm90Block {
 public:
  __device__ Sm90Block(const Sm90Arguments& x, std::uint32_t shared)
      : x_(x), shared_(shared), rank_(kTile.cluster > 1 ? cluster_rank() : 0) {}

  __device__ void begin() const {
    if (threadIdx.x == 0) {
      prefetch(x_.a);
      prefetch(x_.b);
      prefetch(x_.d);
      for (int stage = 0; stage < kTile.stages; ++stage) {
        init_barrier(shared_ + kTile.full_at(stage), 1);
        init_barrier(shared_ + kTile.empty_at(stage), kTile.handed_back());
      }
      for (int consumer = 0; consumer < 2; ++consumer) {
        init_barrier(shared_ + kTile.turn_at(consumer), kWarps);
      }
      publish_barriers();
    }
    meet();
  }

  /// By one thread.
  __device__ void load_tiles() const {
    Sm90Ring ring;
    for (int tile = cluster(); tile < grid_.tiles(); tile += clusters()) {
      const TilePlace place = grouped_tile(tile, grid_, kSm90RasterGroup);
      for (int block = 0; block < x_.k_blocks; ++block, ring.advance(kTile.stages)) {
        wait_for(shared_ + kTile.empty_at(ring.stage), ring.parity ^ 1);
        load_stage(ring.stage, place, block * kSm90KBytes);
      }
    }
  }

  /// By warpgroup `consumer` of those that multiply.
  __device__ void multiply_tiles(int consumer) const {
    std::uint32_t sums[kTile.n / 2];
    Sm90Ring ring;
    constexpr int kEvery = kTile.turns ? 2 : 1;
    if constexpr (kTile.turns) ring.skip(kTile.stages, consumer * x_.k_blocks);
    unsigned turn = 0;
    for (int tile = cluster() + (kTile.turns ? consumer * clusters() : 0); tile < grid_.tiles();
         tile += kEvery * clusters(), ++turn) {
      if constexpr (kTile.turns) wait_for_turn(consumer, turn);
      if constexpr (kTile.promotes) {
        multiply_promoting(sums, ring, consumer);
      } else {
        multiply(sums, ring, consumer);
      }
      store(sums, grouped_tile(tile, grid_, kSm90RasterGroup), consumer);
      if constexpr (kTile.turns) ring.skip(kTile.stages, x_.k_blocks);  // the other one's
    }
    if (thread() == 0) wait_until_stored();
  }

  /// All threads of the cluster: no block leaves while another may still tell it something.
  __device__ void meet() const {
    if constexpr (kTile.cluster > 1) {
      synchronize_cluster();
    } else {
      __syncthreads();
    }
  }

 private:
  static constexpr int kWarps = kSm90Warpgroup / 32;

  static __device__ int thread() { return threadIdx.x % kSm90Warpgroup; }
  static __device__ int cluster() { return blockIdx.x / kTile.cluster; }
  static __device__ int clusters() { return gridDim.x / kTile.cluster; }

  __device__ void load_stage(int stage, const TilePlace& place, int k_byte) const {
    const std::uint32_t full = shared_ + kTile.full_at(stage);
    // All that comes here: what this block loads for itself and its shares of B from the others.
    arrive_expecting(full, kTile.stage_bytes());
    load_box(shared_ + kTile.a_at(stage), x_.a, full, k_byte, kTile.first_row(place, rank_));
    const Sm90Part part = kTile.b_part(rank_);
    const std::uint32_t to = shared_ + kTile.b_at(stage) + part.shared;
    const int row = kTile.first_column(place) + part.first_row;
    if constexpr (kTile.cluster > 1) {
      load_box_into_all(to, x_.b, full, k_byte, row, (1U << kTile.cluster) - 1);
    } else {
      load_box(to, x_.b, full, k_byte, row);
    }
  }

  /// Each warp for itself, to each block of the cluster: what the others' warps still read, theirs
  /// tell.
  __device__ void hand_back(int stage) const {
    const int lane = thread() % 32;
    if (lane < kTile.cluster) arrive_in(shared_ + kTile.empty_at(stage), lane);
  }

  /// The other warpgroup must have seen the last of its stages: a barrier tells a round from the
  /// one before it, and not from the one before that. Warpgroup 0 has the first turn.
  __device__ void wait_for_turn(int consumer, unsigned turn) const {
    wait_for(shared_ + kTile.turn_at(consumer), (turn & 1) ^ (consumer == 0 ? 1 : 0));
  }
  __device__ void give_turn(int consumer) const {
    if (thread() % 32 == 0) arrive_here(shared_ + kTile.turn_at(1 - consumer));
  }

  /// One stage, as one group of wgmma.
  template <int kAccumulateFirst>
  __device__ void multiply_stage(std::uint32_t (&d)[kTile.n / 2], int stage, int consumer) const {
    const int own_rows = kTile.own_row(consumer) * kSm90KBytes;
    const std::uint64_t a = wgmma_descriptor(shared_ + kTile.a_at(stage) + own_rows);
    const std::uint64_t b = wgmma_descriptor(shared_ + kTile.b_at(stage));
    begin_wgmma();
    wgmma<Type, kAccumulateFirst>(d, a, b);
#pragma unroll
    for (int step = 1; step < kSm90KBytes / kSm90StepBytes; ++step) {
      wgmma<Type, 1>(d, a + step * kWgmmaDescriptorStep, b + step * kWgmmaDescriptorStep);
    }
    commit_wgmma();
  }

  /// A tile, one group always in flight: a stage is handed back when the next one is under way.
  __device__ void multiply(std::uint32_t (&d)[kTile.n / 2], Sm90Ring& ring, int consumer) const {
#pragma unroll
    for (std::uint32_t& sum : d) sum = 0;  // of any type
    int previous = ring.stage;
    for (int block = 0; block < x_.k_blocks; ++block, ring.advance(kTile.stages)) {
      wait_for(shared_ + kTile.full_at(ring.stage), ring.parity);
      multiply_stage<1>(d, ring.stage, consumer);
      wait_wgmma<1>();
      if (block > 0) hand_back(previous);
      previous = ring.stage;
    }
    if constexpr (kTile.turns) give_turn(consumer);
    wait_wgmma<0>();
    pin(d);
    hand_back(previous);
  }

  /// A tile whose stages are added up in f32 outside of the tensor cores, which on Hopper keep some
  /// 14 bits of an f8 sum. While one warpgroup adds, the other one multiplies.
  __device__ void multiply_promoting(std::uint32_t (&sums)[kTile.n / 2], Sm90Ring& ring,
                                     int consumer) const {
    std::uint32_t d[kTile.n / 2];
#pragma unroll
    for (std::uint32_t& sum : sums) sum = 0;
    for (int block = 0; block < x_.k_blocks; ++block, ring.advance(kTile.stages)) {
      wait_for(shared_ + kTile.full_at(ring.stage), ring.parity);
      multiply_stage<0>(d, ring.stage, consumer);
      wait_wgmma<0>();
      pin(d);
      hand_back(ring.stage);
#pragma unroll
      for (int i = 0; i < kTile.n / 2; ++i) {
        sums[i] = __float_as_uint(__uint_as_float(sums[i]) + __uint_as_float(d[i]));
      }
    }
  }

  /// Through shared memory, some boxes at a time; TMA stores them while the next ones are written.
  __device__ void store(const std::uint32_t (&d)[kTile.n / 2], const TilePlace& place,
                        int consumer) const {
    constexpr int kBoxColumns = 128 / Type::kOutputBytes;
    constexpr int kChunk = kBoxColumns * kTile.boxes;
    static_assert(kTile.n % kChunk == 0, "a tile is a whole number of chunks");
    const int row = kTile.first_row(place, rank_) + kTile.own_row(consumer);
    const int column = kTile.first_column(place);
#pragma unroll
    for (int chunk = 0; chunk < kTile.n / kChunk; ++chunk) {
      if (thread() == 0) wait_until_stores_have_read();
      synchronize_named(1 + consumer, kSm90Warpgroup);
#pragma unroll
      for (int box = 0; box < kTile.boxes; ++box) {
        const int first = (chunk * kChunk + box * kBoxColumns) / 8 * 4;
        write_box(d, first, shared_ + kTile.box_at(consumer, box));
      }
      publish_to_tma();
      synchronize_named(1 + consumer, kSm90Warpgroup);
      if (thread() != 0) continue;
      for (int box = 0; box < kTile.boxes; ++box) {
        const int at = column + chunk * kChunk + box * kBoxColumns;
        store_box(x_.d, shared_ + kTile.box_at(consumer, box), at * Type::kOutputBytes, row);
      }
      commit_stores();
    }
  }

  /// The 128 bytes a row whose accumulators begin with d[first].
  __device__ void write_box(const std::uint32_t (&d)[kTile.n / 2], int first,
                            std::uint32_t box) const {
    const int warp = thread() / 32;
    const int lane = thread() % 32;
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
  std::uint32_t shared_;
  std::uint32_t rank_;
  TileGrid grid_ = kTile.grid(x_.m, x_.n);
};

/// `Instance` has the tile; it is a type because nvcc takes no value of a class as a kernel's
/// argument.
template <class Type, class Instance>
__global__ void __launch_bounds__(Instance::kTile.threads(), 1)
    __cluster_dims__(Instance::kTile.cluster, 1, 1)
        gemm_sm90(const __grid_constant__ Sm90Arguments x) {
  extern __shared__ std::uint8_t memory[];
  const Sm90Block<Type, Instance::kTile> block(x, (shared_address(memory) + 1023U) & ~1023U);
  block.begin();
  const int warpgroup = threadIdx.x / kSm90Warpgroup;
  if (warpgroup == 0) {
    give_registers<kSm90ProducerRegisters>();
    if (threadIdx.x == 0) block.load_tiles();
  } else {
    take_registers<kSm90ConsumerRegisters>();
    block.multiply_tiles(warpgroup - 1);
  }
  __syncwarp();
  block.meet();
}

/// The address of one kernel, for sm90_function.
template <class Type, class Instance>
const void* gemm_sm90_address() {
  constexpr Sm90Tile kTile = Instance::kTile;
  static_assert(kTile.shared_bytes() <= kSm90SharedLimit);
  static_assert(kTile.consumers() == 2, "registers are shared out for three warpgroups");
  static_assert(!(kTile.promotes && kTile.turns), "multiply_promoting gives no turns");
  return reinterpret_cast<const void*>(&gemm_sm90<Type, Instance>);
}

}  // namespace fourfold
