// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "kernels/gemm.hpp"
#include "kernels/sm100_tile.hpp"

namespace fourfold {

/// Machine code for sm_100a runs on compute capability 10.0 and no other.
inline constexpr Architectures kSm100a{"sm_100a", 100, 100};

/// bf16 and f8e4m3 by tcgen05, with one block per tile and with a pair of them.
std::span<const GemmKernel> sm100_gemm_rows();

/// Whether the build has sm_100a and the driver makes TMA descriptors, and if not, why.
Support probe_sm100();

/// For problems that the row's `support` takes; descriptors are made as by prepare_sm90. Throws
/// Error.
PreparedGemm prepare_sm100(const Sm100Tile& tile, const GemmProblem& problem, Device& device);

}  // namespace fourfold
