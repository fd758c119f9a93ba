// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"
#include "core/mismatch.hpp"

namespace fourfold {

/// A case that gave a wrong result in a run named for stability.
struct WrongInHealth {
  std::string run;   ///< its directory
  std::string name;  ///< of the case
  int launch = 0;    ///< the first in which it did
  Mismatch mismatch;
};

/// What the runs that are named for stability say of their results, whether their launches count
/// there or not: a machine that computes wrong numbers at night is not right by day.
struct HealthResults {
  std::size_t checked = 0;  ///< cases whose results were looked at; a case counts once in each run
  std::vector<WrongInHealth> wrong;  ///< of those
};
HealthResults health_results(const std::vector<const RunRecord*>& runs);

/// "RUN, launch 7, CASE: rank 1, element 17: expected 64 ..."
std::string describe(const WrongInHealth& one);

/// Each wrong case, fatal as one of the run with the figures.
void find_wrong_in_health(const std::vector<const RunRecord*>& runs,
                          std::vector<Finding>& findings);

}  // namespace fourfold
