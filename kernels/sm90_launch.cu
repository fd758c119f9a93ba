// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the sm_90a kernels: descriptors and launches.
#include <cuda.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/gemm_sm90.hpp"
#include "kernels/sm90_function.hpp"
#include "kernels/sm90_types.cuh"
#include "kernels/tma_launch.hpp"

namespace fourfold {
namespace {

class Sm90Gemm {
 public:
  Sm90Gemm(const Sm90Tile& tile, const void* function, const GemmProblem& p)
      : tile_(tile),
        function_(function),
        problem_(p),
        a_(p.m, p.k, p.input, tile.m),
        b_(p.n, p.k, p.input, tile.n / tile.cluster),
        d_(p.m, p.n, p.output(), kSm90WarpgroupRows) {
    const ClusterLaunch launch{function, tile.cluster, tile.threads(), tile.shared_bytes()};
    const int tiles = tile.grid(static_cast<int>(p.m), static_cast<int>(p.n)).tiles();
    blocks_ = static_cast<unsigned>(std::min(tiles, launch.clusters_at_once()) * tile_.cluster);
  }

  BlockLayout layout() const {
    return {.rows = tile_.m,
            .columns = tile_.n,
            .cluster = tile_.cluster,
            .clusters = static_cast<int>(blocks_) / tile_.cluster,
            .group = kSm90RasterGroup,
            .grid = tile_.grid(static_cast<int>(problem_.m), static_cast<int>(problem_.n))};
  }

  void expect(const GemmArguments& x) { static_cast<void>(arguments(x)); }

  void enqueue(const GemmArguments& x, Stream& stream) {
    Sm90Arguments passed = arguments(x);
    std::array<void*, 1> list{&passed};
    check(cudaLaunchKernel(function_, dim3(blocks_), dim3(static_cast<unsigned>(tile_.threads())),
                           list.data(), static_cast<std::size_t>(tile_.shared_bytes()),
                           static_cast<cudaStream_t>(stream.native())));
  }

 private:
  Sm90Arguments arguments(const GemmArguments& x) {
    const auto k_bytes = problem_.k * static_cast<std::int64_t>(traits(problem_.input).bytes);
    return {.a = a_.at(x.a),
            .b = b_.at(x.b),
            .d = d_.at(x.d),
            .m = static_cast<int>(problem_.m),
            .n = static_cast<int>(problem_.n),
            .k_blocks = divided_up(static_cast<int>(k_bytes), kSm90KBytes),
            .scale = 1,
            .processors = x.processors};
  }

  Sm90Tile tile_;
  const void* function_;
  GemmProblem problem_;
  TensorMaps a_;
  TensorMaps b_;
  TensorMaps d_;
  unsigned blocks_ = 0;
};

template <std::size_t... kIndex>
constexpr auto functions(std::index_sequence<kIndex...>) {
  return std::array{&sm90_function<kSm90Variants[kIndex].tile>...};
}
constexpr auto kFunctions = functions(std::make_index_sequence<kSm90Variants.size()>());

}  // namespace

Support probe_sm90() { return probe_tensor_maps(); }

PreparedGemm prepare_sm90(std::size_t variant, const GemmProblem& problem, Device&) {
  const auto gemm = std::make_shared<Sm90Gemm>(kSm90Variants[variant].tile,
                                               kFunctions[variant](problem.input), problem);
  return {.enqueue = [gemm](const GemmArguments& x, Stream& stream) { gemm->enqueue(x, stream); },
          .algorithm = "",
          .algorithms = {},
          .expect = [gemm](const GemmArguments& x) { gemm->expect(x); },
          .layout = gemm->layout()};
}

}  // namespace fourfold
