// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Whether TMA can move the problem's matrices for `kernel`, and if not, why. Rows of A, B and D
/// have to be multiples of 16 bytes, its grain; sizes need not be multiples of a tile: what lies
/// outside of a matrix is loaded as zeros and not stored.
Support tma_support(std::string_view kernel, const GemmProblem& problem);

}  // namespace fourfold
