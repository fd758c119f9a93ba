// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "device/fake_nvml.hpp"
#include "device/nvml_library.hpp"

// The names are NVML's.
// NOLINTBEGIN(readability-identifier-naming)

extern "C" {

fourfold::FakeNvml* fake_nvml();

int nvmlDeviceGetCurrentClocksEventReasons(fourfold::NvmlDevice*, unsigned long long* reasons) {
  // Other bits than the deprecated function gives, so that a test sees who was asked.
  *reasons = fake_nvml()->clock_events | 0x20;
  return fake_nvml()->status;
}

int nvmlDeviceGetGpuFabricInfo(fourfold::NvmlDevice*, fourfold::NvmlFabric* fabric) {
  *fabric = {};
  if (fake_nvml()->in_cluster) {
    fabric->cluster.front() = 0xab;
    fabric->cluster.back() = 0x0c;
  }
  fabric->clique = 7;
  fabric->state = fake_nvml()->fabric_state;
  return fake_nvml()->status;
}

int nvmlDeviceGetSerial(fourfold::NvmlDevice*, char* text, unsigned size) {
  std::snprintf(text, size, "1320223012345");
  return fake_nvml()->status;
}

int nvmlDeviceGetUUID(fourfold::NvmlDevice*, char* text, unsigned size) {
  std::snprintf(text, size, "GPU-8a56a4bc-0000-4d3f-9e0b-1234567890ab");
  return fake_nvml()->status;
}

int nvmlSystemGetDriverVersion(char* text, unsigned size) {
  std::snprintf(text, size, "580.65.06");
  return fake_nvml()->status;
}

int nvmlDeviceGetFieldValues(fourfold::NvmlDevice*, int count, fourfold::NvmlField* fields) {
  for (int i = 0; i < count; ++i) {
    const auto known = fake_nvml()->fields.find(fields[i].field);
    const bool there = known != fake_nvml()->fields.end();
    fields[i].status = there ? 0 : 3;
    fields[i].type = 1;
    fields[i].value.u32 = there ? known->second : 0xdead;
  }
  return fake_nvml()->status;
}
}

// NOLINTEND(readability-identifier-naming)
