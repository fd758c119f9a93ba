// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "device/dynamic_library.hpp"
#include "device/fake_nvml.hpp"
#include "device/nvml_library.hpp"
#include "device/telemetry_sampler.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Optional;
using testing::Pair;

constexpr std::string_view kRecent = FOURFOLD_FAKE_NVML;
constexpr std::string_view kOld = FOURFOLD_FAKE_OLD_NVML;
constexpr const char* kBus = "0000:1b:00.0";

/// The answers of a fake library, as they are at first.
FakeNvml& answers(std::string_view library) {
  const DynamicLibrary fake(std::array{library});
  auto* const state = fake.find<FakeNvml*()>("fake_nvml");
  if (state == nullptr) throw std::runtime_error(fake.reason());
  return *state() = FakeNvml{};
}

TEST(NvmlTelemetry, ReadsEverythingARecentDriverHas) {
  FakeNvml& fake = answers(kRecent);
  fake.fields = {{82, 85}, {186, 701'500}, {38, 5}, {45, 6}, {52, 7}, {59, 8}};
  TelemetryReading reading = open_nvml_telemetry(kBus, kRecent)->read();
  EXPECT_THAT(reading.refused, IsEmpty());
  TelemetrySample& sample = reading.sample;
  EXPECT_THAT(sample[Gauge::SmClock], Optional(1980));
  EXPECT_THAT(sample[Gauge::MemoryClock], Optional(3201));
  EXPECT_THAT(sample[Gauge::Temperature], Optional(60));
  EXPECT_THAT(sample[Gauge::MemoryTemperature], Optional(85));
  EXPECT_THAT(sample[Gauge::Power], Optional(701.5F));
  EXPECT_THAT(sample[Gauge::PcieGeneration], Optional(5));
  EXPECT_THAT(sample[Gauge::PcieWidth], Optional(16));
  EXPECT_EQ(sample[Gauge::CpuClock], std::nullopt);
  EXPECT_THAT(sample.energy, Optional(Joules(5000)));
  EXPECT_THAT(sample.clock_events, Optional(0x24));
  EXPECT_THAT(sample[EventCounter::EccCorrected], Optional(7));
  EXPECT_THAT(sample[EventCounter::EccUncorrected], Optional(1));
  EXPECT_THAT(sample[EventCounter::RemappedRowsCorrectable], Optional(2));
  EXPECT_THAT(sample[EventCounter::RemappedRowsUncorrectable], Optional(3));
  EXPECT_THAT(sample[EventCounter::PcieReplay], Optional(4));
  EXPECT_THAT(sample[EventCounter::NvlinkCrc], Optional(11));
  EXPECT_THAT(sample[EventCounter::NvlinkReplay], Optional(7));
  EXPECT_THAT(sample[EventCounter::NvlinkRecovery], Optional(8));
}

TEST(NvmlTelemetry, AnOldDriverGivesWhatItHasAndTheRestIsRefused) {
  answers(kOld);
  TelemetryReading reading = open_nvml_telemetry(kBus, kOld)->read();
  EXPECT_THAT(reading.refused, ElementsAre(Key("memory_temperature_C"), Key("nvlink_crc_errors"),
                                           Key("nvlink_recoveries"), Key("nvlink_replays")));
  EXPECT_THAT(reading.refused["nvlink_replays"],
              HasSubstr("this driver lacks nvmlDeviceGetFieldValues"));
  EXPECT_THAT(reading.sample[Gauge::Power], Optional(690));
  EXPECT_THAT(reading.sample.clock_events, Optional(0x4));
}

TEST(NvmlTelemetry, AFieldThatTheGpuLacksIsRefusedAloneAndNeverReadAsNumber) {
  FakeNvml& fake = answers(kRecent);
  fake.fields = {{186, 100'000}, {38, 1}, {52, 2}, {59, 3}};  // neither HBM nor CRC of data
  TelemetryReading reading = open_nvml_telemetry(kBus, kRecent)->read();
  EXPECT_THAT(reading.refused, ElementsAre(Pair("memory_temperature_C", "Not Supported"),
                                           Pair("nvlink_crc_errors", "Not Supported")));
  EXPECT_EQ(reading.sample[Gauge::MemoryTemperature], std::nullopt);
  EXPECT_EQ(reading.sample[EventCounter::NvlinkCrc], std::nullopt);
  EXPECT_THAT(reading.sample[EventCounter::NvlinkReplay], Optional(2));
}

TEST(NvmlTelemetry, AGpuThatIsLostRefusesEverything) {
  FakeNvml& fake = answers(kRecent);
  const auto source = open_nvml_telemetry(kBus, kRecent);
  fake.status = 15;
  TelemetryReading reading = source->read();
  for (const auto& [what, why] : reading.refused) EXPECT_EQ(why.find("GPU is lost"), 0u) << what;
  EXPECT_EQ(reading.refused.size(), 17u);
  EXPECT_EQ(reading.sample[Gauge::SmClock], std::nullopt);
  EXPECT_EQ(reading.sample.energy, std::nullopt);
}

TEST(NvmlTelemetry, SaysWhyThereIsNone) {
  answers(kRecent);
  EXPECT_THAT(open_nvml_telemetry("0000:00:00.0", kRecent)->read().refused,
              ElementsAre(Pair("telemetry", "GPU \"0000:00:00.0\": Not Found")));
  answers(kRecent).init = 9;
  EXPECT_THAT(open_nvml_telemetry(kBus, kRecent)->read().refused,
              ElementsAre(Pair("telemetry", "nvmlInit: Driver Not Loaded")));
  EXPECT_THAT(open_nvml_telemetry(kBus, "libfourfold_absent.so.1")->read().refused,
              ElementsAre(Pair("telemetry", HasSubstr("libfourfold_absent.so.1"))));
  // A library that is no NVML.
  EXPECT_THAT(open_nvml_telemetry(kBus, "libm.so.6")->read().refused,
              ElementsAre(Pair("telemetry", HasSubstr("lacks nvmlInit_v2"))));
}

}  // namespace
}  // namespace fourfold
