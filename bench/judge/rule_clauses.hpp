// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "bench/judge/coverage.hpp"
#include "bench/judge/dimensions.hpp"
#include "bench/judge/looks.hpp"
#include "bench/judge/target.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

// The clauses of a target that are about how its runs were made, not about their rates; each only
// where the target asks for it (docs/method_verdict.md, run rules).

/// Of the launches that count.
Clause days_clause(const RunRecord& record, const PlannedLook& look, int min_days);

/// Whether launches with figures were made in one go, but for so many as the target allows. Absent
/// where all were, and none need not be.
std::optional<Clause> one_go_clause(const RunRecord& record, int resumed);

/// Whether program and backends of both sides are what the category allows.
Clause category_clause(const RunRecord& candidate, const RunRecord& baseline,
                       const std::vector<Pair>& pairs, Category category);

/// For each pair of a log's figure and one of another program: that they are of the same thing,
/// nobody can show. Such a ratio may fall short, and never accepts.
std::vector<Clause> definition_clauses(const std::vector<Pair>& pairs);

/// Whether the baseline's record has all of the facility that it stands for: of fewer units it
/// delivers less, and any candidate would look better.
Clause baseline_units_clause(const RunRecord& baseline, const std::vector<Pair>& pairs,
                             const Target& target);

}  // namespace fourfold
