// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "device/telemetry_sampler.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Optional;

class HostTelemetryTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(root_); }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text << '\n';
  }
  void write_cpu(int cpu, int khz) const {
    write("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cpufreq/scaling_cur_freq",
          std::to_string(khz));
  }
  void write_rapl(const std::string& domain, const std::string& name, long long energy) const {
    const std::string folder = "sys/class/powercap/intel-rapl:" + domain;
    write(folder + "/name", name);
    write(folder + "/energy_uj", std::to_string(energy));
    write(folder + "/max_energy_range_uj", "1000000000");
  }
  std::unique_ptr<TelemetrySource> open() const { return open_host_telemetry(root_.string()); }

  std::filesystem::path root_ = std::filesystem::path(testing::TempDir()) /
                                testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(HostTelemetryTest, AnEmptyHostSaysWhereItLooked) {
  Refusals refused = open()->read().refused;
  EXPECT_EQ(refused.size(), 4u);
  EXPECT_THAT(refused["cpu_clock_MHz"], HasSubstr("proc/cpuinfo"));
  EXPECT_THAT(refused["energy_J"], HasSubstr("no RAPL package in " + root_.string()));
  EXPECT_EQ(refused["power_W"], refused["energy_J"]);
  EXPECT_THAT(refused["temperature_C"], HasSubstr("sys/class/thermal"));
}

TEST_F(HostTelemetryTest, ClockIsTheMeanOverCpus) {
  write_cpu(0, 2'000'000);
  write_cpu(1, 3'000'000);
  // Not CPUs, though they begin like some.
  write("sys/devices/system/cpu/cpufreq/scaling_cur_freq", "9000000");
  write("sys/devices/system/cpu/cpu2_of_old/cpufreq/scaling_cur_freq", "9000000");
  write("proc/cpuinfo", "cpu MHz : 1.0");
  EXPECT_THAT(open()->read().sample[Gauge::CpuClock], Optional(2500));
}

TEST_F(HostTelemetryTest, OfManyCpusSomeAreAskedFromFirstToLast) {
  for (int cpu = 0; cpu < 32; ++cpu) write_cpu(cpu, 1'000'000 + cpu * 1000);
  // CPUs 0, 2, ... 30.
  EXPECT_THAT(open()->read().sample[Gauge::CpuClock], Optional(testing::FloatEq(1015)));
}

TEST_F(HostTelemetryTest, WithoutCpufreqTheClockIsThatOfCpuinfo) {
  write("proc/cpuinfo",
        "processor\t: 0\ncpu MHz\t\t: 2400.500\nprocessor\t: 1\ncpu MHz\t\t: 2600.5");
  EXPECT_THAT(open()->read().sample[Gauge::CpuClock], Optional(2500.5F));
}

TEST_F(HostTelemetryTest, EnergyAddsPackagesButNotTheirPartsNorThePlatform) {
  write_rapl("0", "package-0", 5'000'000);
  write_rapl("1", "package-1", 999'000'000);
  write_rapl("0:0", "core", 1);
  write_rapl("2", "psys", 1);
  const auto source = open();
  TelemetryReading first = source->read();
  EXPECT_THAT(first.sample.energy, Optional(Joules(0)));
  EXPECT_EQ(first.sample[Gauge::Power], std::nullopt);
  write_rapl("0", "package-0", 7'000'000);
  write_rapl("1", "package-1", 2'000'000);  // went round at 1000 J
  write_rapl("0:0", "core", 500'000'000);
  write_rapl("2", "psys", 500'000'000);
  TelemetryReading second = source->read();
  ASSERT_TRUE(second.sample.energy);
  EXPECT_NEAR(second.sample.energy->value(), 2 + 3, 1e-9);
  ASSERT_TRUE(second.sample[Gauge::Power]);
  EXPECT_GT(*second.sample[Gauge::Power], 0);
}

TEST_F(HostTelemetryTest, EnergyOfSomePackagesOnlyIsNotGiven) {
  write_rapl("0", "package-0", 1);
  write_rapl("1", "package-1", 1);
  const auto source = open();
  std::filesystem::remove(root_ / "sys/class/powercap/intel-rapl:1/energy_uj");
  TelemetryReading reading = source->read();
  EXPECT_EQ(reading.sample.energy, std::nullopt);
  EXPECT_THAT(reading.refused["energy_J"],
              HasSubstr("intel-rapl:1/energy_uj: No such file or directory"));
}

TEST_F(HostTelemetryTest, TemperatureIsThatOfTheHottestZoneThatAnswers) {
  write("sys/class/thermal/thermal_zone0/temp", "57500");
  write("sys/class/thermal/thermal_zone1/temp", "41000");
  write("sys/class/thermal/thermal_zone2/temp", "");
  TelemetryReading reading = open()->read();
  EXPECT_THAT(reading.sample[Gauge::Temperature], Optional(57.5F));
  EXPECT_EQ(reading.refused.count("temperature_C"), 0u);
}

TEST(HostTelemetry, ThisHostAnswersOrSaysWhyNot) {
  TelemetryReading reading = open_host_telemetry()->read();
  const bool clock = reading.sample[Gauge::CpuClock].has_value();
  EXPECT_NE(clock, reading.refused.contains("cpu_clock_MHz"));
  EXPECT_NE(reading.sample.energy.has_value(), reading.refused.contains("energy_J"));
}

}  // namespace
}  // namespace fourfold
