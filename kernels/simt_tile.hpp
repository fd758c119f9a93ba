// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/tile_raster.hpp"

namespace fourfold {

/// The index arithmetic of the f32 kernel without tensor cores (gemm_simt.cu), with no CUDA in it.
/// Operands lie in shared memory with k outermost, so that a thread reads four rows at once.
struct SimtTile {
  static constexpr int kM = 128;  ///< rows of D
  static constexpr int kN = 128;  ///< columns of D
  static constexpr int kK = 8;    ///< elements of k per stage
  static constexpr int kStages = 4;
  static constexpr int kThreads = 256;
  /// Elements from one k to the next: four more than there are rows, so that the eight of a row,
  /// which neighbouring threads write, go to different banks.
  static constexpr int kPitch = 128 + 4;
  static constexpr int kOperand = kK * kPitch;
  static constexpr int kStage = 2 * kOperand;

  /// A thread computes 8x8 of D: four rows and four more 64 below, and columns likewise.
  static constexpr int kEach = 8;
};

/// Index of element `k` of row `row` in a stage of an operand.
constexpr int simt_at(int row, int k) { return k * SimtTile::kPitch + row; }

/// The element that a thread copies in turn `turn`: a warp takes the eight k of four rows.
struct SimtCopy {
  int row = 0;
  int k = 0;
};
constexpr SimtCopy simt_copy(int thread, int turn) {
  const int index = thread + turn * SimtTile::kThreads;
  return {index / SimtTile::kK, index % SimtTile::kK};
}
constexpr int simt_copy_turns() { return SimtTile::kM * SimtTile::kK / SimtTile::kThreads; }

/// First of the rows (columns) of a thread: a warp has 8x4 threads, so that its reads of A meet in
/// four places of 16 bytes and those of B in eight, no two in one bank.
constexpr int simt_first_row(int thread) {
  const int warp = thread / 32;
  return (warp / 2 * 4 + thread % 32 / 8) * 4;
}
constexpr int simt_first_column(int thread) { return (thread / 32 % 2 * 8 + thread % 8) * 4; }
/// Offset of the `i`-th (0-7) of them.
constexpr int simt_offset(int i) { return i % 4 + i / 4 * 64; }

}  // namespace fourfold
