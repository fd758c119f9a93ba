// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "device/nvml_library.hpp"
#include "device/telemetry_sampler.hpp"

namespace fourfold {
namespace {

using Number = NvmlStatus(NvmlDevice*, unsigned*);
using NumberOf = NvmlStatus(NvmlDevice*, int, unsigned*);
using Big = NvmlStatus(NvmlDevice*, unsigned long long*);

// NVML_FI_...: of NVLink the totals over all links of a GPU.
constexpr unsigned kMemoryTemperature = 82;
constexpr unsigned kPowerInstant = 186;
constexpr unsigned kNvlinkCrcFlits = 38;
constexpr unsigned kNvlinkCrcData = 45;
constexpr unsigned kNvlinkReplays = 52;
constexpr unsigned kNvlinkRecoveries = 59;

/// Asks one GPU for everything once.
class Look {
 public:
  Look(const NvmlLibrary& nvml, NvmlDevice* gpu) : nvml_(nvml), gpu_(gpu) {}

  TelemetryReading reading() && {
    clock(Gauge::SmClock, kNvmlSmClock);
    clock(Gauge::MemoryClock, kNvmlMemoryClock);
    temperature();
    number(Gauge::PcieGeneration, "nvmlDeviceGetCurrPcieLinkGeneration");
    number(Gauge::PcieWidth, "nvmlDeviceGetCurrPcieLinkWidth");
    energy();
    clock_events();
    ecc(EventCounter::EccCorrected, kNvmlCorrected);
    ecc(EventCounter::EccUncorrected, kNvmlUncorrected);
    remapped_rows();
    pcie_replays();
    fields();
    return std::move(reading_);
  }

 private:
  void refuse(std::string_view what, const std::string& why) {
    reading_.refused.insert_or_assign(std::string(what), why);
  }

  void gauge(Gauge which, const std::string& refusal, double value) {
    if (!refusal.empty()) return refuse(name(which), refusal);
    reading_.sample[which] = static_cast<float>(value);
  }

  void counter(EventCounter which, const std::string& refusal, unsigned long long value) {
    if (!refusal.empty()) return refuse(name(which), refusal);
    reading_.sample[which] = value;
  }

  void number(Gauge which, const char* symbol) {
    unsigned value = 0;
    const std::string refusal = nvml_.ask<Number>(symbol, gpu_, &value);
    gauge(which, refusal, value);
  }

  void clock(Gauge which, int type) {
    unsigned mhz = 0;
    const std::string refusal = nvml_.ask<NumberOf>("nvmlDeviceGetClockInfo", gpu_, type, &mhz);
    gauge(which, refusal, mhz);
  }

  void temperature() {
    unsigned celsius = 0;
    const std::string refusal =
        nvml_.ask<NumberOf>("nvmlDeviceGetTemperature", gpu_, kNvmlGpuTemperature, &celsius);
    gauge(Gauge::Temperature, refusal, celsius);
  }

  void pcie_replays() {
    unsigned replays = 0;
    const std::string refusal = nvml_.ask<Number>("nvmlDeviceGetPcieReplayCounter", gpu_, &replays);
    counter(EventCounter::PcieReplay, refusal, replays);
  }

  void energy() {
    unsigned long long millijoules = 0;
    const std::string refusal =
        nvml_.ask<Big>("nvmlDeviceGetTotalEnergyConsumption", gpu_, &millijoules);
    if (!refusal.empty()) return refuse(kEnergyName, refusal);
    reading_.sample.energy = Joules(static_cast<double>(millijoules) * 1e-3);
  }

  void clock_events() {
    unsigned long long bits = 0;
    const std::string refusal = nvml_.ask_clock_events(gpu_, bits);
    if (!refusal.empty()) return refuse(kClockEventsName, refusal);
    reading_.sample.clock_events = bits;
  }

  void ecc(EventCounter which, int kind) {
    using Total = NvmlStatus(NvmlDevice*, int, int, unsigned long long*);
    unsigned long long errors = 0;
    const std::string refusal =
        nvml_.ask<Total>("nvmlDeviceGetTotalEccErrors", gpu_, kind, kNvmlAggregate, &errors);
    counter(which, refusal, errors);
  }

  void remapped_rows() {
    using Rows = NvmlStatus(NvmlDevice*, unsigned*, unsigned*, unsigned*, unsigned*);
    unsigned correctable = 0;
    unsigned uncorrectable = 0;
    unsigned pending = 0;
    unsigned failed = 0;
    const std::string refusal = nvml_.ask<Rows>("nvmlDeviceGetRemappedRows", gpu_, &correctable,
                                                &uncorrectable, &pending, &failed);
    counter(EventCounter::RemappedRowsCorrectable, refusal, correctable);
    counter(EventCounter::RemappedRowsUncorrectable, refusal, uncorrectable);
  }

  /// What has no function of its own, in one call to the driver.
  void fields() {
    using Fields = NvmlStatus(NvmlDevice*, int, NvmlField*);
    std::array<NvmlField, 6> all{};
    constexpr std::array<unsigned, 6> kIds{kMemoryTemperature, kPowerInstant,  kNvlinkCrcFlits,
                                           kNvlinkCrcData,     kNvlinkReplays, kNvlinkRecoveries};
    for (std::size_t i = 0; i < all.size(); ++i) all[i].field = kIds[i];
    const std::string refusal = nvml_.ask<Fields>("nvmlDeviceGetFieldValues", gpu_,
                                                  static_cast<int>(all.size()), all.data());
    const auto [memory, power, flits, data, replays, recoveries] = all;
    const auto why = [&](const NvmlField& field) {
      return !refusal.empty() || field.status == kNvmlSuccess ? refusal : nvml_.words(field.status);
    };
    gauge(Gauge::MemoryTemperature, why(memory), number_of(memory));
    gauge(Gauge::Power, why(power), number_of(power) * 1e-3);
    if (!why(power).empty()) averaged_power();
    counter(EventCounter::NvlinkCrc, why(flits) + why(data), flits.value.u64 + data.value.u64);
    counter(EventCounter::NvlinkReplay, why(replays), replays.value.u64);
    counter(EventCounter::NvlinkRecovery, why(recoveries), recoveries.value.u64);
  }

  /// What older drivers have; from Ampere on it is the mean of the last second.
  void averaged_power() {
    unsigned milliwatts = 0;
    const std::string refusal = nvml_.ask<Number>("nvmlDeviceGetPowerUsage", gpu_, &milliwatts);
    gauge(Gauge::Power, refusal, milliwatts * 1e-3);
    if (refusal.empty()) reading_.refused.erase(std::string(name(Gauge::Power)));
  }

  /// By nvmlValueType_t: 0 double, 1 unsigned, 5 int, else 64 bits.
  static double number_of(const NvmlField& field) {
    if (field.type == 0) return field.value.f64;
    if (field.type == 1) return field.value.u32;
    if (field.type == 5) return field.value.i32;
    return static_cast<double>(field.value.u64);
  }

  const NvmlLibrary& nvml_;
  NvmlDevice* gpu_;
  TelemetryReading reading_;
};

class NvmlTelemetry : public TelemetrySource {
 public:
  NvmlTelemetry(const std::string& pci_bus, std::string_view library)
      : nvml_(library), gpu_(nvml_.find_gpu(pci_bus)) {}

  TelemetryReading read() override {
    if (gpu_.handle != nullptr) return Look(nvml_, gpu_.handle).reading();
    TelemetryReading nothing;
    nothing.refused.emplace(kTelemetryName, gpu_.reason);
    return nothing;
  }

 private:
  NvmlLibrary nvml_;
  NvmlGpu gpu_;
};

}  // namespace

std::unique_ptr<TelemetrySource> open_nvml_telemetry(const std::string& pci_bus,
                                                     std::string_view library) {
  return std::make_unique<NvmlTelemetry>(pci_bus, library);
}

}  // namespace fourfold
