// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// D = A B^T in f64 on tensor cores: 128x64 of D a block, 4 warps of 64x32, a ring of three stages
// that cp.async fills, two blocks to an SM. mma.m16n8k16 from sm_90 on, before it m8n8k4. Expected
// bound: tensor cores (128 products a clock on sm_90); shared memory is read at 48 of its 128 bytes
// a clock.
#include "kernels/cp_async.cuh"
#include "kernels/dmma_tile.hpp"
#include "kernels/matrix_arguments.hpp"
#include "kernels/tell_processor.cuh"

namespace fourfold {
namespace {

/// D (16x8) += A (16x16) B^T (8x16).
__device__ __forceinline__ void multiply(double (&d)[4], const double (&a)[DmmaTile::kSlices][2],
                                         const double (&b)[DmmaTile::kSlices]) {
#if __CUDA_ARCH__ >= 900
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f64.f64.f64.f64 {%0,%1,%2,%3}, "
      "{%4,%5,%6,%7,%8,%9,%10,%11}, {%12,%13,%14,%15}, {%0,%1,%2,%3};"
      : "+d"(d[0]), "+d"(d[1]), "+d"(d[2]), "+d"(d[3])
      : "d"(a[0][0]), "d"(a[0][1]), "d"(a[1][0]), "d"(a[1][1]), "d"(a[2][0]), "d"(a[2][1]),
        "d"(a[3][0]), "d"(a[3][1]), "d"(b[0]), "d"(b[1]), "d"(b[2]), "d"(b[3]));
#else
#pragma unroll
  for (int slice = 0; slice < DmmaTile::kSlices; ++slice) {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%0,%1};"
                   : "+d"(d[2 * half]), "+d"(d[2 * half + 1])
                   : "d"(a[slice][half]), "d"(b[slice]));
    }
  }
#endif
}

/// Copies `kRows` rows of an operand, from `first_row` of `rows` on, zeros for those beyond.
template <int kRows, int kEach>
__device__ __forceinline__ void copy_operand(const std::byte* matrix, std::int64_t row_elements,
                                             int rows, int first_row, std::int64_t first_k,
                                             std::uint32_t to) {
  constexpr int kTurns = dmma_copy_turns(kRows, kEach);
#pragma unroll 2  // more addresses at once would not stay in registers
  for (int turn = 0; turn < kTurns; ++turn) {
    const DmmaCopy copy = dmma_copy(static_cast<int>(threadIdx.x), turn, kEach);
    const int row = first_row + copy.row;
    const std::int64_t k = first_k + copy.k;  // rows are even in length where kEach is 2
    const bool inside = row < rows && k < row_elements;
    const std::byte* const from = matrix + (inside ? 8 * (row * row_elements + k) : 0);
    copy_async<8 * kEach>(to + 8 * dmma_at(copy.row, copy.k), from, inside ? 8 * kEach : 0);
  }
}

__device__ __forceinline__ void multiply_stage(
    double (&d)[DmmaTile::kBlocksM][DmmaTile::kBlocksN][4], const double* a, const double* b) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp = static_cast<int>(threadIdx.x) / 32;
  double columns[DmmaTile::kBlocksN][DmmaTile::kSlices];
#pragma unroll
  for (int j = 0; j < DmmaTile::kBlocksN; ++j) {
#pragma unroll
    for (int slice = 0; slice < DmmaTile::kSlices; ++slice) {
      columns[j][slice] = b[dmma_fragment_at(lane, dmma_warp_column(warp) + 8 * j, slice)];
    }
  }
#pragma unroll
  for (int i = 0; i < DmmaTile::kBlocksM; ++i) {
    double rows[DmmaTile::kSlices][2];
#pragma unroll
    for (int slice = 0; slice < DmmaTile::kSlices; ++slice) {
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        const int row = dmma_warp_row(warp) + 16 * i + 8 * half;
        rows[slice][half] = a[dmma_fragment_at(lane, row, slice)];
      }
    }
#pragma unroll
    for (int j = 0; j < DmmaTile::kBlocksN; ++j) multiply(d[i][j], rows, columns[j]);
  }
}

__device__ __forceinline__ void store(const MatrixArguments& x, int row, int column, double left,
                                      double right) {
  if (row >= x.m) return;
  double* const at = reinterpret_cast<double*>(x.d) + std::int64_t{row} * x.n + column;
  if (column < x.n) at[0] = left;
  if (column + 1 < x.n) at[1] = right;
}

/// `kEach`: elements per copy, 2 where every row starts at a multiple of 16 bytes.
template <int kEach>
__global__ void __launch_bounds__(DmmaTile::kThreads, 2) gemm_dmma(const MatrixArguments x) {
  extern __shared__ __align__(128) double stages[];
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(stages));
  tell_processor(x.processors);
  const TileGrid grid{divided_up(x.m, DmmaTile::kM), divided_up(x.n, DmmaTile::kN)};
  const TilePlace tile = grouped_tile(static_cast<int>(blockIdx.x), grid, kMmaRasterGroup);
  const int first_row = tile.row * DmmaTile::kM;
  const int first_column = tile.column * DmmaTile::kN;
  const std::int64_t row_elements = x.row_bytes / 8;
  const auto blocks = static_cast<int>((row_elements + DmmaTile::kK - 1) / DmmaTile::kK);

  const auto copy_stage = [&](int block) {
    if (block < blocks) {
      const int stage = block % DmmaTile::kStages * DmmaTile::kStageElements;
      const std::int64_t first_k = std::int64_t{block} * DmmaTile::kK;
      copy_operand<DmmaTile::kM, kEach>(x.a, row_elements, x.m, first_row, first_k,
                                        shared + 8 * stage);
      copy_operand<DmmaTile::kN, kEach>(x.b, row_elements, x.n, first_column, first_k,
                                        shared + 8 * (stage + DmmaTile::kAElements));
    }
    commit_copies();  // an empty group too: they are counted
  };
#pragma unroll 1
  for (int block = 0; block < DmmaTile::kStages - 1; ++block) copy_stage(block);

  double d[DmmaTile::kBlocksM][DmmaTile::kBlocksN][4] = {};
#pragma unroll 1
  for (int block = 0; block < blocks; ++block) {
    wait_for_copies<DmmaTile::kStages - 2>();
    __syncthreads();  // all see the stage, and all have done with the one that is filled next
    copy_stage(block + DmmaTile::kStages - 1);
    const double* const stage = stages + block % DmmaTile::kStages * DmmaTile::kStageElements;
    multiply_stage(d, stage, stage + DmmaTile::kAElements);
  }

  const int warp = static_cast<int>(threadIdx.x) / 32;
  const DmmaPlace place = dmma_place(static_cast<int>(threadIdx.x) % 32);
#pragma unroll
  for (int i = 0; i < DmmaTile::kBlocksM; ++i) {
#pragma unroll
    for (int j = 0; j < DmmaTile::kBlocksN; ++j) {
      const int row = first_row + dmma_warp_row(warp) + 16 * i + place.row;
      const int column = first_column + dmma_warp_column(warp) + 8 * j + place.column;
      store(x, row, column, d[i][j][0], d[i][j][1]);
      store(x, row + 8, column, d[i][j][2], d[i][j][3]);
    }
  }
}

}  // namespace

DmmaFunctions dmma_functions() {
  return {.singles = reinterpret_cast<const void*>(&gemm_dmma<1>),
          .pairs = reinterpret_cast<const void*>(&gemm_dmma<2>)};
}

}  // namespace fourfold
