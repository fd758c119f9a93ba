// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/gpu_sharing.hpp"

namespace fourfold {

int ranks_per_gpu(const Config& config, const Capabilities& machine) {
  if (!config.share_gpus || machine.cuda.devices == 0) return 1;
  return (machine.ranks_per_host + machine.cuda.devices - 1) / machine.cuda.devices;
}

Capabilities shared_out(Capabilities machine, int ranks_per_gpu) {
  if (ranks_per_gpu == 1) return machine;
  machine.cuda.devices = machine.ranks_per_host;
  machine.cuda.memory = Bytes(machine.cuda.memory.count() / std::uint64_t(ranks_per_gpu));
  return machine;
}

}  // namespace fourfold
