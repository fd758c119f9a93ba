// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <optional>
#include <string>

#include "bench/config/config.hpp"
#include "bench/run/run_options.hpp"
#include "bench/watch/rank_watch.hpp"
#include "collectives/mpi_session.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// The watch of one rank, and who it tells: the supervisor where there is one; else, under a
/// launcher of the user's, a process that rank 0 makes before MPI starts, which writes the finding
/// to standard error and to the journal. Where nothing can be watched the rank measures without.
class WorkerWatch {
 public:
  /// Before MPI_Init, and before any other thread: blocks SIGTERM, which the watch takes.
  WorkerWatch(const RunOptions& options, const Config& config);

  RankVoice& voice() { return watch_ ? watch_->voice() : unheard_; }
  RankWatch* watch() { return watch_ ? &*watch_ : nullptr; }
  /// Once MPI is there: all ranks learn the watcher's address from rank 0. Collective.
  void connect(MpiSession& mpi);

 private:
  std::string address_;
  std::optional<RankWatch> watch_;
  RankVoice unheard_;
};

/// Whoever says failure is left out by --exclude-failed, with its host. Of an AgreedError only
/// those ranks say so whose own it is; that the run ends by it rank 0 says, and blames nobody. So
/// it does of a RecordError. `watch` may be nullptr.
void tell_failure(RankWatch* watch, int rank, const std::exception& error);

}  // namespace fourfold
