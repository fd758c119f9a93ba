// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/plan/case.hpp"
#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_memory.hpp"
#include "collectives/scope.hpp"
#include "core/support.hpp"
#include "device/device.hpp"

namespace fourfold {

/// What the machine in front of us has, as far as planning must know; the same on every rank, or
/// the run stops. Probing loads libraries but runs nothing and allocates nothing on a device.
struct Capabilities {
  int ranks = 1;
  int ranks_per_host = 1;  ///< the most on any host
  /// Of each scope that was looked at; what is not here cannot be split.
  std::map<Scope, GroupSizes> groups;
  int cpus = 1;       ///< that this process may use
  Bytes host_memory;  ///< available now, per host
  DeviceInfo host;
  /// Its devices are those of one host. Where the launcher shows each rank only its own GPU,
  /// whoever fills this in adds them up over the ranks of a host.
  CudaProbe cuda;
  NcclProbe nccl;
  /// By backend; filled in by probe_libraries, and so is the next.
  std::map<std::string, AlgorithmMenu, std::less<>> algorithms;
  CudaSupport mpi_cuda_support = CudaSupport::NotAsked;
  /// Why kernels that are compiled for every architecture of the build have no code for the GPUs
  /// that are here, or "".
  std::string no_gpu_code;
  /// Matmul kernels of the catalogue that cannot be used on this machine, and why.
  std::map<std::string, std::string, std::less<>> missing_kernels;
};

/// Looks at this machine; libraries that only GPUs need are not loaded where there is none. `ranks`
/// and `ranks_per_host` are what the launcher gave or will give.
Capabilities probe_capabilities(int ranks, int ranks_per_host);

/// Adds what only some suites must know, for to ask MPI takes some 0.3 s before MPI_Init: the
/// algorithms that cases can choose from, where any chooses one; whether MPI takes addresses of a
/// GPU, where any would give it such (and there is one).
void probe_libraries(const Config& config, Capabilities& capabilities);
/// Whether the suite chooses any algorithm.
bool chooses_algorithms(const Config& config);

/// Something the suite asks for that this machine or these libraries cannot do.
struct Skip {
  std::string name;
  std::string reason;
};

struct Plan {
  std::vector<Case> cases;
  std::vector<Skip> skips;
  std::size_t left_out = 0;  ///< cases and skips that --benchmark_filter has left out
  /// Which device "auto" became, and why: "host: no NVIDIA driver (...)".
  std::string device_choice;
  int ranks_per_gpu = 1;  ///< above 1 where the suite lets ranks share GPUs, and they do
  /// Worth knowing and no error: what a machine file expects of cases that this suite has not.
  std::vector<std::string> notes;
};

/// The most cases a suite may make: several days of measuring, and far from filling memory.
inline constexpr std::size_t kMaxCases = 100'000;

/// Every case of the suite, each either planned or skipped with its reason. Pure. "auto" becomes
/// the GPU where there is one; cases that name a host backend or kernel run on the host all the
/// same. Throws InputError, at the place in the suite, when
/// - two entries make the same case, or the suite makes more than kMaxCases;
/// - a root is not one of the ranks;
/// - an algorithm is none of the entry's backends, for any collective;
/// - a pattern of an expectation or a limit matches no case, or none that has such a figure (those
///   of a machine file become notes), or one of a dimension does not match exactly one.
Plan make_plan(const Config& config, const Capabilities& capabilities);

/// How long one launch of the plan takes: `likely` if every case reaches its precision early,
/// `most` if every case uses its whole budget. From rates that any such machine exceeds by far less
/// than ten; good for a coffee or a lunch, never for judging.
struct Estimate {
  Seconds likely;
  Seconds most;
};
Estimate estimate(const Plan& plan, const Capabilities& capabilities);
/// The same of one case, once everything is started.
Estimate estimate(const Case& one, const Capabilities& capabilities);

/// How long a launch may take before it is stopped, whatever it does: the suite's `launch_timeout`,
/// or else, for each of its cases, as long as the longest of them may take on a very bad day. A
/// case whose entry is in doubt counts as well: what is skipped here may be measured on other
/// hosts.
Seconds launch_deadline(const Config& config, std::size_t cases);

/// The longest that a rank may need, on a very bad day, for anything that the case does between two
/// messages: a call, filling its buffers, choosing an algorithm.
Seconds longest_step(const Case& one, const Capabilities& capabilities);

/// The plan for people: the device and why, every case, every skip with its reason, notes, and how
/// long it will take.
std::string describe_plan(const Plan& plan, const Estimate& estimate);

}  // namespace fourfold
