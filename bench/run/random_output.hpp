// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "bench/plan/case.hpp"
#include "bench/run/operation.hpp"
#include "collectives/random_reduction.hpp"

namespace fourfold {

/// Operation::random_output() of a collective: a few calls with the same random inputs, their
/// outputs hashed and compared with the bound of rounding. `call` makes one with such inputs on
/// this rank and gives its output, readable on the host until the next.
std::optional<RandomOutput> random_output_of(
    const CollectiveCase& one, int rank, int ranks, std::uint64_t seed,
    const std::function<const std::byte*(const RandomReduction&)>& call);

}  // namespace fourfold
