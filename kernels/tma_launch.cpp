// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/tma_launch.hpp"

#include <cuda_runtime_api.h>

#include <array>
#include <string>

#include "core/error.hpp"
#include "device/cuda_check.hpp"

namespace fourfold {
namespace {

constexpr cuuint32_t kBoxBytes = 128;
constexpr unsigned kEncodeSince = 12000;  // the CUDA version whose form of the function we call

/// The one function of the driver that we need.
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

CUtensorMap make_map(const std::byte* at, std::int64_t rows, std::int64_t row_bytes, int box_rows) {
  const std::array<cuuint64_t, 2> size{static_cast<cuuint64_t>(row_bytes),
                                       static_cast<cuuint64_t>(rows)};
  const std::array<cuuint64_t, 1> stride{static_cast<cuuint64_t>(row_bytes)};
  const std::array<cuuint32_t, 2> box{kBoxBytes, static_cast<cuuint32_t>(box_rows)};
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

}  // namespace

Support probe_tensor_maps() {
  return driver().encode != nullptr ? Support::yes() : Support::no(driver().reason);
}

TensorMaps::TensorMaps(std::int64_t rows, std::int64_t columns, DataType type, int box_rows)
    : rows_(rows),
      row_bytes_(columns * static_cast<std::int64_t>(traits(type).bytes)),
      box_rows_(box_rows) {}

const CUtensorMap& TensorMaps::at(const std::byte* address) {
  const auto found = known_.find(address);
  if (found != known_.end()) return found->second;
  return known_.emplace(address, make_map(address, rows_, row_bytes_, box_rows_)).first->second;
}

int ClusterLaunch::clusters_at_once() const {
  check(cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes));
  cudaLaunchAttribute attribute{};
  attribute.id = cudaLaunchAttributeClusterDimension;
  attribute.val.clusterDim.x = static_cast<unsigned>(cluster);
  attribute.val.clusterDim.y = 1;
  attribute.val.clusterDim.z = 1;
  cudaLaunchConfig_t launch{};
  launch.gridDim = dim3(static_cast<unsigned>(cluster));
  launch.blockDim = dim3(static_cast<unsigned>(threads));
  launch.dynamicSmemBytes = static_cast<std::size_t>(shared_bytes);
  launch.attrs = &attribute;
  launch.numAttrs = 1;
  int clusters = 0;
  check(cudaOccupancyMaxActiveClusters(&clusters, function, &launch));
  if (clusters > 0) return clusters;
  throw Error("this GPU has no room for a cluster of " + std::to_string(cluster) + " blocks with " +
              std::to_string(shared_bytes) + " bytes of shared memory");
}

}  // namespace fourfold
