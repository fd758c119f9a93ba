// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "collectives/rank_status.hpp"

namespace fourfold {

/// "Open MPI 4.1.4" or "MPICH 4.0.2": the library this program runs with. Needs no MPI_Init.
std::string mpi_library_name();

/// The library's settings that bear on speed, as they are in force in this process (MPI's tool
/// interface, MPI_T; not the environment): transports, eager limits, forced algorithms. Between
/// MPI_Init and MPI_Finalize.
std::map<std::string, std::string> mpi_parameters();

/// This process's membership in an MPI job: MPI_Init_thread to MPI_Finalize, and what the harness
/// itself says between ranks (never measured): barriers, agreements, text. Not the measured
/// communicator. All members but the plain readers are collective over all ranks.
class MpiSession {
 public:
  /// Calls MPI_Init_thread. Throws Error when the launcher's environment promises another number of
  /// ranks than MPI found (N single-rank jobs): that job would measure nothing and look fine. Every
  /// collective member tells `voice`, where there is one, when it is entered and left.
  explicit MpiSession(RankVoice* voice = nullptr);
  /// The ranks of `whole` that give the same `group` as this one, in their order: a job of their
  /// own for what is between them. Collective over `whole`, which outlives it. Nobody is told of
  /// its collective members, for groups need not make the same calls. Where they may fail in one
  /// group and not in another, all of `whole` agree afterwards.
  MpiSession(MpiSession& whole, int group);
  /// MPI_Finalize, except of a group; collective.
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  int rank() const;
  int size() const;
  /// Rank and number of ranks on this host (MPI's shared-memory split).
  int local_rank() const;
  int local_size() const;
  /// The lowest rank on this host.
  int first_local_rank() const;
  /// Number of hosts, and this rank's host name.
  int hosts() const;
  const std::string& host() const;
  /// "Open MPI 4.1.4"
  const std::string& library() const;
  /// Whether threads other than the first may call MPI, one at a time; of the whole job's session.
  bool any_thread_may_call() const;
  /// Its MPI_Comm, for files that include mpi.h: `*static_cast<const MPI_Comm*>(native())`.
  const void* native() const;

  void barrier();
  /// The same without using the processor meanwhile, for those that others may want to compute on;
  /// it is left up to a fifth of a millisecond late.
  void barrier_asleep();

  /// The maximum of each element over ranks and the lowest rank that has it; then sums and minima.
  struct Agreed {
    double max = 0;
    int max_rank = 0;
    double sum = 0;
    double min = 0;
  };
  std::vector<Agreed> agree(std::span<const double> own);
  double agree_max(double own);
  double agree_min(double own);

  /// Whether all are well; where not, `who` is the lowest rank that is not and `text` what it said.
  struct Consent {
    bool all_well = true;
    int who = -1;
    std::string text;
  };
  Consent consent(bool well, const std::string& text);

  /// Text of `root`, on every rank.
  std::string broadcast(const std::string& text, int root = 0);
  /// On rank 0 one entry per rank, elsewhere empty.
  std::vector<double> gather(double own);
  std::vector<std::string> gather(const std::string& own);
  /// Of rank 0's list, which has an entry for each rank, this rank's own; others' lists are not
  /// read.
  int scatter(const std::vector<int>& all);

  /// This rank's steady clock minus rank 0's, in seconds, from the fastest of several exchanges
  /// with each rank along a binary tree: log2(n) rounds, wrong by half of such an exchange at most
  /// for each.
  double clock_offset_s();

  /// How far apart ranks leave a barrier, median over `rounds`, in seconds, on clocks aligned by
  /// ping-pong along a binary tree (offset from the fastest of several exchanges). The same figure
  /// on every rank. 0 for one rank.
  double barrier_exit_skew_s(int rounds);

  /// Ends every process of the job at once with this exit code: for a failure that one rank alone
  /// has seen while others may be inside a collective.
  [[noreturn]] void abort(int exit_code) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What the launcher's environment says, read without MPI.
struct LauncherEnvironment {
  bool worker = false;   ///< started by mpirun, mpiexec or srun
  std::string launcher;  ///< "mpirun (Open MPI)", "srun", ...
  int rank = 0;
  int size = 1;         ///< 0 when the launcher did not say
  int hinted_size = 1;  ///< where size is 0: what other variables suggest, 1 where none does
  int local_rank = 0;
};
LauncherEnvironment read_launcher_environment();

/// Why a job of `mpi_size` ranks under this launcher is a mis-launch, or "" when it is not. Where
/// the launcher did not say its size, a rank that finds itself alone is one when it is not the
/// first, or when a hint (PMI_SIZE, SLURM_STEP_NUM_TASKS, FLUX_JOB_SIZE, PALS_LOCAL_SIZE,
/// SLURM_NTASKS) speaks of more ranks. What cannot be seen: rank 0 of a bare PMIx launcher (prun)
/// outside of these systems, which measures itself alone; rank 1 then says so and fails the job.
std::string mislaunch(const LauncherEnvironment& environment, int mpi_size);

/// Whether this is the one process of a mis-launched job that tells of it: the first that sees it.
bool tells_mislaunch(const LauncherEnvironment& environment);

}  // namespace fourfold
