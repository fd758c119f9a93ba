// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// The moments at which a campaign could be judged. Who may add launches while a verdict is open
/// has a further chance of it with each addition; so a plan says beforehand how many such moments
/// there are, and the chance of a wrong verdict is divided among them (Bonferroni's inequality, as
/// in any interim analysis; docs/method_verdict.md).
struct Looks {
  int planned = 1;  ///< by the target
  /// Ends of runs at which all launches and days of the plan were there, this one included; 0 while
  /// they are not.
  int had = 0;

  bool due() const { return had > 0; }
  bool last() const { return had >= planned; }
  bool too_many() const { return had > planned; }
};

/// `launches` are those of the candidate that measured every dimension; `starts` are when the runs
/// that make up the record were started (Basis::starts), to the second. What was there when one of
/// them began could be judged then; likewise for records that were merged.
Looks looks_of(const RunRecord& record, const std::vector<int>& launches,
               const std::vector<std::string>& starts, const Target& target);

/// Confidence of each one-sided bound, so that over all looks that are planned the chance of a
/// wrong verdict is 1 - `target.confidence` at most: 1 - (1 - confidence) / looks.
double confidence_of_a_look(const Target& target);

/// Absent where one look is planned and no more were had.
std::optional<Clause> looks_clause(const Looks& looks, const Target& target);

}  // namespace fourfold
