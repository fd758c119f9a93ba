// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/sm90_tile.hpp"
#include "kernels/tile_raster.hpp"

namespace fourfold {

/// The index arithmetic of the sm_100a kernels (gemm_sm100.cu), with no CUDA in it. As on sm_90a, k
/// advances by rows of 128 bytes with TMA's 128-byte swizzle (swizzled_128), an instruction takes
/// 32 of them; sums lie in tensor memory, 512 columns of 128 lanes of 32 bits.

inline constexpr int kSm100KBytes = 128;
inline constexpr int kSm100StepBytes = 32;
inline constexpr int kSm100Threads = 256;  ///< warps: load, multiply, allocate, none, 4 x store
inline constexpr int kSm100TensorColumns = 512;
inline constexpr int kSm100RasterGroup = 8;

/// One block computes 128x256 of D; a pair of blocks 256x256 by instructions that take both blocks'
/// shared memory: each has its own rows of A and half of B.
struct Sm100Tile {
  static constexpr int kM = 128;  ///< of a block
  static constexpr int kN = 256;

  int blocks = 1;  ///< 1, or 2: a pair
  int stages = 0;

  constexpr int a_bytes() const { return kM * kSm100KBytes; }  ///< of a stage
  constexpr int b_rows() const { return kN / blocks; }         ///< that a block loads
  constexpr int b_bytes() const { return b_rows() * kSm100KBytes; }
  constexpr int stage_bytes() const { return a_bytes() + b_bytes(); }

  // Shared memory from an address that is a multiple of 1024: A's stages, B's stages, two boxes of
  // D (128 rows of 128 bytes), barriers, the address of the tensor memory.
  static constexpr int kBoxBytes = kM * 128;
  static constexpr int kBoxes = 2;
  constexpr int a_at(int stage) const { return stage * a_bytes(); }
  constexpr int b_at(int stage) const { return stages * a_bytes() + stage * b_bytes(); }
  constexpr int box_at(int box) const { return stages * stage_bytes() + box * kBoxBytes; }
  /// Bytes have come; bytes have been used.
  constexpr int full_at(int stage) const { return box_at(kBoxes) + 8 * stage; }
  constexpr int empty_at(int stage) const { return full_at(stages + stage); }
  /// Sums are complete; sums have been read. Two sets, so that one is stored while the next grows.
  constexpr int summed_at(int set) const { return empty_at(stages + set); }
  constexpr int read_at(int set) const { return summed_at(2 + set); }
  constexpr int tensor_address_at() const { return read_at(2); }
  constexpr int shared_bytes() const { return tensor_address_at() + 8 + 1024; }

  constexpr TileGrid grid(int m, int n) const {
    return {divided_up(m, kM * blocks), divided_up(n, kN)};
  }
  constexpr int first_row(const TilePlace& place, int rank) const {
    return (place.row * blocks + rank) * kM;
  }
  constexpr int first_column(const TilePlace& place) const { return place.column * kN; }
  /// First of the columns of D (rows of B) that a block loads.
  constexpr int first_b_row(const TilePlace& place, int rank) const {
    return first_column(place) + rank * b_rows();
  }

  friend constexpr bool operator==(const Sm100Tile&, const Sm100Tile&) = default;
};

inline constexpr Sm100Tile kSm100Single{.blocks = 1, .stages = 4};
inline constexpr Sm100Tile kSm100Pair{.blocks = 2, .stages = 6};

/// tcgen05's descriptor of a K-major operand in shared memory with that swizzle (PTX ISA, "Shared
/// memory descriptor"): bits 0-13 the address / 16; 16-29 the leading offset, not used here, 1;
/// 32-45 the offset between groups of eight rows / 16, of 1024 bytes; 46-48 the constant 1; 61-63
/// the swizzle, 2 for 128 bytes. A step of k adds its bytes / 16 to the whole.
constexpr std::uint64_t sm100_descriptor(std::uint32_t shared_address) {
  return std::uint64_t{(shared_address & 0x3FFFF) >> 4} | std::uint64_t{1} << 16 |
         std::uint64_t{1024 >> 4} << 32 | std::uint64_t{1} << 46 | std::uint64_t{2} << 61;
}
inline constexpr std::uint64_t kSm100DescriptorStep = kSm100StepBytes >> 4;

/// tcgen05's descriptor of the instruction (PTX ISA, "Instruction descriptor"), kinds f16 and
/// f8f6f4, sums in f32: bits 4-5 the type of the sums, 1; 7-9 and 10-12 the types of A and B (f16
/// 0, bf16 1; e4m3 0); 17-22 the columns of D / 8; 24-28 its rows / 16.
constexpr std::uint32_t sm100_instruction(std::uint32_t type, int rows, int columns) {
  return std::uint32_t{1} << 4 | type << 7 | type << 10 |
         static_cast<std::uint32_t>(columns >> 3) << 17 |
         static_cast<std::uint32_t>(rows >> 4) << 24;
}

// The epilogue: each of four warps reads 32 lanes, rows of D, 32 columns at a time; two boxes of 64
// columns are stored together, so twice for 256 columns.

inline constexpr int kSm100ReadColumns = 32;
inline constexpr int kSm100StoreColumns = 128;

/// Where sums of a warp begin, as tcgen05.ld takes it: lane in bits 16-31, column below.
constexpr std::uint32_t sm100_sums_at(std::uint32_t tensor_memory, int set, int warp, int column) {
  return tensor_memory + (static_cast<std::uint32_t>(warp * 32) << 16) +
         static_cast<std::uint32_t>(set * Sm100Tile::kN + column);
}
/// Bytes from the first box to the 16 that hold columns `column` to `column` + 7 (of 128) of the
/// lane's row.
constexpr int sm100_store_at(int warp, int lane, int column) {
  return column / 64 * Sm100Tile::kBoxBytes + swizzled_128(warp * 32 + lane, column % 64 * 2);
}

}  // namespace fourfold
