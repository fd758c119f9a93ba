// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/gemm.hpp"

namespace fourfold {

/// The naive kernel on a GPU: one thread per element of D, f64 accumulation in the order of k with
/// no fused operations (integers: int64), one rounding at the end, for every element type. It gives
/// the same bits as the naive kernel on the host. The judge of the others, not a racer.
Support naive_cuda_support(const GemmProblem& problem, const DeviceInfo& device);
PreparedGemm prepare_naive_cuda(const GemmProblem& problem, Device& device, int threads);

}  // namespace fourfold
