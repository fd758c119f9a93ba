// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/config/config.hpp"
#include "device/device.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {

/// What "auto" becomes, and why: "host: no NVIDIA driver (...)".
struct DefaultDevice {
  DeviceKind device;
  std::string why;
};
DefaultDevice default_device(DeviceChoice choice, const CudaProbe& cuda);

/// The vendor's library of a device: the first kernel of the catalogue that runs on it.
const GemmKernel& vendor_kernel(DeviceKind device);

}  // namespace fourfold
