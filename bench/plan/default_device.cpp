// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/default_device.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fourfold {

DefaultDevice default_device(DeviceChoice choice, const CudaProbe& cuda) {
  switch (choice) {
    case DeviceChoice::Host:
      return {DeviceKind::Host, "host: the suite says device: host"};
    case DeviceChoice::Cuda:
      return {DeviceKind::Cuda, "cuda: the suite says device: cuda" +
                                    (cuda.devices == 0 ? ", but " + cuda.reason : "")};
    case DeviceChoice::Auto:
      break;
  }
  if (cuda.devices == 0) return {DeviceKind::Host, "host: " + cuda.reason};
  return {DeviceKind::Cuda, fmt::format("cuda: {} x {}", cuda.devices, cuda.name)};
}

const GemmKernel& vendor_kernel(DeviceKind device) {
  const auto kernels = gemm_catalogue();
  return *std::find_if(kernels.begin(), kernels.end(),
                       [&](const GemmKernel& kernel) { return kernel.device == device; });
}

}  // namespace fourfold
