// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/chip_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/chip_texts.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

Config with_chip(const std::string& chip, const std::string& file = "/suites/s.yaml") {
  return parse_config(
      "fourfold: 1\nsuite: s\nchip: " + chip + "\ncases: [{memory: copy, size: 1MiB}]\n", file);
}

TEST(ShippedChips, AreTheFilesOfTheRepository) {
  const std::vector<Chip> files = load_chips(FOURFOLD_SOURCE_DIR "/configs/chips");
  const std::vector<Chip> shipped = shipped_chips();
  ASSERT_EQ(shipped.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_TRUE(files[i].file.ends_with("/" + shipped[i].file)) << shipped[i].file;
    EXPECT_EQ(files[i].text, shipped[i].text) << shipped[i].file;
    EXPECT_EQ(files[i].name, shipped[i].name);
  }
}

TEST(ShippedChips, NameTheirFileInPositions) {
  const std::vector<Chip> chips = shipped_chips();
  const Chip* h200 = find_chip(chips, "NVIDIA H200");
  ASSERT_NE(h200, nullptr);
  EXPECT_TRUE(format(h200->max_clock->where).starts_with("configs/chips/h200_sxm.yaml:"))
      << format(h200->max_clock->where);
}

TEST(ChipChoice, AutoGoesByTheNameOfTheDevice) {
  const Config config = with_chip("auto");
  EXPECT_EQ(Config{}.chip, "auto");
  EXPECT_EQ(chip_choice(config, "NVIDIA H200")->name, "NVIDIA H200 SXM");
  EXPECT_EQ(chip_choice(config, "host")->name, "host");
  EXPECT_FALSE(chip_choice(config, "NVIDIA H200 NVL"));
  EXPECT_FALSE(chip_choice(with_chip("none"), "NVIDIA H200"));
}

TEST(ChipChoice, AFileCountsWhateverTheDeviceIsCalled) {
  const fs::path folder = fs::path(testing::TempDir()) / "chip_choice";
  fs::create_directories(folder);
  std::ofstream(folder / "mine.yaml") << "fourfold_chip: 1\nname: mine\ndevices: [x]\n";
  const Config config = with_chip("mine.yaml", (folder / "suite.yaml").string());
  EXPECT_EQ(config.chip, (folder / "mine.yaml").string());
  EXPECT_EQ(chip_choice(config, "NVIDIA H200")->name, "mine");
  fs::remove_all(folder);
  try {
    chip_choice(config, "NVIDIA H200");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("suite.yaml:3:7: there is no chip file"));
  }
}

TEST(ChipChoice, IsText) {
  EXPECT_THROW(with_chip("[auto]"), InputError);
  EXPECT_THROW(with_chip(""), InputError);
}

}  // namespace
}  // namespace fourfold
