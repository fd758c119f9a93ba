// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/gemm_cublaslt.hpp"

namespace fourfold {

Support probe_cublaslt() { return Support::no(probe_cuda().reason); }

Support cublaslt_support(const GemmProblem&, const DeviceInfo&) { return probe_cublaslt(); }

PreparedGemm prepare_cublaslt(const GemmProblem&, Device&, int) {
  throw Error(probe_cublaslt().reason());
}

Support cublaslt_fast_accum_support(const GemmProblem&, const DeviceInfo&) {
  return probe_cublaslt();
}

PreparedGemm prepare_cublaslt_fast_accum(const GemmProblem&, Device&, int) {
  throw Error(probe_cublaslt().reason());
}

}  // namespace fourfold
