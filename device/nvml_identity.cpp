// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "device/nvml.hpp"
#include "device/nvml_library.hpp"

namespace fourfold {

std::map<std::string, std::string> nvml_identity(const std::string& pci_bus,
                                                 std::string_view library) {
  const NvmlLibrary own(library);
  const NvmlGpu gpu = own.find_gpu(pci_bus);
  if (gpu.handle == nullptr) return {{"nvml", "unknown: " + gpu.reason}};
  using Text = NvmlStatus(NvmlDevice*, char*, unsigned);
  constexpr std::array<std::pair<const char*, const char*>, 6> kQuestions{{
      {"name", "nvmlDeviceGetName"},
      {"serial", "nvmlDeviceGetSerial"},
      {"uuid", "nvmlDeviceGetUUID"},
      {"part_number", "nvmlDeviceGetBoardPartNumber"},
      {"vbios", "nvmlDeviceGetVbiosVersion"},
      {"inforom", "nvmlDeviceGetInforomImageVersion"},
  }};
  std::map<std::string, std::string> facts;
  std::array<char, 128> text{};
  const auto size = static_cast<unsigned>(text.size());
  for (const auto& [key, symbol] : kQuestions) {
    text.fill(0);
    const std::string refusal = own.ask<Text>(symbol, gpu.handle, text.data(), size - 1);
    facts[key] = refusal.empty() ? text.data() : "unknown: " + refusal;
  }
  text.fill(0);
  const std::string refusal =
      own.ask<NvmlStatus(char*, unsigned)>("nvmlSystemGetDriverVersion", text.data(), size - 1);
  facts["driver"] = refusal.empty() ? text.data() : "unknown: " + refusal;
  return facts;
}

}  // namespace fourfold
