// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// A moment at which a campaign may be judged. Who may add launches while a verdict is open has a
/// further chance of it with each addition; so a plan says beforehand at how many launches that may
/// be. The first so many count, in the order of their starts, whatever else is there, and the
/// chance of a wrong verdict is divided among the looks (Bonferroni's inequality, as in any interim
/// analysis; docs/method_verdict.md).
struct PlannedLook {
  int number = 0;             ///< from 1; 0: none is due yet
  std::vector<int> launches;  ///< that count
  int next = 0;               ///< launches at the next one that can still be had; 0: none can
  std::vector<int> lost{};    ///< launches at those that cannot: theirs are of too few days

  bool due() const { return number > 0; }
  bool last() const { return next == 0; }
};

/// The numbers of launches at which `target` is judged, at least one. Without a plan it is
/// `min_launches`: what a run plans depends on how runs are put together.
std::vector<int> planned_looks(const Target& target);

/// Those that are due, in their order; where none is, one with all that would count so far.
/// `launches` are those of the candidate that measured every dimension. A look whose launches are
/// of fewer days than are needed cannot be had: later launches do not count at it.
/// `target` has its looks (planned_looks()).
std::vector<PlannedLook> looks_of(const RunRecord& record, const std::vector<int>& launches,
                                  const Target& target);

/// Confidence of each one-sided bound, so that over all looks that are planned the chance of a
/// wrong verdict is 1 - `target.confidence` at most: 1 - (1 - confidence) / looks.
double confidence_of_a_look(const Target& target);

/// Absent where the launches of the only look are all that is there, or fewer than
/// launches_clause() asks for. `complete`: how many launches measured every dimension.
std::optional<Clause> looks_clause(const PlannedLook& look, std::size_t complete,
                                   const Target& target);

}  // namespace fourfold
