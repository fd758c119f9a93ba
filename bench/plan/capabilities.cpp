// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "bench/plan/plan.hpp"
#include "collectives/peer_algorithm.hpp"
#include "kernels/built_architectures.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {

Capabilities probe_capabilities(int ranks, int ranks_per_host) {
  Capabilities found;
  found.ranks = ranks;
  found.ranks_per_host = ranks_per_host;
  if (ranks_per_host == ranks) found.groups[Scope::Node] = {1, ranks, ranks, ""};
  found.host = open_host_device()->info();
  found.cpus = found.host.processors;
  found.host_memory = found.host.memory;
  found.cuda = probe_cuda();
  found.nccl.reason = found.cuda.reason;
  if (found.cuda.devices > 0) {
    found.nccl = probe_nccl();
    DeviceInfo gpu;
    gpu.kind = DeviceKind::Cuda;
    gpu.compute_capability = found.cuda.compute_capability;
    found.no_gpu_code = compiled_for(gpu).reason();
  }
  for (const GemmKernel& kernel : gemm_catalogue()) {
    const bool no_gpu = kernel.device == DeviceKind::Cuda && found.cuda.devices == 0;
    const Support here = no_gpu ? Support::no(found.cuda.reason) : kernel.probe();
    if (!here) found.missing_kernels.emplace(kernel.name, here.reason());
  }
  return found;
}

namespace {

/// Whether any entry of collectives does, of contenders either.
bool any_collective(const Config& config, bool (*does)(const CollectiveSweep&)) {
  const auto is = [&](const Sweep& sweep) {
    const auto* const what = std::get_if<CollectiveSweep>(&sweep.what);
    return what != nullptr && does(*what);
  };
  return std::ranges::any_of(config.sweeps, [&](const Sweep& sweep) {
    return is(sweep) || (sweep.rival && is(*sweep.rival));
  });
}

}  // namespace

bool chooses_algorithms(const Config& config) {
  return any_collective(config, [](const CollectiveSweep& sweep) {
    return std::ranges::any_of(sweep.algorithms,
                               [](const AlgorithmName& one) { return one.name != kAnyAlgorithm; });
  });
}

void probe_libraries(const Config& config, Capabilities& capabilities) {
  const bool gives_addresses = any_collective(config, [](const CollectiveSweep& sweep) {
    const auto may_be_mpi = [](const auto& name) { return name == "mpi" || name == "auto"; };
    return std::ranges::find(sweep.memories, MessageMemory::Device) != sweep.memories.end() &&
           std::ranges::any_of(sweep.backends, may_be_mpi);
  });
  if (gives_addresses && capabilities.cuda.devices > 0) {
    capabilities.mpi_cuda_support = mpi_cuda_support();
  }
  if (!chooses_algorithms(config)) return;
  capabilities.algorithms["mpi"] = mpi_algorithms();
  capabilities.algorithms["peer"] = peer_algorithms();
  capabilities.algorithms["nccl"] = nccl_algorithms(capabilities.nccl);
}

}  // namespace fourfold
