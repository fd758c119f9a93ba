// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/gemm_sm90.hpp"

namespace fourfold {

Support probe_sm90() { return Support::no("built without CUDA for sm_90a"); }

PreparedGemm prepare_sm90(std::size_t, const GemmProblem&, Device&) {
  throw Error(probe_sm90().reason());
}

}  // namespace fourfold
