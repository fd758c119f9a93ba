// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bench/judge/coverage.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

/// One side of the comparison.
struct Side {
  const RunRecord& record;
  const std::vector<CaseMetrics>& metrics;
};

/// The conditions that the candidate's own record must meet, beside its rates: nothing missing,
/// zero wrong results, of the runs in `health` neither, no injected fault, no figure beyond
/// physics.
std::vector<Clause> candidate_clauses(const Side& candidate, const Coverage& coverage,
                                      const std::vector<std::string>& verdicts,
                                      const std::vector<const RunRecord*>& health);

/// Whether the record is signed by the key that the target demands.
Clause signature_clause(const RunRecord& record, const std::string& key);

/// Whether the baseline may serve: two launches or more and all that were planned, each finished
/// without a fault, by every rank, and every result right. Anything less would lower what the
/// candidate has to reach, and makes the comparison inconclusive, never a pass. Of an imported log
/// nobody knows what was planned, or what each rank did.
Clause baseline_clause(const Basis& basis, const std::vector<CaseMetrics>& metrics);

/// Every contracted unit tested, and none slower than the fleet's median by more than the
/// tolerance. `cases` are those of the target's dimensions.
Clause units_clause(const Side& candidate, const std::vector<const CaseMetrics*>& cases,
                    const Target& target, int contracted);

/// What an interval says of a value that must be reached: its lower bound does, its upper bound
/// does not, or neither.
Decision side_of(const Interval& interval, double value);

/// One that rejects makes the whole rejected, else one that is open leaves it open.
Decision combine(std::span<const Decision> clauses);

/// A note for each of target and baseline that is not the run's own.
void find_other_basis(const RunRecord& record, const Basis& basis, std::vector<Finding>& findings);

/// The target as a whole (docs/method_verdict.md). `verdicts` are by row of the candidate's
/// metrics.
TargetVerdict judge_target(const Side& candidate, const Target& target, const Basis& basis,
                           const Coverage& coverage, const std::vector<std::string>& verdicts);

}  // namespace fourfold
