// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "collectives/mpi_session.hpp"

namespace fourfold {
namespace {

/// A variable that a launcher sets to a whole number, or -1.
int number(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return -1;
  int value = -1;
  const auto [end, status] = std::from_chars(text, text + std::strlen(text), value);
  return status == std::errc() && *end == '\0' ? value : -1;
}

/// Variables by which a launcher tells a process its place. One row per launcher, most specific
/// first.
struct Launcher {
  const char* name;
  const char* rank;
  const char* size;
  const char* local_rank;
};
constexpr Launcher kLaunchers[] = {
    {"mpirun (Open MPI)", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
     "OMPI_COMM_WORLD_LOCAL_RANK"},
    {"mpiexec (Hydra)", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"},
    // Only srun sets the step's number of tasks; a batch script has SLURM_PROCID too, and is none.
    {"srun", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID"},
    {"flux run", "FLUX_TASK_RANK", "FLUX_JOB_SIZE", "FLUX_TASK_LOCAL_ID"},
};

/// PMIx itself tells a process its rank and no size. What else tells of other ranks: a size that
/// some launchers add, the ranks of this host, the tasks of the batch system's allocation.
int hinted_size() {
  int hint = 1;
  for (const char* variable :
       {"PMI_SIZE", "SLURM_STEP_NUM_TASKS", "FLUX_JOB_SIZE", "PALS_LOCAL_SIZE", "SLURM_NTASKS"}) {
    hint = std::max(hint, number(variable));
  }
  return hint;
}

}  // namespace

LauncherEnvironment read_launcher_environment() {
  for (const Launcher& one : kLaunchers) {
    const int rank = number(one.rank);
    const int size = number(one.size);
    if (rank < 0 || size < 1) continue;
    return {.worker = true,
            .launcher = one.name,
            .rank = rank,
            .size = size,
            .local_rank = std::max(0, number(one.local_rank))};
  }
  if (const int rank = number("PMIX_RANK"); rank >= 0) {
    return {.worker = true,
            .launcher = "a PMIx launcher",
            .rank = rank,
            .size = 0,
            .hinted_size = hinted_size(),
            .local_rank = 0};
  }
  return {};
}

std::string mislaunch(const LauncherEnvironment& environment, int mpi_size) {
  if (!environment.worker || environment.size == mpi_size) return "";
  const bool known = environment.size > 0;
  const int size =
      known ? environment.size : std::max(environment.hinted_size, environment.rank + 1);
  // A hint may count an allocation that is not all used; ranks that found others are no mis-launch.
  if (!known && (mpi_size > 1 || size == 1)) return "";
  return fmt::format(
      "mis-launch: {} started {}{} processes, but MPI finds {} of them in one job: the ranks do "
      "not "
      "find each other, and each would measure itself alone. This program and the launcher are of "
      "different MPI libraries, or srun lacks --mpi=pmix. Start it with the mpirun of the MPI it "
      "was built with, or let `fourfold run SUITE --ranks N` start it.",
      environment.launcher, known ? "" : "probably ", size, mpi_size);
}

bool tells_mislaunch(const LauncherEnvironment& environment) {
  const bool rank_zero_cannot_see = environment.size == 0 && environment.hinted_size == 1;
  return environment.rank == (rank_zero_cannot_see ? 1 : 0);
}

}  // namespace fourfold
