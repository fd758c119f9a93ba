// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda.h>

#include <cstddef>
#include <cstdint>
#include <map>

#include "core/data_type.hpp"
#include "core/support.hpp"

namespace fourfold {

/// What launches of kernels that load by TMA share (sm_90a, sm_100a).

/// Whether the driver makes TMA descriptors, and if not, why. The function is asked of the CUDA
/// runtime: nothing links with libcuda, which a machine without a GPU does not have.
Support probe_tensor_maps();

/// Descriptors of one operand, by its address: buffers rotate, and come again. To TMA a matrix is
/// rows of bytes whatever its type is, in boxes of 128 bytes by `box_rows` with the 128-byte
/// swizzle; zeros for what lies outside are zeros of every type.
class TensorMaps {
 public:
  TensorMaps(std::int64_t rows, std::int64_t columns, DataType type, int box_rows);

  /// Made (some 100 ns) when the address is new. Throws Error.
  const CUtensorMap& at(const std::byte* address);

 private:
  std::int64_t rows_;
  std::int64_t row_bytes_;
  int box_rows_;
  std::map<const std::byte*, CUtensorMap> known_;
};

/// How a kernel is launched: as many blocks as there is room for, in clusters.
struct ClusterLaunch {
  const void* function = nullptr;
  int cluster = 1;       ///< blocks
  int threads = 0;       ///< of a block
  int shared_bytes = 0;  ///< of a block

  /// Allows the shared memory; how many clusters run at once. Throws Error where none does.
  int clusters_at_once() const;
};

}  // namespace fourfold
