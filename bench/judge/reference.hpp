// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

/// Whether the baseline is the reference that the contract names, and how firmly: by its SHA-256,
/// by who must have signed it, by a path alone, or not at all. Of another one no ratio is formed.
/// None where there is no baseline, which is a clause of its own.
std::vector<Clause> reference_clauses(const Basis& basis, const Target& target);

/// The same, and whether it may serve (baseline_clause()): unless all accept no ratio is formed.
/// `metrics` are those of the baseline.
std::vector<Clause> basis_clauses(const Basis& basis, const std::vector<CaseMetrics>& metrics,
                                  const Target& target);

}  // namespace fourfold
