// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/gemm.hpp"

namespace fourfold {

/// OpenBLAS through its CBLAS interface, opened at run time: a machine without it still runs
/// everything else, and says so. f64 and f32.
Support openblas_support(const GemmProblem& problem, const DeviceInfo& device);
PreparedGemm prepare_openblas(const GemmProblem& problem, Device& device, int threads);

/// Whether the library is there, and its own description of itself ("OpenBLAS 0.3.21 ...
/// SkylakeX").
Support probe_openblas();
std::string openblas_description();

}  // namespace fourfold
