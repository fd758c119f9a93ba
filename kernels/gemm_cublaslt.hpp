// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Whether cuBLASLt can be opened, and if not, why. Loads it on the first call: some 60 ms and
/// 200 MiB, which is why nothing is linked against it. Needs no GPU.
Support probe_cublaslt();

/// Whether cuBLASLt can run this problem on such a GPU, by its documented limits on types,
/// architectures and multiples (cuBLAS manual, cublasLtMatmul). Pure: does not load the library.
Support cublaslt_support(const GemmProblem& problem, const DeviceInfo& device);

/// Asks for up to 32 algorithms with 64 MiB of workspace, times each of them on the device, on
/// scratch matrices of the problem's size and uniform data, and keeps the fastest. `threads` is not
/// used. The result owns workspace and descriptors; the device must outlive it. Its matrices start
/// at multiples of 128 bytes: the algorithms were chosen for that. Throws Error.
PreparedGemm prepare_cublaslt(const GemmProblem& problem, Device& device, int threads);

/// Environment variables that are set and that can change what cuBLASLt computes or which algorithm
/// it takes, with their values: CUBLAS* (CUBLAS_EMULATE_DOUBLE_PRECISION,
/// CUBLAS_EMULATION_STRATEGY, CUBLASLT_HEURISTICS_LUT_FILE, ...) and NVIDIA_TF32_OVERRIDE, sorted
/// by name. For the manifest: a result obtained under one of them is another result.
std::vector<std::pair<std::string, std::string>> cublaslt_environment();

}  // namespace fourfold
