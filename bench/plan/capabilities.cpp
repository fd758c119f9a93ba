// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/plan.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_cublaslt.hpp"

namespace fourfold {

Capabilities probe_capabilities(int ranks, int ranks_per_host) {
  Capabilities found;
  found.ranks = ranks;
  found.ranks_per_host = ranks_per_host;
  found.host = open_host_device()->info();
  found.cpus = found.host.processors;
  found.host_memory = found.host.memory;
  found.openblas = probe_openblas();
  found.cuda = probe_cuda();
  if (found.cuda.devices > 0) {
    found.nccl = probe_nccl();
    found.cublaslt = probe_cublaslt();
  } else {
    found.nccl.reason = found.cuda.reason;
    found.cublaslt = Support::no(found.cuda.reason);
  }
  return found;
}

}  // namespace fourfold
