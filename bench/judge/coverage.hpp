// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/judge/contract.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/mixed_hosts.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// How much of what was asked for was tested. What did not run never looks like a pass.
struct Coverage {
  std::size_t cases = 0;     ///< planned, and any recorded beyond the plan
  std::size_t tested = 0;    ///< of them, those whose results were looked at in some launch
  std::size_t good = 0;      ///< of them, right wherever they were measured
  std::size_t left_out = 0;  ///< cases of the suite that a filter kept from being planned
  int ranks = 0;  ///< asked for: the target's units, else those expected, else the run's own
  int ranks_tested = 0;
  std::optional<Contract> contract;  ///< what the suite expects to be there
  Shortfall missing;                 ///< of that
  int launches = 0;                  ///< planned
  int launches_finished = 0;
  bool timed_out = false;
  int nodes = 0;                 ///< hosts that any start had ranks on
  std::vector<SameHosts> mixed;  ///< where cases were not all measured on the same hosts
  /// Hosts that the run went on without, and why: the interruption that they were the cause of.
  std::vector<std::pair<std::string, std::string>> excluded;
};

Coverage cover(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
               const Config& config);

/// Whether several racks were contracted and nobody knows which hosts are in which.
bool racks_unverified(const Coverage& coverage);

/// Whether it ended by itself and nothing was wrong with it.
bool finished(const LaunchRecord& launch);

/// How many ranks shared a GPU (share_gpus); older records do not say, and had one each.
int ranks_per_gpu(const RunRecord& record);

/// "tested 31 of 33 cases, 2 of 2 ranks, 1 of 1 launches"
std::string describe(const Coverage& coverage);

/// Starts that were cut short and gone on with, hosts that were left out then, and ranks that were
/// late.
void find_interruptions(const RunRecord& record, const Coverage& coverage,
                        std::vector<Finding>& findings);

/// What did not run, stopped early, died or was planted: launches, cases without a record, skips,
/// cases that some finished launches lack, a cut journal, injected faults.
void find_gaps(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
               const Coverage& coverage, std::vector<Finding>& findings);

}  // namespace fourfold
