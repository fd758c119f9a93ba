// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "core/error.hpp"
#include "core/where.hpp"

namespace fourfold {

/// "CUDA error 2: out of memory": the number for the manual, the words for the reader.
inline std::string cuda_error_text(cudaError_t status) {
  return "CUDA error " + std::to_string(static_cast<int>(status)) + ": " +
         cudaGetErrorString(status);
}

/// Throws Error in CUDA's words unless `status` is success. The runtime remembers its last error
/// for whoever asks next; it is forgotten here, so that the check of a later launch does not report
/// it again. (Errors that have ended the context stay, and every later call reports them.)
inline void check(cudaError_t status, Where where = Where::current()) {
  if (status == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());
  throw Error(cuda_error_text(status), where);
}

}  // namespace fourfold
