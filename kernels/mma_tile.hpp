// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/tile_raster.hpp"

namespace fourfold {

/// The index arithmetic of the mma.sync kernels (gemm_mma.cu), with no CUDA in it. Like the sm_90a
/// ones they count bytes: a stage has 64 bytes of k, an instruction (m16n8) takes 32 of them,
/// whatever the type is. Its operands are 8x8 matrices of 16-bit elements to ldmatrix, that is
/// eight rows of 16 bytes; what types of other sizes find in their registers is what their
/// instruction wants.

struct MmaTile {
  static constexpr int kM = 128;  ///< rows of D
  static constexpr int kN = 256;  ///< columns of D
  static constexpr int kStages = 4;
  static constexpr int kThreads = 256;

  static constexpr int kKBytes = 64;  ///< of k per stage: a row of a tile in shared memory
  static constexpr int kStepBytes = 32;
  static constexpr int kSteps = kKBytes / kStepBytes;
  static constexpr int kChunk = 16;  ///< bytes, of one copy
  static constexpr int kRowChunks = kKBytes / kChunk;

  static constexpr int kABytes = kM * kKBytes;
  static constexpr int kStageBytes = kABytes + kN * kKBytes;
  /// What a launch asks for; 99 KiB are what GPUs of compute capability 8.6 and 8.9 have.
  static constexpr int kSharedBytes = kStages * kStageBytes;

  // A warp computes 64x64 of D, two warps below one another, four side by side: 4 x 8 instructions.
  static constexpr int kWarpRows = 64;
  static constexpr int kWarpColumns = 64;
  static constexpr int kBlocksM = kWarpRows / 16;
  static constexpr int kBlocksN = kWarpColumns / 8;
};

/// Bytes from the start of an operand's stage to 16-byte chunk `chunk` (0-3) of row `row`: chunks
/// are exchanged by bits 1 and 2 of the row, so that eight rows of one column of chunks, which
/// ldmatrix reads at once, lie in eight different groups of banks.
constexpr int mma_chunk_at(int row, int chunk) {
  return row * MmaTile::kKBytes + ((chunk ^ (row >> 1 & 3)) * MmaTile::kChunk);
}

/// Which chunk of an operand's tile a thread copies in turn `turn`; four threads share a row.
struct MmaCopy {
  int row = 0;
  int chunk = 0;
};
constexpr MmaCopy mma_copy(int thread, int turn) {
  const int index = thread + turn * MmaTile::kThreads;
  return {index / MmaTile::kRowChunks, index % MmaTile::kRowChunks};
}
constexpr int mma_copy_turns(int rows) { return rows * MmaTile::kRowChunks / MmaTile::kThreads; }

/// Bytes of chunk `chunk` of a stage that begins at byte `first` of a row of `row_bytes`: 0 to 16.
constexpr int mma_chunk_bytes(std::int64_t first, int chunk, std::int64_t row_bytes) {
  const std::int64_t left = row_bytes - first - std::int64_t{chunk} * MmaTile::kChunk;
  if (left <= 0) return 0;
  return left < MmaTile::kChunk ? static_cast<int>(left) : MmaTile::kChunk;
}

/// First row and column of a warp's part of the tile.
constexpr int mma_warp_row(int warp) { return warp % 2 * MmaTile::kWarpRows; }
constexpr int mma_warp_column(int warp) { return warp / 2 * MmaTile::kWarpColumns; }

/// The address that a lane gives to ldmatrix.x4 for A, from row `row` on: rows 0-7 and 8-15 of the
/// first 16 bytes of the step, then of the second 16, as the instruction takes its registers.
constexpr int mma_a_at(int lane, int row, int step) {
  return mma_chunk_at(row + (lane & 15), step * 2 + (lane >> 4));
}
/// And for B, from row (a column of D) `row` on: rows 0-7 of both halves of the step, the registers
/// of one instruction, then rows 8-15 for the next one.
constexpr int mma_b_at(int lane, int row, int step) {
  return mma_chunk_at(row + (lane & 7) + (lane >> 4) * 8, step * 2 + (lane >> 3 & 1));
}

/// Where the sums of a lane belong: `row` and that + 8, `column` and that + 1 of the 16x8 block.
struct MmaPlace {
  int row = 0;
  int column = 0;
};
constexpr MmaPlace mma_place(int lane) { return {lane >> 2, (lane & 3) * 2}; }

}  // namespace fourfold
