// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// D = A B^T in f32 by fused multiply-add, no tensor cores: 128x128 of D a block, 8x8 a thread, a
// ring of four stages of eight k that cp.async fills and turns, two blocks to an SM. Expected
// bound: FMA issue (128 products a clock and SM); 64 of them to four 16-byte reads of shared
// memory.
#include "kernels/cp_async.cuh"
#include "kernels/matrix_arguments.hpp"
#include "kernels/simt_tile.hpp"
#include "kernels/tell_processor.cuh"

namespace fourfold {
namespace {

/// Copies an operand's part of a stage, zeros for what lies outside of the matrix.
__device__ __forceinline__ void copy_operand(const std::byte* matrix, std::int64_t row_elements,
                                             int rows, int first_row, std::int64_t first_k,
                                             std::uint32_t to) {
#pragma unroll 2  // more addresses at once would not stay in registers
  for (int turn = 0; turn < simt_copy_turns(); ++turn) {
    const SimtCopy copy = simt_copy(static_cast<int>(threadIdx.x), turn);
    const int row = first_row + copy.row;
    const std::int64_t k = first_k + copy.k;
    const bool inside = row < rows && k < row_elements;
    copy_async<4>(to + 4 * simt_at(copy.row, copy.k),
                  matrix + (inside ? 4 * (row * row_elements + k) : 0), inside ? 4 : 0);
  }
}

/// Eight values of a thread for one k: two reads of 16 bytes.
__device__ __forceinline__ void read(float (&values)[SimtTile::kEach], const float* at) {
#pragma unroll
  for (int i = 0; i < SimtTile::kEach; i += 4) {
    const float4 four = *reinterpret_cast<const float4*>(at + simt_offset(i));
    values[i] = four.x;
    values[i + 1] = four.y;
    values[i + 2] = four.z;
    values[i + 3] = four.w;
  }
}

__global__ void __launch_bounds__(SimtTile::kThreads, 2) gemm_simt(const MatrixArguments x) {
  __shared__ __align__(16) float stages[SimtTile::kStages * SimtTile::kStage];
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(stages));
  tell_processor(x.processors);
  const TileGrid grid{divided_up(x.m, SimtTile::kM), divided_up(x.n, SimtTile::kN)};
  const TilePlace tile = grouped_tile(static_cast<int>(blockIdx.x), grid, kMmaRasterGroup);
  const int first_row = tile.row * SimtTile::kM;
  const int first_column = tile.column * SimtTile::kN;
  const std::int64_t row_elements = x.row_bytes / 4;
  const auto blocks = static_cast<int>((row_elements + SimtTile::kK - 1) / SimtTile::kK);

  const auto copy_stage = [&](int block) {
    if (block < blocks) {
      const std::uint32_t to = shared + 4 * (block % SimtTile::kStages * SimtTile::kStage);
      const std::int64_t first_k = std::int64_t{block} * SimtTile::kK;
      copy_operand(x.a, row_elements, x.m, first_row, first_k, to);
      copy_operand(x.b, row_elements, x.n, first_column, first_k, to + 4 * SimtTile::kOperand);
    }
    commit_copies();  // an empty group too: they are counted
  };
#pragma unroll 1
  for (int block = 0; block < SimtTile::kStages - 1; ++block) copy_stage(block);

  const int row = simt_first_row(static_cast<int>(threadIdx.x));
  const int column = simt_first_column(static_cast<int>(threadIdx.x));
  float d[SimtTile::kEach][SimtTile::kEach] = {};
#pragma unroll 1
  for (int block = 0; block < blocks; ++block) {
    wait_for_copies<SimtTile::kStages - 2>();
    __syncthreads();  // all see the stage, and all have done with the one that is filled next
    copy_stage(block + SimtTile::kStages - 1);
    const float* const stage = stages + block % SimtTile::kStages * SimtTile::kStage;
#pragma unroll
    for (int k = 0; k < SimtTile::kK; ++k) {
      float a[SimtTile::kEach];
      float b[SimtTile::kEach];
      read(a, stage + simt_at(row, k));
      read(b, stage + SimtTile::kOperand + simt_at(column, k));
#pragma unroll
      for (int i = 0; i < SimtTile::kEach; ++i) {
#pragma unroll
        for (int j = 0; j < SimtTile::kEach; ++j) d[i][j] = fmaf(a[i], b[j], d[i][j]);
      }
    }
  }

  auto* const out = reinterpret_cast<float*>(x.d);
#pragma unroll
  for (int i = 0; i < SimtTile::kEach; ++i) {
    const int at_row = first_row + row + simt_offset(i);
#pragma unroll
    for (int j = 0; j < SimtTile::kEach; ++j) {
      const int at_column = first_column + column + simt_offset(j);
      if (at_row < x.m && at_column < x.n) out[std::int64_t{at_row} * x.n + at_column] = d[i][j];
    }
  }
}

}  // namespace

const void* simt_function() { return reinterpret_cast<const void*>(&gemm_simt); }

}  // namespace fourfold
