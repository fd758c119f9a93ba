// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/gemm.hpp"

namespace fourfold {

/// Three loops with f64 accumulation (of integers exact up to 2^53) and one rounding at the end: as
/// plain as a matmul can be, for every element type. The reference that others are held against,
/// not a fast kernel.
Support naive_support(const GemmProblem& problem, const DeviceInfo& device);
PreparedGemm prepare_naive(const GemmProblem& problem, Device& device, int threads);

}  // namespace fourfold
