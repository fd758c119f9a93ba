// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/run/run_options.hpp"

namespace fourfold {

/// Throws InputError where the launcher is no program: found before a directory is made for its
/// run.
void check_launcher(const std::string& mpirun);

/// Whether the launcher can start ranks on this machine only.
bool own_machine_only(const RunOptions& options);

/// Throws InputError for so many ranks that this machine, where the launcher reaches no other,
/// would be lost: a slip of the hand.
void check_launched_ranks(const RunOptions& options, const Config& config);

/// One start of the workers, as the supervisor asks for it.
struct StartOrder {
  int launch = 1;
  int start = 1;
  int ranks = 1;
  std::string directory;      ///< of the record
  std::string hostfile;       ///< "" where the launcher knows its hosts
  std::string benchmark_out;  ///< "" for none
  std::string watch;          ///< address
  std::string budget_left;    ///< as --budget takes it, or ""
  bool continues = false;     ///< the record is an earlier run's
  bool again = false;         ///< after an exclusion: planted faults of ranks have struck
  std::vector<std::string> excluded;
};

/// mpirun and the worker's own command line. On this machine alone, ranks that fill it exactly are
/// bound to cores; more than that share them and yield while they wait.
std::vector<std::string> worker_command(const RunOptions& options, const Config& config,
                                        const StartOrder& order);

/// The launcher running `true` once for each line of a host file, without a word.
std::vector<std::string> probe_command(const RunOptions& options, const std::string& hostfile,
                                       int ranks);

/// What the launcher needs in its environment.
std::vector<std::pair<std::string, std::string>> launcher_environment();

}  // namespace fourfold
