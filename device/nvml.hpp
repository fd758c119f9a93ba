// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/support.hpp"

namespace fourfold {

/// Whether NVIDIA's management library (libnvidia-ml.so.1, part of the driver) can be asked. Opened
/// and initialised on the first call; safe to ask on any machine.
Support nvml_support();

/// What the management library says, now, of the GPU at `pci_bus` (DeviceInfo::pci_bus): identity,
/// limits and state, for the manifest. Keys end in their unit ("power_W", "sm_clock_MHz"). A value
/// that the library refuses is "refused: " and the library's words ("refused: Not Supported"),
/// never guessed; where the library or the GPU cannot be had at all, the one entry "nvml" says why.
/// Takes some milliseconds: never between timed calls.
std::map<std::string, std::string> nvml_facts(const std::string& pci_bus);

/// The NVLink domain that the GPU has joined, "nvlink CLUSTER clique N", or "" where it has joined
/// none, or nobody tells: GPUs of one rack in one domain have the same. (nvml.h,
/// nvmlDeviceGetGpuFabricInfo.) Compiled, not run on hardware.
std::string nvml_fabric(const std::string& pci_bus, std::string_view library = "libnvidia-ml.so.1");

/// Of the GPU at `pci_bus`, what tells it from others of its kind and which firmware and driver it
/// runs: "name", "serial", "uuid", "part_number", "vbios", "inforom", "driver". What the driver
/// does not tell is "unknown: " and why; where there is no such GPU the one entry "nvml" says why.
/// Compiled, not run on hardware.
std::map<std::string, std::string> nvml_identity(const std::string& pci_bus,
                                                 std::string_view library = "libnvidia-ml.so.1");

/// Names of the bits of NVML's clock event reasons ("sw_power_cap, hw_slowdown"), "none" for 0. A
/// bit without a name is written as a number. (nvml.h, nvmlClocksEventReason*.)
std::string clock_event_names(std::uint64_t reasons);

}  // namespace fourfold
