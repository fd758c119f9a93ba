// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "kernels/gemm.hpp"

namespace fourfold {

/// What Hopper's and Blackwell's own instructions leave: mma.sync with cp.async for GPUs of compute
/// capability 8, f64 on the tensor cores of any GPU that has them, f32 without. None of the kernels
/// needs multiples of anything: rows that do not start at multiples of 16 bytes are copied in
/// smaller pieces, slower.
inline constexpr Architectures kSm80{"sm_80 to sm_89", 80, 89};
inline constexpr Architectures kSm80AndNewer{"sm_80 and newer, as the build names them", 80};

/// Their rows of the catalogue.
std::span<const GemmKernel> mma_gemm_rows();

/// Whether the build has sm_80, and if not, why.
Support probe_mma();

/// bf16, f16, tf32 and i8 by mma.sync; f64 by mma.sync (DMMA); f32 by fused multiply-add. For
/// problems that the row's `support` takes. Each throws Error.
PreparedGemm prepare_mma(const GemmProblem& problem, Device& device, int threads);
PreparedGemm prepare_dmma(const GemmProblem& problem, Device& device, int threads);
PreparedGemm prepare_simt(const GemmProblem& problem, Device& device, int threads);

}  // namespace fourfold
