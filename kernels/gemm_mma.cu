// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// D = A B^T for sm_80: bf16, f16, tf32 and i8 by mma.sync from a ring of four stages that cp.async
// fills; 128x256 of D a block, 8 warps of 64x64 (docs/kernels.md has a drawing). Expected bound:
// tensor cores; shared memory is read at 64 of its 128 bytes a clock.
#include "kernels/cp_async.cuh"
#include "kernels/matrix_arguments.hpp"
#include "kernels/mma_tile.hpp"
#include "kernels/tell_processor.cuh"

namespace fourfold {
namespace {

/// What differs between types: the instruction, and the bits of two neighbouring sums in D.
struct Bf16 {
  using Sum = float;
  static constexpr char kShape[] = "m16n8k16.row.col.f32.bf16.bf16.f32";
  static constexpr int kOutputBytes = 2;
  static __device__ std::uint32_t pair(float left, float right) {
    std::uint32_t bits = 0;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(right), "f"(left));
    return bits;
  }
};
struct F16 {
  using Sum = float;
  static constexpr char kShape[] = "m16n8k16.row.col.f32.f16.f16.f32";
  static constexpr int kOutputBytes = 2;
  static __device__ std::uint32_t pair(float left, float right) {
    std::uint32_t bits = 0;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(right), "f"(left));
    return bits;
  }
};
struct Tf32 {
  using Sum = float;
  static constexpr char kShape[] = "m16n8k8.row.col.f32.tf32.tf32.f32";
  static constexpr int kOutputBytes = 4;
};
struct I8 {
  using Sum = std::int32_t;
  static constexpr char kShape[] = "m16n8k32.row.col.s32.s8.s8.s32";
  static constexpr int kOutputBytes = 4;
};

constexpr __device__ bool is_whole(std::int32_t) { return true; }
constexpr __device__ bool is_whole(float) { return false; }

template <class Type>
__device__ __forceinline__ void multiply(typename Type::Sum (&d)[4], const std::uint32_t (&a)[4],
                                         const std::uint32_t* b) {
  if constexpr (is_whole(typename Type::Sum{})) {
    asm volatile("mma.sync.aligned.%10 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                 : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]),
                   "C"(Type::kShape));
  } else {
    asm volatile("mma.sync.aligned.%10 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]),
                   "C"(Type::kShape));
  }
}

__device__ __forceinline__ void load_matrices(std::uint32_t (&registers)[4], std::uint32_t at) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3])
               : "r"(at)
               : "memory");
}

/// Copies `kRows` rows of an operand, from `first_row` of `rows` on, zeros for those beyond.
template <int kRows>
__device__ __forceinline__ void copy_operand(const MatrixArguments& x, const std::byte* matrix,
                                             int rows, int first_row, std::int64_t first_byte,
                                             std::uint32_t to) {
#pragma unroll
  for (int turn = 0; turn < mma_copy_turns(kRows); ++turn) {
    const MmaCopy copy = mma_copy(static_cast<int>(threadIdx.x), turn);
    const int row = first_row + copy.row;
    const int bytes = row < rows ? mma_chunk_bytes(first_byte, copy.chunk, x.row_bytes) : 0;
    const std::int64_t at = row * x.row_bytes + first_byte + copy.chunk * MmaTile::kChunk;
    copy_chunk(to + mma_chunk_at(copy.row, copy.chunk), matrix + (bytes > 0 ? at : 0), bytes,
               x.grain);
  }
}

template <class Value>
struct alignas(2 * sizeof(Value)) Pair {
  Value left;
  Value right;
};

template <class Value>
__device__ __forceinline__ void store_at(const MatrixArguments& x, int row, int column,
                                         const Pair<Value>& pair) {
  auto* const at = reinterpret_cast<Value*>(x.d) + std::int64_t{row} * x.n + column;
  if (x.n % 2 == 0) {
    *reinterpret_cast<Pair<Value>*>(at) = pair;
  } else {
    at[0] = pair.left;
    if (column + 1 < x.n) at[1] = pair.right;
  }
}

template <class Type>
__device__ __forceinline__ void store_pair(const MatrixArguments& x, int row, int column,
                                           typename Type::Sum left, typename Type::Sum right) {
  if (row >= x.m || column >= x.n) return;
  if constexpr (Type::kOutputBytes == 2) {
    const std::uint32_t bits = Type::pair(left, right);
    store_at<std::uint16_t>(
        x, row, column, {static_cast<std::uint16_t>(bits), static_cast<std::uint16_t>(bits >> 16)});
  } else {
    store_at<typename Type::Sum>(x, row, column, {left, right});
  }
}

template <class Type>
__device__ __forceinline__ void multiply_stage(
    typename Type::Sum (&d)[MmaTile::kBlocksM][MmaTile::kBlocksN][4], std::uint32_t a,
    std::uint32_t b) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp = static_cast<int>(threadIdx.x) / 32;
#pragma unroll
  for (int step = 0; step < MmaTile::kSteps; ++step) {
    std::uint32_t rows[MmaTile::kBlocksM][4];
    std::uint32_t columns[MmaTile::kBlocksN / 2][4];
#pragma unroll
    for (int i = 0; i < MmaTile::kBlocksM; ++i) {
      load_matrices(rows[i], a + mma_a_at(lane, mma_warp_row(warp) + 16 * i, step));
    }
#pragma unroll
    for (int j = 0; j < MmaTile::kBlocksN / 2; ++j) {
      load_matrices(columns[j], b + mma_b_at(lane, mma_warp_column(warp) + 16 * j, step));
    }
#pragma unroll
    for (int i = 0; i < MmaTile::kBlocksM; ++i) {
#pragma unroll
      for (int j = 0; j < MmaTile::kBlocksN; ++j) {
        multiply<Type>(d[i][j], rows[i], columns[j / 2] + j % 2 * 2);
      }
    }
  }
}

template <class Type>
__global__ void __launch_bounds__(MmaTile::kThreads, 1) gemm_mma(const MatrixArguments x) {
  extern __shared__ __align__(128) std::byte stages[];
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(stages));
  tell_processor(x.processors);
  const TileGrid grid{divided_up(x.m, MmaTile::kM), divided_up(x.n, MmaTile::kN)};
  const TilePlace tile = grouped_tile(static_cast<int>(blockIdx.x), grid, kMmaRasterGroup);
  const int first_row = tile.row * MmaTile::kM;
  const int first_column = tile.column * MmaTile::kN;
  const auto blocks = static_cast<int>((x.row_bytes + MmaTile::kKBytes - 1) / MmaTile::kKBytes);

  const auto copy_stage = [&](int block) {
    if (block < blocks) {
      const std::uint32_t to = shared + block % MmaTile::kStages * MmaTile::kStageBytes;
      const std::int64_t first_byte = std::int64_t{block} * MmaTile::kKBytes;
      copy_operand<MmaTile::kM>(x, x.a, x.m, first_row, first_byte, to);
      copy_operand<MmaTile::kN>(x, x.b, x.n, first_column, first_byte, to + MmaTile::kABytes);
    }
    commit_copies();  // an empty group too: they are counted
  };
#pragma unroll 1
  for (int block = 0; block < MmaTile::kStages - 1; ++block) copy_stage(block);

  typename Type::Sum d[MmaTile::kBlocksM][MmaTile::kBlocksN][4] = {};
#pragma unroll 1
  for (int block = 0; block < blocks; ++block) {
    wait_for_copies<MmaTile::kStages - 2>();
    __syncthreads();  // all see the stage, and all have done with the one that is filled next
    copy_stage(block + MmaTile::kStages - 1);
    const std::uint32_t stage = shared + block % MmaTile::kStages * MmaTile::kStageBytes;
    multiply_stage<Type>(d, stage, stage + MmaTile::kABytes);
  }

  const int warp = static_cast<int>(threadIdx.x) / 32;
  const MmaPlace place = mma_place(static_cast<int>(threadIdx.x) % 32);
#pragma unroll
  for (int i = 0; i < MmaTile::kBlocksM; ++i) {
#pragma unroll
    for (int j = 0; j < MmaTile::kBlocksN; ++j) {
      const int row = first_row + mma_warp_row(warp) + 16 * i + place.row;
      const int column = first_column + mma_warp_column(warp) + 8 * j + place.column;
      store_pair<Type>(x, row, column, d[i][j][0], d[i][j][1]);
      store_pair<Type>(x, row + 8, column, d[i][j][2], d[i][j][3]);
    }
  }
}

template <class Type>
const void* address() {
  return reinterpret_cast<const void*>(&gemm_mma<Type>);
}

}  // namespace

MmaFunctions mma_functions() {
  return {
      .bf16 = address<Bf16>(), .f16 = address<F16>(), .tf32 = address<Tf32>(), .i8 = address<I8>()};
}

}  // namespace fourfold
