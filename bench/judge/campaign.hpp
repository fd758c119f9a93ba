// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// Several runs of one machine, judged as one.
struct Campaign {
  RunRecord record;                ///< the launches of all, numbered on from run to run
  std::vector<RunRecord> health;   ///< runs of the suite whose launches show stability
  std::string first_directory;     ///< of the first with figures, which keeps the baseline of all
  std::vector<Finding> remarks{};  ///< facts of the machine that were not the same in every run
};

/// Puts runs together in the order in which they were started, whatever order they are named in; a
/// run of `health_suite` ("": none is) stays by itself, unless all are runs of it: then it is the
/// suite with the figures. One run alone stays as it is. Injected faults of any are faults of all.
///
/// Throws InputError for runs that are no parts of one campaign (campaign_difference(); imported
/// ones; other baselines), and for launches that are named twice. Which of the health runs count is
/// another question (bench/judge/stability.hpp).
Campaign one_campaign(std::vector<RunRecord> runs, const std::string& health_suite);

}  // namespace fourfold
