// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/gemm.hpp"
#include "kernels/sm90_variants.hpp"

namespace fourfold {

inline constexpr Architectures kSm90a{"sm_90a", 90, 90};

/// The family's rows: fourfold_sm90, which takes the best instance, and each instance by its name.
std::span<const GemmKernel> sm90_gemm_rows();

/// Whether the build has sm_90a and the driver makes TMA descriptors, and if not, why.
Support probe_sm90();

/// Pure. Rows of A, B and D have to be multiples of 16 bytes, TMA's grain; sizes need not be
/// multiples of a tile: what lies outside of a matrix is loaded as zeros and not stored.
Support sm90_support(const Sm90Variant& variant, const GemmProblem& problem,
                     const DeviceInfo& device);

/// Clocks that an instance should take on so many SMs, if neither HBM nor power slows it down: the
/// waves of its tiles, each stage of which takes the longest of multiplying, of the traffic of
/// shared memory and of reading L2, plus the stores. Good for an order of instances; the fastest in
/// fact only a trial tells.
double sm90_clocks(const Sm90Tile& tile, const GemmProblem& problem, int processors);

/// Indices into kSm90Variants of the instances that compute the problem as the vendor's library
/// does, the one of the fewest clocks first: of f8e4m3 only those that add up in f32.
std::vector<std::size_t> sm90_candidates(const GemmProblem& problem, const DeviceInfo& device);

/// Its TMA descriptors depend on the addresses of the matrices, so they are made once per address
/// (some 100 ns, on the host) and kept: when `expect` announces one, before anything is timed, else
/// at its first use. Throws Error.
PreparedGemm prepare_sm90(std::size_t variant, const GemmProblem& problem, Device& device);

}  // namespace fourfold
