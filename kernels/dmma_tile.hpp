// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/tile_raster.hpp"

namespace fourfold {

/// The index arithmetic of the f64 tensor core kernel (gemm_dmma.cu), with no CUDA in it. A stage
/// has 16 elements of k: rows of 128 bytes, copied in pieces of one or two elements.
struct DmmaTile {
  static constexpr int kM = 128;  ///< rows of D
  static constexpr int kN = 64;   ///< columns of D
  static constexpr int kK = 16;   ///< elements of k per stage
  static constexpr int kStages = 3;
  static constexpr int kThreads = 128;
  static constexpr int kSlices = kK / 4;  ///< of k, as an instruction takes them

  static constexpr int kAElements = kM * kK;
  static constexpr int kStageElements = kAElements + kN * kK;
  /// What a launch asks for: two blocks to an SM of 164 KiB or more.
  static constexpr int kSharedBytes = kStages * kStageElements * 8;

  // A warp computes 64x32 of D, two warps below one another, two side by side.
  static constexpr int kWarpRows = 64;
  static constexpr int kWarpColumns = 32;
  static constexpr int kBlocksM = kWarpRows / 16;
  static constexpr int kBlocksN = kWarpColumns / 8;
};

/// Index of element `k` (0-15) of row `row` in a stage of an operand. Slices of four elements are
/// exchanged by the row's last two bits: half a warp reads one slice of four rows at once, and so
/// from all banks.
constexpr int dmma_at(int row, int k) {
  return row * DmmaTile::kK + ((k / 4 ^ (row & 3)) * 4 + k % 4);
}

/// Which elements a thread copies in turn `turn`, `each` (1 or 2) from `k` on; neighbouring threads
/// take neighbours in a row.
struct DmmaCopy {
  int row = 0;
  int k = 0;
};
constexpr DmmaCopy dmma_copy(int thread, int turn, int each) {
  const int pieces = DmmaTile::kK / each;
  const int index = thread + turn * DmmaTile::kThreads;
  return {index / pieces, index % pieces * each};
}
constexpr int dmma_copy_turns(int rows, int each) {
  return rows * DmmaTile::kK / each / DmmaTile::kThreads;
}

constexpr int dmma_warp_row(int warp) { return warp % 2 * DmmaTile::kWarpRows; }
constexpr int dmma_warp_column(int warp) { return warp / 2 * DmmaTile::kWarpColumns; }

/// Fragments (PTX ISA, "mma.m16n8k16 with .f64"): of slice s a lane holds element 4 s + lane % 4 of
/// rows lane / 4 and, of A, lane / 4 + 8; of D, columns 2 (lane % 4) and that + 1 of those rows.
/// mma.m8n8k4, which GPUs before sm_90 have, takes the same elements one slice and eight rows at a
/// time.
constexpr int dmma_fragment_at(int lane, int first_row, int slice) {
  return dmma_at(first_row + lane / 4, slice * 4 + lane % 4);
}
struct DmmaPlace {
  int row = 0;
  int column = 0;
};
constexpr DmmaPlace dmma_place(int lane) { return {lane / 4, lane % 4 * 2}; }

}  // namespace fourfold
