// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/fake_nvml.hpp"

#include <string_view>

#include "device/nvml_library.hpp"

// The names are NVML's.
// NOLINTBEGIN(readability-identifier-naming)

using fourfold::FakeNvml;
using fourfold::NvmlDevice;

extern "C" {

FakeNvml* fake_nvml() {
  static FakeNvml one;
  return &one;
}

int nvmlInit_v2() { return fake_nvml()->init; }

const char* nvmlErrorString(int status) {
  if (status == 3) return "Not Supported";
  if (status == 6) return "Not Found";
  if (status == 9) return "Driver Not Loaded";
  return status == 15 ? "GPU is lost" : "Unknown Error";
}

int nvmlDeviceGetHandleByPciBusId_v2(const char* bus, NvmlDevice** gpu) {
  static char one = 0;
  if (std::string_view(bus) != "0000:1b:00.0") return 6;
  *gpu = reinterpret_cast<NvmlDevice*>(&one);
  return 0;
}

int nvmlDeviceGetClockInfo(NvmlDevice*, int type, unsigned* mhz) {
  *mhz = type == 1 ? fake_nvml()->sm_mhz : fake_nvml()->memory_mhz;
  return fake_nvml()->status;
}

int nvmlDeviceGetTemperature(NvmlDevice*, int, unsigned* celsius) {
  *celsius = fake_nvml()->celsius;
  return fake_nvml()->status;
}

int nvmlDeviceGetCurrPcieLinkGeneration(NvmlDevice*, unsigned* generation) {
  *generation = 5;
  return fake_nvml()->status;
}

int nvmlDeviceGetCurrPcieLinkWidth(NvmlDevice*, unsigned* width) {
  *width = 16;
  return fake_nvml()->status;
}

int nvmlDeviceGetPowerUsage(NvmlDevice*, unsigned* milliwatts) {
  *milliwatts = fake_nvml()->milliwatts;
  return fake_nvml()->status;
}

int nvmlDeviceGetTotalEnergyConsumption(NvmlDevice*, unsigned long long* millijoules) {
  *millijoules = fake_nvml()->millijoules;
  return fake_nvml()->status;
}

int nvmlDeviceGetCurrentClocksThrottleReasons(NvmlDevice*, unsigned long long* reasons) {
  *reasons = fake_nvml()->clock_events;
  return fake_nvml()->status;
}

int nvmlDeviceGetTotalEccErrors(NvmlDevice*, int type, int, unsigned long long* errors) {
  *errors = type == 0 ? fake_nvml()->ecc_corrected : fake_nvml()->ecc_uncorrected;
  return fake_nvml()->status;
}

int nvmlDeviceGetRemappedRows(NvmlDevice*, unsigned* correctable, unsigned* uncorrectable,
                              unsigned* pending, unsigned* failed) {
  *correctable = fake_nvml()->remapped_correctable;
  *uncorrectable = fake_nvml()->remapped_uncorrectable;
  *pending = 0;
  *failed = 0;
  return fake_nvml()->status;
}

int nvmlDeviceGetPcieReplayCounter(NvmlDevice*, unsigned* replays) {
  *replays = fake_nvml()->pcie_replays;
  return fake_nvml()->status;
}
}

// NOLINTEND(readability-identifier-naming)
