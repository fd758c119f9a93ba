// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/support.hpp"
#include "device/device.hpp"

namespace fourfold {

/// Whether machine code for one of `architectures` ("80,90a,100a", as nvcc names them) runs on a
/// GPU of that compute capability (90 for 9.0). There is no PTX to compile later. Code for 80 runs
/// on 8.0 and newer 8.x; for 90a on 9.0 alone; for 100f on 10.0 and newer 10.x (CUDA C++
/// Programming Guide, "Binary compatibility" and "Architecture-specific features").
bool runs_on_capability(std::string_view architectures, int compute_capability);

/// What this build's kernels for every GPU were compiled for; "" without CUDA.
std::string_view built_architectures();

/// Whether the kernels that are compiled for every architecture of the build have code for such a
/// GPU, and if not, why. Yes of a build without CUDA, which finds no GPU and says why. Pure.
Support compiled_for(const DeviceInfo& device);

}  // namespace fourfold
