// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/nvml.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "device/nvml_library.hpp"

namespace fourfold {
namespace {

using Status = NvmlStatus;
using Handle = NvmlDevice*;
using Text = Status(Handle, char*, unsigned);
using Number = Status(Handle, unsigned*);
using NumberOf = Status(Handle, int, unsigned*);

const NvmlLibrary& nvml() { return NvmlLibrary::of_driver(); }

/// Asks one GPU for one value after another; a refusal becomes the value.
class Questions {
 public:
  explicit Questions(Handle gpu) : gpu_(gpu) {}

  void text(const char* key, const char* symbol) {
    std::array<char, 128> value{};
    const auto status = ask<Text>(symbol, value.data(), static_cast<unsigned>(value.size()));
    answer(key, status, value.data());
  }

  /// A whole number times `scale`: NVML gives power in milliwatts.
  void number(const char* key, const char* symbol, double scale = 1) {
    unsigned value = 0;
    const auto status = ask<Number>(symbol, &value);
    answer(key, status, fmt::format("{:.10g}", value * scale));
  }

  void number_of(const char* key, const char* symbol, int which) {
    unsigned value = 0;
    const auto status = ask<NumberOf>(symbol, which, &value);
    answer(key, status, std::to_string(value));
  }

  void ecc_mode() {
    int current = 0;
    int pending = 0;
    const auto status = ask<Status(Handle, int*, int*)>("nvmlDeviceGetEccMode", &current, &pending);
    answer("ecc_mode", status, on_off(current));
    answer("ecc_mode_after_reset", status, on_off(pending));
  }

  void ecc_errors(const char* key, int counter) {
    unsigned long long errors = 0;
    const auto status = ask<Status(Handle, int, int, unsigned long long*)>(
        "nvmlDeviceGetTotalEccErrors", kNvmlUncorrected, counter, &errors);
    answer(key, status, std::to_string(errors));
  }

  void remapped_rows() {
    unsigned corrected = 0;
    unsigned uncorrected = 0;
    unsigned pending = 0;
    unsigned failed = 0;
    const auto status = ask<Status(Handle, unsigned*, unsigned*, unsigned*, unsigned*)>(
        "nvmlDeviceGetRemappedRows", &corrected, &uncorrected, &pending, &failed);
    answer("remapped_rows", status,
           fmt::format("{} correctable, {} uncorrectable{}{}", corrected, uncorrected,
                       pending != 0 ? ", one pending" : "", failed != 0 ? ", one failed" : ""));
  }

  void clock_events() {
    unsigned long long reasons = 0;
    const auto status = nvml().ask_clock_events(gpu_, reasons);
    answer("clock_event_reasons", status, clock_event_names(reasons));
  }

  void persistence_mode() {
    int mode = 0;
    const auto status = ask<Status(Handle, int*)>("nvmlDeviceGetPersistenceMode", &mode);
    answer("persistence_mode", status, on_off(mode));
  }

  std::map<std::string, std::string> facts() && { return std::move(facts_); }

 private:
  static std::string on_off(int state) { return state != 0 ? "on" : "off"; }

  template <class Function, class... Arguments>
  std::string ask(const char* symbol, Arguments... arguments) const {
    return nvml().ask<Function>(symbol, gpu_, arguments...);
  }

  void answer(const char* key, const std::string& refusal, std::string value) {
    facts_[key] = refusal.empty() ? std::move(value) : "refused: " + refusal;
  }

  Handle gpu_;
  std::map<std::string, std::string> facts_;
};

void ask_identity(Questions& gpu) {
  gpu.text("name", "nvmlDeviceGetName");
  gpu.text("serial", "nvmlDeviceGetSerial");
  gpu.text("uuid", "nvmlDeviceGetUUID");
  gpu.text("vbios", "nvmlDeviceGetVbiosVersion");
}

void ask_limits(Questions& gpu) {
  gpu.number("power_limit_W", "nvmlDeviceGetEnforcedPowerLimit", 1e-3);
  gpu.number("power_limit_default_W", "nvmlDeviceGetPowerManagementDefaultLimit", 1e-3);
  gpu.number_of("max_sm_clock_MHz", "nvmlDeviceGetMaxClockInfo", kNvmlSmClock);
  gpu.number_of("max_memory_clock_MHz", "nvmlDeviceGetMaxClockInfo", kNvmlMemoryClock);
  gpu.number("max_pcie_generation", "nvmlDeviceGetMaxPcieLinkGeneration");
  gpu.number("max_pcie_width", "nvmlDeviceGetMaxPcieLinkWidth");
  gpu.persistence_mode();
}

void ask_state(Questions& gpu) {
  gpu.number_of("sm_clock_MHz", "nvmlDeviceGetClockInfo", kNvmlSmClock);
  gpu.number_of("memory_clock_MHz", "nvmlDeviceGetClockInfo", kNvmlMemoryClock);
  gpu.number_of("temperature_C", "nvmlDeviceGetTemperature", kNvmlGpuTemperature);
  gpu.number("power_W", "nvmlDeviceGetPowerUsage", 1e-3);
  gpu.number("pcie_generation", "nvmlDeviceGetCurrPcieLinkGeneration");
  gpu.number("pcie_width", "nvmlDeviceGetCurrPcieLinkWidth");
  gpu.clock_events();
  gpu.ecc_mode();
  gpu.ecc_errors("ecc_uncorrected_aggregate", kNvmlAggregate);
  gpu.remapped_rows();
}

std::string driver_version() {
  std::array<char, 128> version{};
  const std::string refusal = nvml().ask<Status(char*, unsigned)>(
      "nvmlSystemGetDriverVersion", version.data(), static_cast<unsigned>(version.size()));
  return refusal.empty() ? version.data() : "refused: " + refusal;
}

}  // namespace

Support nvml_support() { return nvml().support(); }

std::map<std::string, std::string> nvml_facts(const std::string& pci_bus) {
  const NvmlGpu found = nvml().find_gpu(pci_bus);
  if (found.handle == nullptr) return {{"nvml", found.reason}};
  Questions questions(found.handle);
  ask_identity(questions);
  ask_limits(questions);
  ask_state(questions);
  std::map<std::string, std::string> facts = std::move(questions).facts();
  facts["driver_version"] = driver_version();
  return facts;
}

std::string clock_event_names(std::uint64_t reasons) {
  static constexpr std::array<std::string_view, 11> kNames{"gpu_idle",
                                                           "applications_clocks_setting",
                                                           "sw_power_cap",
                                                           "hw_slowdown",
                                                           "sync_boost",
                                                           "sw_thermal_slowdown",
                                                           "hw_thermal_slowdown",
                                                           "hw_power_brake_slowdown",
                                                           "display_clock_setting",
                                                           "board_limit",
                                                           "reliability"};
  if (reasons == 0) return "none";
  std::string text;
  for (std::size_t bit = 0; bit < 64; ++bit) {
    if ((reasons >> bit & 1) == 0) continue;
    if (!text.empty()) text += ", ";
    text += bit < kNames.size() ? std::string(kNames[bit]) : fmt::format("bit {}", bit);
  }
  return text;
}

}  // namespace fourfold
