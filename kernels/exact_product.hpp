// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Inputs whose product is exact by design, so that a kernel of short types can be held to every
/// bit of it at any size. B is +-1 everywhere. Each row of A has +-1 at `terms` places, one in each
/// of `terms` equal stretches of k, and 0 elsewhere; so |d_ij| and every partial sum is at most
/// `terms`, which accumulator and output hold. Places and signs are hashes: an element that is
/// missing, stale, or made of another row, column or stretch of k is wrong in about every second
/// row that it touches, and where it is wrong it is seen.
struct ExactInputs {
  std::int64_t terms = 0;
  std::vector<std::byte> a;
  std::vector<std::byte> b;
};
ExactInputs exact_inputs(const GemmProblem& problem);

}  // namespace fourfold
