// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/nvml_library.hpp"

#include <fmt/format.h>

#include <span>

namespace fourfold {

const NvmlLibrary& NvmlLibrary::of_driver() {
  static const NvmlLibrary one("libnvidia-ml.so.1");
  return one;
}

NvmlLibrary::NvmlLibrary(std::string_view file) : library_(std::span(&file, 1)) {
  if (!library_.loaded()) {
    reason_ = "no NVIDIA management library: " + library_.reason();
    return;
  }
  auto* const start = library_.find<NvmlStatus()>("nvmlInit_v2");
  if (start == nullptr) {
    reason_ = library_.path() + " lacks nvmlInit_v2";
  } else if (const NvmlStatus status = start(); status != kNvmlSuccess) {
    reason_ = "nvmlInit: " + words(status);
  }
}

NvmlGpu NvmlLibrary::find_gpu(const std::string& pci_bus) const {
  if (!reason_.empty()) return {nullptr, reason_};
  constexpr const char* kFind = "nvmlDeviceGetHandleByPciBusId_v2";
  auto* const find = library_.find<NvmlStatus(const char*, NvmlDevice**)>(kFind);
  if (find == nullptr) return {nullptr, fmt::format("this driver lacks {}", kFind)};
  NvmlDevice* gpu = nullptr;
  const NvmlStatus status = find(pci_bus.c_str(), &gpu);
  if (status == kNvmlSuccess) return {gpu, ""};
  return {nullptr, fmt::format("GPU \"{}\": {}", pci_bus, words(status))};
}

std::string NvmlLibrary::words(NvmlStatus status) const {
  auto* const words = library_.find<const char*(NvmlStatus)>("nvmlErrorString");
  return words != nullptr ? words(status) : fmt::format("NVML error {}", status);
}

std::string NvmlLibrary::ask_clock_events(NvmlDevice* gpu, unsigned long long& bits) const {
  using Bits = NvmlStatus(NvmlDevice*, unsigned long long*);
  // The first name came with driver 535; the second is deprecated and may go.
  constexpr const char* kNew = "nvmlDeviceGetCurrentClocksEventReasons";
  constexpr const char* kOld = "nvmlDeviceGetCurrentClocksThrottleReasons";
  const bool has_new = library_.find<Bits>(kNew) != nullptr;
  return ask<Bits>(has_new ? kNew : kOld, gpu, &bits);
}

}  // namespace fourfold
