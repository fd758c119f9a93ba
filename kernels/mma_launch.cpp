// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the mma.sync, DMMA and FMA kernels.
#include <cuda_runtime_api.h>

#include <array>
#include <numeric>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/dmma_tile.hpp"
#include "kernels/gemm_mma.hpp"
#include "kernels/matrix_arguments.hpp"
#include "kernels/mma_tile.hpp"
#include "kernels/simt_tile.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kCopy = 16;  // bytes, the largest

MatrixArguments arguments(const GemmProblem& problem, const GemmArguments& x) {
  const auto row_bytes = problem.k * static_cast<std::int64_t>(traits(problem.input).bytes);
  const std::uint64_t every_address = reinterpret_cast<std::uintptr_t>(x.a) |
                                      reinterpret_cast<std::uintptr_t>(x.b) |
                                      static_cast<std::uint64_t>(row_bytes);
  return {.a = x.a,
          .b = x.b,
          .d = x.d,
          .m = static_cast<int>(problem.m),
          .n = static_cast<int>(problem.n),
          .row_bytes = row_bytes,
          .grain = static_cast<int>(std::gcd(every_address, kCopy)),
          .processors = x.processors};
}

template <class Tile>
BlockLayout layout(const GemmProblem& problem) {
  return block_per_tile(Tile::kM, Tile::kN, kMmaRasterGroup, problem.m, problem.n);
}

/// A kernel with what its launch takes, one block per tile of D.
template <class Tile>
struct Launch {
  const void* function;
  int shared_bytes;

  void allow_shared() const {
    check(
        cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes));
  }
  void enqueue(MatrixArguments passed, Stream& stream) const {
    const TileGrid grid{divided_up(passed.m, Tile::kM), divided_up(passed.n, Tile::kN)};
    std::array<void*, 1> list{&passed};
    check(cudaLaunchKernel(
        function, dim3(static_cast<unsigned>(grid.tiles())), dim3(Tile::kThreads), list.data(),
        static_cast<std::size_t>(shared_bytes), static_cast<cudaStream_t>(stream.native())));
  }
};

const void* mma_function(DataType type) {
  const MmaFunctions all = mma_functions();
  switch (type) {
    case DataType::bf16:
      return all.bf16;
    case DataType::f16:
      return all.f16;
    case DataType::tf32:
      return all.tf32;
    case DataType::i8:
      return all.i8;
    default:
      return nullptr;
  }
}

void refuse_host(const Device& device) {
  if (device.info().kind != DeviceKind::Cuda) throw Error("this kernel runs on NVIDIA GPUs only");
}

}  // namespace

Support probe_mma() {
  return mma_functions().bf16 != nullptr ? Support::yes()
                                         : Support::no("built without CUDA for sm_80");
}

PreparedGemm prepare_mma(const GemmProblem& problem, Device& device, int) {
  refuse_host(device);
  if (const Support support = probe_mma(); !support) throw Error(support.reason());
  const Launch<MmaTile> launch{mma_function(problem.input), MmaTile::kSharedBytes};
  launch.allow_shared();
  return {.enqueue = [=](const GemmArguments& x,
                         Stream& stream) { launch.enqueue(arguments(problem, x), stream); },
          .algorithm = "",
          .layout = layout<MmaTile>(problem)};
}

PreparedGemm prepare_dmma(const GemmProblem& problem, Device& device, int) {
  refuse_host(device);
  const Launch<DmmaTile> singles{dmma_functions().singles, DmmaTile::kSharedBytes};
  const Launch<DmmaTile> pairs{dmma_functions().pairs, DmmaTile::kSharedBytes};
  singles.allow_shared();
  pairs.allow_shared();
  return {.enqueue =
              [=](const GemmArguments& x, Stream& stream) {
                const MatrixArguments passed = arguments(problem, x);
                (passed.grain == kCopy ? pairs : singles).enqueue(passed, stream);
              },
          .algorithm = "",
          .layout = layout<DmmaTile>(problem)};
}

PreparedGemm prepare_simt(const GemmProblem& problem, Device& device, int) {
  refuse_host(device);
  const Launch<SimtTile> launch{simt_function(), 0};
  return {.enqueue = [=](const GemmArguments& x,
                         Stream& stream) { launch.enqueue(arguments(problem, x), stream); },
          .algorithm = "",
          .layout = layout<SimtTile>(problem)};
}

}  // namespace fourfold
