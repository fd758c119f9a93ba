// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/gemm_sm100.hpp"

namespace fourfold {

Support probe_sm100() { return Support::no("built without CUDA for sm_100a"); }

PreparedGemm prepare_sm100(const Sm100Tile&, const GemmProblem&, Device&) {
  throw Error(probe_sm100().reason());
}

}  // namespace fourfold
