// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/run/engine.hpp"

namespace fourfold {

/// What the command line of `fourfold run` says; the same for the supervisor and for its workers.
struct RunOptions {
  std::string
      malformed;  ///< what is wrong with the command line itself, or ""; nothing else counts
  std::string suite;
  std::vector<std::string> overrides;    ///< --set path=value
  std::optional<int> ranks;              ///< --ranks; else the suite's
  std::optional<int> launches;           ///< --launches; else the suite's
  std::string results = "results/runs";  ///< --results: where the run's directory is made
  std::vector<std::string> inject;
  std::string filter;  ///< --benchmark_filter
  BenchmarkFlags benchmark;
  std::string mpirun = "mpirun";  ///< --mpirun: the launcher and its own arguments
  std::string hosts;              ///< --hosts: a file of them, for launchers of Open MPI; or ""
  std::string resume;             ///< --resume: the directory of a run to go on with, or ""
  bool exclude_failed = false;    ///< --exclude-failed: go on without hosts that fail
  std::vector<std::string>
      budget;  ///< --budget: how long this may take ("20m"), the shortest holds

  /// What else may be wrong with a suite that later rooms know of: throws InputError. Asked of the
  /// process that keeps the record, before anything starts.
  std::function<void(const Config&)> check_more;

  // Set by the supervisor for its workers, not by people.
  std::string directory;   ///< --directory: write here instead of making one
  int launch = 1;          ///< --launch
  int start = 1;           ///< --start, of that launch
  int asked_ranks = 0;     ///< --asked-ranks: of the run, where this start has fewer; 0: as many
  bool continues = false;  ///< --continues: the record is an earlier run's, and must be alike
  std::vector<std::string> excluded;  ///< --excluded: hosts of the run that this start is without
  std::string watch;                  ///< --watch: the address of the supervisor's watch
};

/// How a run ended, for the caller to report on.
struct RunOutcome {
  std::string directory;  ///< of the record; empty when nothing was measured
  bool reports = true;    ///< whether this process is the one to report (rank 0, or the supervisor)
  std::string failure;    ///< why there is no record, or what could not be written beside it, or ""
  int exit_code = 0;      ///< the workers' own, where there is no record
};

}  // namespace fourfold
