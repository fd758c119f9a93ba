// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/all_reduce_multimem.hpp"

namespace fourfold {

void launch_multimem_all_reduce(DataType, const GpuAllReduceCall&, const MultimemBoxes&, int,
                                void*) {
  throw Error("built for no GPU that has switches reduce (sm_90 and newer)");
}

}  // namespace fourfold
