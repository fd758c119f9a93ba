// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/plan/case.hpp"
#include "collectives/communicator.hpp"
#include "core/support.hpp"
#include "device/device.hpp"

namespace fourfold {

/// What the machine in front of us has, as far as planning must know; the same on every rank, or the
/// run stops. Probing loads libraries but runs nothing and allocates nothing on a device.
struct Capabilities {
  int ranks = 1;
  int ranks_per_host = 1;   ///< the most on any host
  int cpus = 1;             ///< that this process may use
  Bytes host_memory;        ///< available now, per host
  DeviceInfo host;
  CudaProbe cuda;
  NcclProbe nccl;
  Support cublaslt = Support::no("not probed");
  Support openblas = Support::no("not probed");
};

/// Looks at this machine; `ranks` and `ranks_per_host` are what the launcher gave or will give.
Capabilities probe_capabilities(int ranks, int ranks_per_host);

/// Something the suite asks for that this machine or these libraries cannot do.
struct Skip {
  std::string name;
  std::string reason;
};

struct Plan {
  std::vector<Case> cases;
  std::vector<Skip> skips;
  /// Which device "auto" became, and why: "host: no NVIDIA driver (...)".
  std::string device_choice;
};

/// Every case of the suite, each either planned or skipped with its reason. Pure.
/// Throws InputError when two entries make the same case.
Plan make_plan(const Config& config, const Capabilities& capabilities);

/// How long one launch of the plan takes: `likely` if every case reaches its precision early, `most`
/// if every case uses its whole budget.
struct Estimate {
  Seconds likely;
  Seconds most;
};
Estimate estimate(const Plan& plan, const Capabilities& capabilities);

}  // namespace fourfold
