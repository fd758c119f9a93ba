// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/gemm_mma.hpp"

namespace fourfold {

Support probe_mma() { return Support::no(probe_cuda().reason); }

PreparedGemm prepare_mma(const GemmProblem&, Device&, int) { throw Error(probe_cuda().reason); }

PreparedGemm prepare_dmma(const GemmProblem&, Device&, int) { throw Error(probe_cuda().reason); }

PreparedGemm prepare_simt(const GemmProblem&, Device&, int) { throw Error(probe_cuda().reason); }

}  // namespace fourfold
