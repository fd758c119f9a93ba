// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/tile_raster.hpp"

namespace fourfold {

/// The index arithmetic of the sm_90a kernels (gemm_sm90.cuh), with no CUDA in it: what is where in
/// shared memory, which bytes which block loads, which thread stores what where. The skeleton
/// counts bytes, not elements: k advances by rows of 128 bytes whatever the type is, and a wgmma
/// instruction takes 32 of them.

inline constexpr int kSm90KBytes = 128;         ///< of k per stage: one row of a 128-byte swizzle
inline constexpr int kSm90StepBytes = 32;       ///< of k per wgmma instruction
inline constexpr int kSm90Warpgroup = 128;      ///< threads
inline constexpr int kSm90WarpgroupRows = 64;   ///< of D per wgmma instruction
inline constexpr int kSm90BoxBytes = 64 * 128;  ///< one store of D by TMA: 64 rows of 128 bytes
inline constexpr int kSm90SharedLimit = 227 * 1024;
inline constexpr int kSm90RasterGroup = 8;

/// Registers per thread after the warpgroups have shared them out anew, and what a block starts
/// with: 65536 / 384 threads, a multiple of 8.
inline constexpr int kSm90ProducerRegisters = 40;
inline constexpr int kSm90ConsumerRegisters = 232;
inline constexpr int kSm90LaunchRegisters = 168;

/// Part of an operand's tile that one block loads: rows of the matrix, and where they go.
struct Sm90Part {
  int first_row = 0;  ///< within the tile
  int rows = 0;
  int shared = 0;  ///< bytes from the start of the operand's stage
};

/// The tile of D of one block, and how its shared memory is cut. The blocks of a cluster lie below
/// one another: each loads its own rows of A, and its share of B's rows for all of them.
struct Sm90Tile {
  int m = 0;  ///< rows of D
  int n = 0;  ///< columns of D
  int cluster = 1;
  int stages = 0;
  int boxes = 0;  ///< that a warpgroup puts into shared memory before they are stored
  /// Whether each stage's sums are added up in f32 outside of the tensor cores.
  bool promotes = false;
  /// Whether the two warpgroups that multiply take whole tiles in turns ("ping-pong"): one stores
  /// while the other multiplies. Else they share one tile, 64 rows each.
  bool turns = false;

  constexpr int consumers() const { return turns ? 2 : m / kSm90WarpgroupRows; }
  /// First row of the tile that is a warpgroup's own.
  constexpr int own_row(int consumer) const { return turns ? 0 : consumer * kSm90WarpgroupRows; }
  constexpr int threads() const { return kSm90Warpgroup * (1 + consumers()); }

  constexpr int a_bytes() const { return m * kSm90KBytes; }  ///< of a stage
  constexpr int b_bytes() const { return n * kSm90KBytes; }
  constexpr int stage_bytes() const { return a_bytes() + b_bytes(); }

  // Shared memory from an address that is a multiple of 1024: A's stages, B's stages, boxes of D,
  // two barriers per stage, two for turns.
  constexpr int a_at(int stage) const { return stage * a_bytes(); }
  constexpr int b_at(int stage) const { return stages * a_bytes() + stage * b_bytes(); }
  constexpr int box_at(int consumer, int box) const {
    return stages * stage_bytes() + (consumer * boxes + box) * kSm90BoxBytes;
  }
  constexpr int full_at(int stage) const { return box_at(consumers(), 0) + 8 * stage; }
  constexpr int empty_at(int stage) const { return full_at(stages + stage); }
  constexpr int turn_at(int consumer) const { return empty_at(stages) + 8 * consumer; }
  /// What a launch asks for: all of that, and room to start at a multiple of 1024.
  constexpr int shared_bytes() const { return turn_at(2) + 1024; }

  /// How often a stage is handed back before it is loaded again: by every warp that multiplies it,
  /// to every block of the cluster.
  constexpr int handed_back() const { return (turns ? 1 : consumers()) * 4 * cluster; }

  constexpr Sm90Part b_part(int rank) const {
    return {rank * (n / cluster), n / cluster, rank * (b_bytes() / cluster)};
  }

  /// Tiles of clusters: what one cluster computes at a time.
  constexpr TileGrid grid(int problem_m, int problem_n) const {
    return {divided_up(problem_m, m * cluster), divided_up(problem_n, n)};
  }
  constexpr int first_row(const TilePlace& place, int rank) const {
    return (place.row * cluster + rank) * m;
  }
  constexpr int first_column(const TilePlace& place) const { return place.column * n; }

  friend constexpr bool operator==(const Sm90Tile&, const Sm90Tile&) = default;
};

/// Which stage is next, and the parity of its round: what both ends of the ring count.
struct Sm90Ring {
  int stage = 0;
  unsigned parity = 0;

  constexpr void advance(int stages) {
    if (++stage < stages) return;
    stage = 0;
    parity ^= 1;
  }
  constexpr void skip(int stages, int by) {
    stage += by;
    parity ^= static_cast<unsigned>(stage / stages) & 1U;
    stage %= stages;
  }
};

/// Where TMA puts byte `byte` of row `row` of rows of 128 bytes: with its 128-byte swizzle, chunks
/// of 16 bytes are exchanged by the row's last three bits, so that eight rows of one column lie in
/// eight different groups of banks. From an address that is a multiple of 1024.
constexpr int swizzled_128(int row, int byte) {
  return row * 128 + (((byte >> 4) ^ (row & 7)) << 4 | (byte & 15));
}

/// wgmma's descriptor of a K-major operand in shared memory with that swizzle (PTX ISA, "Matrix
/// descriptor"): bits 0-13 the address / 16; 16-29 the leading offset, not used here, 1; 32-45 the
/// offset between groups of eight rows / 16, of 1024 bytes; 49-51 the base offset, 0; 62-63 the
/// swizzle, 1 for 128 bytes. A step of k adds its bytes / 16 to the whole.
constexpr std::uint64_t wgmma_descriptor(std::uint32_t shared_address) {
  return std::uint64_t{(shared_address & 0x3FFFF) >> 4} | std::uint64_t{1} << 16 |
         std::uint64_t{1024 >> 4} << 32 | std::uint64_t{1} << 62;
}
inline constexpr std::uint64_t kWgmmaDescriptorStep = kSm90StepBytes >> 4;

// The epilogue. A warp has 16 rows of D; its accumulators come in groups of eight columns, four to
// a thread (PTX ISA, "wgmma.mma_async", layout of D): rows lane / 4 and that + 8, columns 2 (lane %
// 4) and that + 1.

/// Outputs of 16 bits: the address that a lane gives to stmatrix.x4 for 16 columns of a box, the
/// first of them `column`. Its four 8x8 matrices are two groups of columns by rows 0-7 and 8-15.
constexpr int stmatrix_at(int warp, int lane, int column) {
  return swizzled_128(warp * 16 + (lane & 15), (column + (lane >> 4) * 8) * 2);
}

/// Outputs of 32 bits: in step `step` (0-3) of a box a thread stores two columns of group
/// `store_group`, in rows lane / 4 + 8 half. Odd rows take the groups in another order: rows 2i and
/// 2i + 1 would else meet in the same banks.
constexpr int store_group(int lane, int step) { return step ^ ((lane >> 2 & 1) << 1); }
constexpr int store_at(int warp, int lane, int step, int half) {
  const int column = store_group(lane, step) * 8 + (lane & 3) * 2;
  return swizzled_128(warp * 16 + (lane >> 2) + half * 8, column * 4);
}

}  // namespace fourfold
