// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/gemm.hpp"

namespace fourfold {

/// Whether cuBLASLt can be opened, and if not, why. Loads it on the first call: some 60 ms and
/// 200 MiB, which is why nothing is linked against it. Needs no GPU.
Support probe_cublaslt();

/// Whether cuBLASLt can run this problem on such a GPU, by its documented limits on types,
/// architectures and multiples (cuBLAS manual, cublasLtMatmul). Pure: does not load the library.
Support cublaslt_support(const GemmProblem& problem, const DeviceInfo& device);

/// Asks for up to 64 algorithms with 64 MiB of workspace; all of them are to be had from the result
/// (gemm_algorithms.hpp tells the fastest), which takes the library's first. `threads` is not used.
/// The result owns workspace and descriptors; the device must outlive it. Its matrices start at
/// multiples of 128 bytes: the algorithms were chosen for that. Throws Error.
PreparedGemm prepare_cublaslt(const GemmProblem& problem, Device& device, int threads);

/// The same with fast accumulation: f8e4m3 alone, whose partial sums are not promoted to f32 on the
/// way (CUBLASLT_MATMUL_DESC_FAST_ACCUM). Faster, and another result; so it is a row of its own. It
/// has an effect on compute capability 8.9 and 9.0 only (cuBLAS manual), and is refused elsewhere.
Support cublaslt_fast_accum_support(const GemmProblem& problem, const DeviceInfo& device);
PreparedGemm prepare_cublaslt_fast_accum(const GemmProblem& problem, Device& device, int threads);

}  // namespace fourfold
