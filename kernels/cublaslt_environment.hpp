// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace fourfold {

/// Unsets what changes what cuBLASLt computes or which algorithm it takes: every CUBLAS* (emulated
/// FP32 and FP64: CUBLAS_EMULATE_SINGLE_PRECISION, CUBLAS_EMULATE_DOUBLE_PRECISION,
/// CUBLAS_EMULATION_STRATEGY, CUBLAS_FIXEDPOINT_EMULATION_MANTISSA_BIT_COUNT; choice of algorithms:
/// CUBLASLT_HEURISTICS_LUT_FILE, CUBLASLT_HEURISTICS_CACHE_CAPACITY,
/// CUBLAS_AUTOTUNING_CACHE_CAPACITY, CUBLAS_WORKSPACE_CONFIG; time: CUBLASLT_LOG_*) and
/// NVIDIA_TF32_OVERRIDE, by which f32 becomes TF32. A figure obtained under one of them is another
/// figure. Returns all that this process has unset so far, with the values they had. To be called
/// before the library is loaded and before there are other threads.
const std::map<std::string, std::string>& scrub_cublaslt_environment();

}  // namespace fourfold
