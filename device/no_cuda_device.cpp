// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/device.hpp"

namespace fourfold {

CudaProbe probe_cuda() {
  CudaProbe probe;
  probe.reason =
      "built without CUDA (no nvcc was found, or FOURFOLD_CUDA was OFF, when this program was "
      "built)";
  return probe;
}

std::unique_ptr<Device> open_cuda_device(int index) {
  throw Error("cannot open GPU " + std::to_string(index) + ": " + probe_cuda().reason);
}

}  // namespace fourfold
