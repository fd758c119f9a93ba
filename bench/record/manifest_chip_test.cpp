// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/record/record.hpp"
#include "bench/record/record_json.hpp"

namespace fourfold {
namespace {

const std::string kText =
    "fourfold_chip: 1\nname: \"Chip \\\"one\\\"\"\ndevices: [d]\nceilings:\n  power: "
    "{value: 700, unit: W, source: {document: a sheet, date: 2024-11}}\n";

TEST(ManifestChip, ReadsBackWithEverySource) {
  Manifest manifest;
  manifest.chip = parse_chip(kText, "chips/one.yaml");
  const Manifest again = parse_manifest(manifest_json(manifest), {"manifest.json", 0, 0});
  ASSERT_TRUE(again.chip);
  EXPECT_EQ(again.chip->name, "Chip \"one\"");
  EXPECT_EQ(again.chip->file, "chips/one.yaml");
  EXPECT_EQ(again.chip->text, kText);
  EXPECT_EQ(again.chip->power->value, Watts(700));
  EXPECT_EQ(again.chip->power->source.date, "2024-11");
}

TEST(ManifestChip, MayBeAbsentOrOfAnOlderRecord) {
  std::string text = manifest_json(Manifest{});
  EXPECT_FALSE(parse_manifest(text, {}).chip);
  const std::string key = "  \"chip\": null,\n";
  ASSERT_NE(text.find(key), std::string::npos) << text;
  EXPECT_FALSE(parse_manifest(text.erase(text.find(key), key.size()), {}).chip);
}

TEST(ManifestChip, ThatIsSpoiltIsRefusedAtItsPlace) {
  Manifest manifest;
  manifest.chip = parse_chip(kText, "one.yaml");
  std::string text = manifest_json(manifest);
  text.replace(text.find("unit: W"), 7, "unit: V");
  try {
    parse_manifest(text, {"manifest.json", 0, 0});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("manifest.json, chip one.yaml:5:29"));
  }
}

}  // namespace
}  // namespace fourfold
