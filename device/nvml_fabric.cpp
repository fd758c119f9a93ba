// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "device/nvml.hpp"
#include "device/nvml_library.hpp"

namespace fourfold {

std::string nvml_fabric(const std::string& pci_bus, std::string_view library) {
  const NvmlLibrary own(library);
  const NvmlGpu gpu = own.find_gpu(pci_bus);
  if (gpu.handle == nullptr) return "";
  NvmlFabric fabric;
  const std::string refused = own.ask<NvmlStatus(NvmlDevice*, NvmlFabric*)>(
      "nvmlDeviceGetGpuFabricInfo", gpu.handle, &fabric);
  const bool joined =
      refused.empty() && fabric.state == kNvmlFabricCompleted && fabric.status == kNvmlSuccess;
  // A single server's NVSwitch has a fabric too, and no cluster: then all bytes are 0.
  const auto set = [](unsigned char byte) { return byte != 0; };
  if (!joined || std::ranges::none_of(fabric.cluster, set)) return "";
  std::string text = "nvlink ";
  for (const unsigned char byte : fabric.cluster) text += fmt::format("{:02x}", byte);
  return text + fmt::format(" clique {}", fabric.clique);
}

}  // namespace fourfold
