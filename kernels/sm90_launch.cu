// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the sm_90a kernels: descriptors and launches.
#include <cuda.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/gemm_sm90.hpp"
#include "kernels/sm90_function.hpp"
#include "kernels/sm90_types.cuh"

namespace fourfold {
namespace {

constexpr unsigned kEncodeSince = 12000;  // the CUDA version whose form of the function we call

/// The one function of the driver that we need, asked of the runtime: nothing links with libcuda,
/// which a machine without a GPU does not have.
struct Driver {
  decltype(&cuTensorMapEncodeTiled) encode = nullptr;
  std::string reason;
};
const Driver& driver() {
  static const Driver found = [] {
    void* function = nullptr;
    cudaDriverEntryPointQueryResult result = cudaDriverEntryPointSymbolNotFound;
    const cudaError_t status = cudaGetDriverEntryPointByVersion(
        "cuTensorMapEncodeTiled", &function, kEncodeSince, cudaEnableDefault, &result);
    if (status == cudaSuccess && result == cudaDriverEntryPointSuccess && function != nullptr) {
      return Driver{reinterpret_cast<decltype(&cuTensorMapEncodeTiled)>(function), ""};
    }
    static_cast<void>(cudaGetLastError());
    return Driver{nullptr, "the driver has no cuTensorMapEncodeTiled" +
                               (status == cudaSuccess ? "" : " (" + cuda_error_text(status) + ")")};
  }();
  return found;
}

/// A dense matrix as TMA sees it: rows of bytes whatever the type is, in boxes of 128 bytes by
/// `box_rows`. Zeros for what lies outside are zeros of every type.
CUtensorMap make_map(const std::byte* at, std::int64_t rows, std::int64_t row_bytes, int box_rows) {
  const std::array<cuuint64_t, 2> size{static_cast<cuuint64_t>(row_bytes),
                                       static_cast<cuuint64_t>(rows)};
  const std::array<cuuint64_t, 1> stride{static_cast<cuuint64_t>(row_bytes)};
  const std::array<cuuint32_t, 2> box{kSm90KBytes, static_cast<cuuint32_t>(box_rows)};
  const std::array<cuuint32_t, 2> step{1, 1};
  CUtensorMap map{};
  const CUresult status =
      driver().encode(&map, CU_TENSOR_MAP_DATA_TYPE_UINT8, size.size(), const_cast<std::byte*>(at),
                      size.data(), stride.data(), box.data(), step.data(),
                      CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
                      CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (status == CUDA_SUCCESS) return map;
  throw Error("cuTensorMapEncodeTiled refuses a matrix of " + std::to_string(rows) + " rows of " +
              std::to_string(row_bytes) + " bytes (CUDA driver error " +
              std::to_string(static_cast<int>(status)) + ")");
}

/// Descriptors of one operand, by its address: buffers rotate, and come again.
class Maps {
 public:
  Maps(std::int64_t rows, std::int64_t columns, DataType type, int box_rows)
      : rows_(rows),
        row_bytes_(columns * static_cast<std::int64_t>(traits(type).bytes)),
        box_rows_(box_rows) {}

  const CUtensorMap& at(const std::byte* address) {
    const auto found = known_.find(address);
    if (found != known_.end()) return found->second;
    return known_.emplace(address, make_map(address, rows_, row_bytes_, box_rows_)).first->second;
  }

 private:
  std::int64_t rows_;
  std::int64_t row_bytes_;
  int box_rows_;
  std::map<const std::byte*, CUtensorMap> known_;
};

class Sm90Gemm {
 public:
  Sm90Gemm(const Sm90Tile& tile, const void* function, const GemmProblem& p)
      : tile_(tile),
        function_(function),
        problem_(p),
        a_(p.m, p.k, p.input, tile.m),
        b_(p.n, p.k, p.input, tile.n / tile.cluster),
        d_(p.m, p.n, p.output(), kSm90WarpgroupRows) {
    check(cudaFuncSetAttribute(function_, cudaFuncAttributeMaxDynamicSharedMemorySize,
                               tile_.shared_bytes()));
    const int tiles = tile.grid(static_cast<int>(p.m), static_cast<int>(p.n)).tiles();
    blocks_ = static_cast<unsigned>(std::min(tiles, clusters_at_once()) * tile_.cluster);
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
            .scale = 1};
  }

  int clusters_at_once() const {
    cudaLaunchAttribute cluster{};
    cluster.id = cudaLaunchAttributeClusterDimension;
    cluster.val.clusterDim.x = static_cast<unsigned>(tile_.cluster);
    cluster.val.clusterDim.y = 1;
    cluster.val.clusterDim.z = 1;
    cudaLaunchConfig_t launch{};
    launch.gridDim = dim3(static_cast<unsigned>(tile_.cluster));
    launch.blockDim = dim3(static_cast<unsigned>(tile_.threads()));
    launch.dynamicSmemBytes = static_cast<std::size_t>(tile_.shared_bytes());
    launch.attrs = &cluster;
    launch.numAttrs = 1;
    int clusters = 0;
    check(cudaOccupancyMaxActiveClusters(&clusters, function_, &launch));
    if (clusters > 0) return clusters;
    throw Error("this GPU has no room for a cluster of " + std::to_string(tile_.cluster) +
                " blocks with " + std::to_string(tile_.shared_bytes()) + " bytes of shared memory");
  }

  Sm90Tile tile_;
  const void* function_;
  GemmProblem problem_;
  Maps a_;
  Maps b_;
  Maps d_;
  unsigned blocks_ = 0;
};

template <std::size_t... kIndex>
constexpr auto functions(std::index_sequence<kIndex...>) {
  return std::array{&sm90_function<kSm90Variants[kIndex].tile>...};
}
constexpr auto kFunctions = functions(std::make_index_sequence<kSm90Variants.size()>());

}  // namespace

Support probe_sm90() {
  return driver().encode != nullptr ? Support::yes() : Support::no(driver().reason);
}

PreparedGemm prepare_sm90(std::size_t variant, const GemmProblem& problem, Device&) {
  const auto gemm = std::make_shared<Sm90Gemm>(kSm90Variants[variant].tile,
                                               kFunctions[variant](problem.input), problem);
  return {.enqueue = [gemm](const GemmArguments& x, Stream& stream) { gemm->enqueue(x, stream); },
          .algorithm = "",
          .algorithms = {},
          .expect = [gemm](const GemmArguments& x) { gemm->expect(x); }};
}

}  // namespace fourfold
