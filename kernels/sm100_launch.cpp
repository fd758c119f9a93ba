// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the sm_100a kernels.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/gemm_sm100.hpp"
#include "kernels/sm100_arguments.hpp"
#include "kernels/tma_launch.hpp"

namespace fourfold {
namespace {

class Sm100Gemm {
 public:
  Sm100Gemm(const Sm100Tile& tile, const GemmProblem& p)
      : tile_(tile),
        launch_{function(tile, p.input), tile.blocks, kSm100Threads, tile.shared_bytes()},
        problem_(p),
        a_(p.m, p.k, p.input, Sm100Tile::kM),
        b_(p.n, p.k, p.input, tile.b_rows()),
        d_(p.m, p.n, p.output(), Sm100Tile::kM) {
    const int tiles = tile.grid(static_cast<int>(p.m), static_cast<int>(p.n)).tiles();
    blocks_ = static_cast<unsigned>(std::min(tiles, launch_.clusters_at_once()) * tile.blocks);
  }

  BlockLayout layout() const {
    return {.rows = Sm100Tile::kM,
            .columns = Sm100Tile::kN,
            .cluster = tile_.blocks,
            .clusters = static_cast<int>(blocks_) / tile_.blocks,
            .group = kSm100RasterGroup,
            .grid = tile_.grid(static_cast<int>(problem_.m), static_cast<int>(problem_.n))};
  }

  void expect(const GemmArguments& x) { static_cast<void>(arguments(x)); }

  void enqueue(const GemmArguments& x, Stream& stream) {
    Sm100Arguments passed = arguments(x);
    std::array<void*, 1> list{&passed};
    check(cudaLaunchKernel(launch_.function, dim3(blocks_), dim3(kSm100Threads), list.data(),
                           static_cast<std::size_t>(launch_.shared_bytes),
                           static_cast<cudaStream_t>(stream.native())));
  }

 private:
  static const void* function(const Sm100Tile& tile, DataType input) {
    const Sm100Functions all = tile.blocks == 1 ? sm100_single_functions() : sm100_pair_functions();
    return input == DataType::bf16 ? all.bf16 : all.f8;
  }

  Sm100Arguments arguments(const GemmArguments& x) {
    const auto k_bytes = problem_.k * static_cast<std::int64_t>(traits(problem_.input).bytes);
    return {.a = a_.at(x.a),
            .b = b_.at(x.b),
            .d = d_.at(x.d),
            .m = static_cast<int>(problem_.m),
            .n = static_cast<int>(problem_.n),
            .k_blocks = divided_up(static_cast<int>(k_bytes), kSm100KBytes),
            .processors = x.processors};
  }

  Sm100Tile tile_;
  ClusterLaunch launch_;
  GemmProblem problem_;
  TensorMaps a_;
  TensorMaps b_;
  TensorMaps d_;
  unsigned blocks_ = 0;
};

}  // namespace

Support probe_sm100() { return probe_tensor_maps(); }

PreparedGemm prepare_sm100(const Sm100Tile& tile, const GemmProblem& problem, Device& device) {
  if (device.info().kind != DeviceKind::Cuda) throw Error("sm_100a kernels need an NVIDIA GPU");
  if (const Support support = probe_sm100(); !support) throw Error(support.reason());
  const auto gemm = std::make_shared<Sm100Gemm>(tile, problem);
  return {.enqueue = [gemm](const GemmArguments& x, Stream& stream) { gemm->enqueue(x, stream); },
          .algorithm = "",
          .algorithms = {},
          .expect = [gemm](const GemmArguments& x) { gemm->expect(x); },
          .layout = gemm->layout()};
}

}  // namespace fourfold
