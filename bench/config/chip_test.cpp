// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/chip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "bench/config/config.hpp"
#include "bench/config/config_keys.hpp"
#include "bench/config/read_text_file.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNull;
using testing::NotNull;

const std::vector<Chip>& shipped() {
  static const std::vector<Chip> chips = load_chips(FOURFOLD_SOURCE_DIR "/configs/chips");
  return chips;
}

const Chip& shipped(std::string_view device) {
  const Chip* chip = find_chip(shipped(), device);
  if (chip == nullptr) throw Error("no chip for " + std::string(device));
  return *chip;
}

class LoadChip : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Chip load(const std::string& body, const std::string& file = "chip.yaml") const {
    std::ofstream(folder_ / file) << "fourfold_chip: 1\nname: n\ndevices: [d]\n" << body;
    return load_chip((folder_ / file).string());
  }
  /// What is wrong with the text, without the folder it lies in.
  std::string error(const std::string& body) const {
    try {
      load(body);
    } catch (const InputError& error) {
      return std::string(error.what()).substr(folder_.string().size() + 1);
    }
    return "nothing";
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST(ShippedChips, AllLoadAndHaveNamesOfTheirOwn) {
  std::vector<std::string> names;
  for (const Chip& chip : shipped()) names.push_back(chip.name);
  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "NVIDIA A100 SXM 80GB", "NVIDIA H100 SXM", "NVIDIA H200 SXM",
                         "NVIDIA GH200 96GB", "NVIDIA B200 SXM", "NVIDIA B300 SXM",
                         "AMD Instinct MI300X", "AMD Instinct MI355X", "host"));
}

TEST(ShippedChips, EveryFigureHasADocumentAndADate) {
  int figures = 0;
  const auto check = [&](const auto& stated) {
    if (!stated) return;
    EXPECT_NE(stated->source.document, "") << format(stated->where);
    EXPECT_GE(stated->source.date.size(), 4u) << format(stated->where);
    // What nobody else says is in doubt.
    if (stated->source.document.starts_with("none")) {
      EXPECT_NE(stated->unconfirmed, "") << format(stated->where);
    }
    ++figures;
  };
  for (const Chip& chip : shipped()) {
    check(chip.processors);
    check(chip.max_clock);
    check(chip.memory_size);
    check(chip.memory_bandwidth);
    check(chip.l2_size);
    check(chip.link_rate);
    check(chip.pcie_rate);
    check(chip.power);
    for (const Peak& peak : chip.peaks) {
      check(std::optional(peak.rate));
      check(peak.per_clock);
      check(peak.clock);
    }
  }
  EXPECT_GT(figures, 150);
}

TEST(ShippedChips, PeaksAreWhatProcessorsAndClockMake) {
  int compared = 0;
  for (const Chip& chip : shipped()) {
    for (const Peak& peak : chip.peaks) {
      if (!peak.per_clock) continue;
      const Hertz clock = peak.clock ? peak.clock->value : chip.max_clock.value().value;
      const auto made = peak_at(chip, peak.arithmetic, clock);
      ASSERT_TRUE(made) << chip.name;
      EXPECT_NEAR(*made / peak.rate.value, 1, 0.02) << chip.name << ' ' << name(peak.arithmetic);
      EXPECT_LE(clock, chip.max_clock->value) << chip.name << ' ' << name(peak.arithmetic);
      ++compared;
    }
  }
  EXPECT_GE(compared, 50);
}

TEST(ShippedChips, AreFoundByTheNamesTheirDriversGive) {
  EXPECT_EQ(shipped("NVIDIA H200").name, "NVIDIA H200 SXM");
  EXPECT_EQ(shipped("NVIDIA H100 80GB HBM3").name, "NVIDIA H100 SXM");
  EXPECT_EQ(shipped("NVIDIA A100-SXM4-80GB").name, "NVIDIA A100 SXM 80GB");
  EXPECT_EQ(shipped("NVIDIA GH200 120GB").name, "NVIDIA GH200 96GB");
  EXPECT_EQ(shipped("AMD Instinct MI300X OAM").name, "AMD Instinct MI300X");
  EXPECT_TRUE(shipped("host").peaks.empty());
  // Siblings with other clocks and memories must not pass for these.
  for (const char* other : {"NVIDIA H200 NVL", "NVIDIA H100 PCIe", "NVIDIA A100-SXM4-40GB",
                            "NVIDIA GB200", "NVIDIA GH200 144G HBM3e", ""}) {
    EXPECT_THAT(find_chip(shipped(), other), IsNull()) << other;
  }
}

TEST(ShippedChips, TheH200sPeakAtAMeasuredClock) {
  const Chip& h200 = shipped("NVIDIA H200");
  const auto peak = peak_at(h200, Arithmetic::bf16, Hertz(1500e6));
  ASSERT_TRUE(peak);
  EXPECT_NEAR(peak->value(), 132 * 4096 * 1500e6, 1);
  EXPECT_EQ(peak_at(h200, Arithmetic::f4e2m1, Hertz(1500e6)), std::nullopt);
  EXPECT_THAT(h200.find(Arithmetic::bf16), NotNull());
  EXPECT_NEAR(h200.find(Arithmetic::bf16)->rate.value.value(), 989.4e12, 1);
}

/// A limit below what the chip can do at its highest clock would call honest figures SUSPECT.
TEST(ShippedChips, TheMachineFileOfTheH200AllowsWhatTheChipCanDo) {
  const Chip& h200 = shipped("NVIDIA H200");
  const std::vector<std::pair<std::string, Arithmetic>> pairs{
      {"gemm/cublaslt/f64/**", Arithmetic::f64_tensor}, {"gemm/cublaslt/f32/**", Arithmetic::f32},
      {"gemm/cublaslt/tf32/**", Arithmetic::tf32},      {"gemm/cublaslt/*f16/**", Arithmetic::bf16},
      {"gemm/cublaslt*/f8e4m3/**", Arithmetic::f8e4m3}, {"gemm/cublaslt/i8/**", Arithmetic::i8}};
  const Config config =
      load_config(FOURFOLD_SOURCE_DIR "/configs/suites/quickstart.yaml",
                  {"machine=" FOURFOLD_SOURCE_DIR "/configs/machines/nvidia_h200_sxm.yaml"});
  std::size_t compared = 0;
  for (const Limit& limit : config.limits) {
    for (const auto& [match, arithmetic] : pairs) {
      if (limit.match != match) continue;
      const auto peak = peak_at(h200, arithmetic, h200.max_clock->value);
      EXPECT_NEAR(limit.at_most / peak->value(), 1, 0.001) << match;
      ++compared;
    }
    if (limit.match == "memory/cuda/**") {
      EXPECT_GE(limit.at_most, h200.memory_bandwidth->value.value());
      ++compared;
    }
  }
  EXPECT_EQ(compared, pairs.size() + 1);
}

TEST(ChipKeys, TheDocumentationHasEveryKeyInATable) {
  const std::string text = read_text_file(FOURFOLD_SOURCE_DIR "/docs/configuration.md");
  EXPECT_FALSE(known_chip_keys().empty());
  for (const std::string& key : known_chip_keys()) {
    EXPECT_NE(text.find("\n| `" + key + "` |"), std::string::npos) << key;
  }
}

constexpr const char* kSource = "source: {document: a sheet, date: 2024-11}";

TEST_F(LoadChip, ReadsUnitsIntoBaseUnits) {
  const auto figure = [](const std::string& value, const std::string& unit) {
    return "{value: " + value + ", unit: " + unit + ", " + kSource + "}\n";
  };
  const Chip chip = load("ceilings:\n  processors: " + figure("132", "SM") +             //
                         "  max_clock: " + figure("1.98", "GHz") +                       //
                         "  memory_size: " + figure("141", "GB") +                       //
                         "  memory_bandwidth: " + figure("4.8", "TB/s") +                //
                         "  power: " + figure("700", "W") +                              //
                         "  peaks:\n    bf16:\n      rate: " + figure("1", "PFLOP/s") +  //
                         "      per_clock: " + figure("4096", "FLOP/clock"));
  EXPECT_EQ(chip.processors->value, 132);
  EXPECT_EQ(chip.max_clock->value, Hertz(1.98e9));
  EXPECT_EQ(chip.memory_size->value, Bytes(141'000'000'000));
  EXPECT_EQ(chip.memory_bandwidth->value, BytesPerSecond(4.8e12));
  EXPECT_EQ(chip.power->value, Watts(700));
  ASSERT_EQ(chip.peaks.size(), 1u);
  EXPECT_EQ(chip.peaks[0].rate.value, FlopsPerSecond(1e15));
  EXPECT_EQ(chip.peaks[0].rate.source.document, "a sheet");
  EXPECT_EQ(chip.peaks[0].rate.source.date, "2024-11");
  EXPECT_EQ(chip.peaks[0].rate.unconfirmed, "");
  EXPECT_EQ(chip.peaks[0].rate.where.line, 12);
  EXPECT_THAT(chip.devices, ElementsAre("d"));
  EXPECT_FALSE(chip.pcie_rate);
}

TEST_F(LoadChip, RefusesWhatIsWrongAtItsPlace) {
  const std::string source = kSource;
  EXPECT_EQ(error("ceiling: {}\n"),
            "chip.yaml:4:1: unknown key 'ceiling'; did you mean 'ceilings'?");
  EXPECT_THAT(error("ceilings: {peaks: {bf61: 1}}\n"),
              HasSubstr("chip.yaml:4:20: unknown key 'bf61'; did you mean 'bf16'?"));
  EXPECT_EQ(error("ceilings: {power: {value: 1, unit: W}}\n"),
            "chip.yaml:4:19: a figure needs the key 'source'");
  EXPECT_EQ(error("ceilings: {power: {value: 1, unit: W, source: {document: x}}}\n"),
            "chip.yaml:4:47: a source needs the key 'date'");
  EXPECT_EQ(error("ceilings: {power: {value: 1, unit: W, source: {document: x, date: soon}}}\n"),
            "chip.yaml:4:67: expected a date, as in 2024-11 or 2024-11-18, found 'soon'");
  EXPECT_THAT(error("ceilings: {power: {value: 1, unit: W, source: {document: x, date: 2024/11}}}"),
              HasSubstr("found '2024/11'"));
  EXPECT_EQ(error("ceilings: {power: {value: 0, unit: W, " + source + "}}\n"),
            "chip.yaml:4:27: must be above 0, got '0'");
  EXPECT_EQ(error("ceilings: {power: {value: 1, unit: kW, " + source + "}}\n"),
            "chip.yaml:4:36: expected W, found 'kW'");
  EXPECT_EQ(error("ceilings: {memory_bandwidth: {value: 1, unit: TFLOP/s, " + source + "}}\n"),
            "chip.yaml:4:47: expected a unit of B/s, as in GB/s, found 'TFLOP/s'");
  EXPECT_THAT(error("ceilings: {max_clock: {value: 1, unit: Mhz, " + source + "}}\n"),
              HasSubstr("expected MHz or GHz, found 'Mhz'"));
  EXPECT_THAT(error("ceilings: {processors: {value: 1.5, unit: SM, " + source + "}}\n"),
              HasSubstr("expected a whole number"));
  EXPECT_THAT(error("ceilings: {l2_size: {value: 1, unit: GiBs, " + source + "}}\n"),
              HasSubstr("chip.yaml:4:38: "));
}

TEST_F(LoadChip, TwoChipsThatClaimOneDeviceAreAnError) {
  load("", "a.yaml");
  load("", "b.yaml");
  const auto chips = load_chips(folder_.string());
  ASSERT_EQ(chips.size(), 2u);
  EXPECT_THAT(find_chip(chips, "e"), IsNull());
  try {
    find_chip(chips, "d");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("claim the device 'd'"));
  }
}

TEST_F(LoadChip, ADirectoryWithoutChipsIsAnError) {
  EXPECT_THROW(load_chips(folder_.string()), InputError);
  EXPECT_THROW(load_chips((folder_ / "nowhere").string()), InputError);
}

}  // namespace
}  // namespace fourfold
