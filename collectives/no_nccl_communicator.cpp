// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/communicator.hpp"
#include "collectives/communicator_init.hpp"
#include "core/error.hpp"

namespace fourfold {

NcclProbe probe_nccl() {
  NcclProbe probe;
  probe.reason =
      "built without NCCL (no nccl.h was found, or CUDA was left out, when this program was built)";
  return probe;
}

std::unique_ptr<Communicator> make_nccl_communicator(MpiSession&, Device&, const NcclSettings&) {
  throw Error(probe_nccl().reason);
}

std::unique_ptr<CommunicatorInit> make_nccl_init(MpiSession&, Device&, InitKind) {
  throw Error(probe_nccl().reason);
}

}  // namespace fourfold
