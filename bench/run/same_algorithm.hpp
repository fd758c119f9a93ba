// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "collectives/mpi_session.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {

/// Collective: all ranks take the same algorithm, the one whose slowest rank is fastest, so that
/// their products have the same bits. `seconds` has this rank's figure for each; where there is no
/// choice, nothing is done. Throws the same Error on every rank when the library offers them
/// different algorithms, or when none runs on all of them.
void take_same_algorithm(PreparedGemm& prepared, std::span<const double> seconds, MpiSession& mpi);

}  // namespace fourfold
