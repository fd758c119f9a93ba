// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "collectives/mpi_session.hpp"

namespace fourfold {

// What ranks must have in common before they measure together. All functions are collective, and
// throw on all ranks or on none.

/// `wrong` is what this rank found wrong with its input, or "". Throws InputError with what the
/// lowest such rank says, with rank and host where that is not rank 0.
void agree_on_input(MpiSession& mpi, const std::string& wrong);

/// Throws Error, naming the lowest rank that differs, unless all say what rank 0 says. `what`
/// completes "ranks differ in".
void demand_same(MpiSession& mpi, const std::string& what, const std::string& own);

/// The same for a long list: the error names only the first entry that differs.
void demand_same_list(MpiSession& mpi, const std::string& what,
                      const std::vector<std::string>& own);

/// What the machines of all ranks have. Throws Error where they differ in devices or libraries;
/// memory and processors may differ, and are those of the smallest.
Capabilities agreed_capabilities(MpiSession& mpi);

}  // namespace fourfold
