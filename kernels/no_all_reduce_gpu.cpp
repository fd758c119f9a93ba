// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/device.hpp"
#include "kernels/all_reduce_gpu.hpp"

namespace fourfold {

int gpu_all_reduce_room() { throw Error(probe_cuda().reason); }

void launch_gpu_all_reduce(PeerAlgorithm, DataType, const GpuAllReduceCall&, int, int, void*) {
  throw Error(probe_cuda().reason);
}

}  // namespace fourfold
