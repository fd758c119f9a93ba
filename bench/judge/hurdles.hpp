// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/judge/log_ratio.hpp"
#include "bench/judge/looks.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

/// A ratio and what it must reach.
struct Hurdle {
  std::string name;
  LogRatio ratio;
  double value;
  double confidence;  ///< of each bound
  Interval bounds;
  std::optional<int> more;  ///< launches that are expected to settle it; 0: it is settled
};
Hurdle hurdle(std::string name, const LogRatio& ratio, double value, double confidence);

/// Three-valued. It settles at looks that are planned alone: before the first of them it does not
/// reject.
Clause ratio_clause(const Hurdle& one, const PlannedLook& look);

/// Whether all of them are reached, or one is missed, so that this look is the last that is needed.
bool settle(const std::vector<Hurdle>& hurdles);

/// `counted` are those of the candidate.
Clause launches_clause(const LogRatio& ratio, const std::vector<CountedLaunch>& counted,
                       const Target& target);

/// What further launches of the candidate would do.
struct Further {
  std::optional<int> launches;  ///< absent: they cannot bring it about, or nobody can tell
  bool rejects = false;         ///< one hurdle that fails is enough
};

/// Until ratio and floors (`hurdles`, the ratio first) are expected to be settled and the launches
/// enough; 0 when they are.
Further further_launches(const std::vector<Hurdle>& hurdles, const Target& target);

}  // namespace fourfold
