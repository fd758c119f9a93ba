// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/record.hpp"
#include "bench/run/run_options.hpp"
#include "collectives/mpi_session.hpp"

namespace fourfold {

/// A start that a record still needs.
struct PendingStart {
  int launch = 1;
  int start = 1;
  bool all_cases_over = false;  ///< it lacks nothing but its end
};

/// What a record needs to be complete, launch by launch.
std::vector<PendingStart> pending_starts(const RunRecord& record);

/// The options of a run that goes on with the record --resume names: suite and filter are the
/// record's, unless a suite is given, which must be the same. Throws InputError where the record
/// cannot be read, or options contradict it.
RunOptions resumed_options(const RunOptions& options);

/// Throws InputError with the difference unless suite and program are those of the record.
void check_resumable(const Manifest& manifest, const RunOptions& options, const Config& config);

/// Which start this is, and what it need not measure because the launch has a record of it.
struct StartPlace {
  int launch = 1;
  int start = 1;
  std::vector<std::string> over;
};

/// Of workers, from the record that rank 0 reads. Collective; throws InputError on all ranks.
StartPlace agree_on_place(MpiSession& mpi, const RunOptions& options);

/// The plan without what is over.
void leave_out(const std::vector<std::string>& over, Plan& plan);

}  // namespace fourfold
