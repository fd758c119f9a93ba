// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Seconds per call of each algorithm on these matrices (D is overwritten), infinity for one that
/// refuses to run. After an untimed call and two that tell how long it takes, those within twice
/// the fastest get five samples of some 200 us, all in turn, so that rising clocks and heat touch
/// all alike; the figure is the median. One set of buffers: what fits into a cache stays there, for
/// every algorithm alike. Throws Error when the device fails.
std::vector<double> time_algorithms(const GemmAlgorithms& algorithms,
                                    const GemmArguments& arguments, Device& device);

/// Equal for the same names in the same order and, but for a chance of 2^-52, only then. Below
/// 2^52, so that a double holds it.
std::uint64_t fingerprint(const GemmAlgorithms& algorithms);

/// From now on takes the algorithm with the least seconds, one for each algorithm, the first of
/// equals; says in `prepared.algorithm` which that is, of how many that ran, and how much faster
/// than the library's own first. Throws Error when none is finite.
void take_fastest(PreparedGemm& prepared, std::span<const double> seconds);

}  // namespace fourfold
