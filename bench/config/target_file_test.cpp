// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/target_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/config_keys.hpp"
#include "bench/config/facility.hpp"
#include "bench/config/read_text_file.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

const std::string kFacilities = FOURFOLD_SOURCE_DIR "/configs/facilities";
constexpr const char* kSource = "source: {document: d, date: 2026}";

class TargetFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::string rules(const std::string& more) const {
    return file("t.yaml", "fourfold_target: 1\nname: t\n" + more);
  }
  /// A facility of two racks of two nodes of four GPUs, spoilt by what replaces a part of it.
  std::string facility(const std::string& what = "", const std::string& by = "") const {
    std::string text =
        "fourfold_facility: 1\nname: hall\ndescription: d\nstatus: planned\n"
        "gpus: {value: 16, unit: GPU, " +
        std::string(kSource) +
        "}\n"
        "structure: {racks: 2, nodes_per_rack: 2, gpus_per_node: 4}\n"
        "figures:\n  - {what: power, value: 1.5, unit: MW, " +
        kSource + ", unconfirmed: recalled}\n";
    if (!what.empty()) text.replace(text.find(what), what.size(), by);
    return file("f.yaml", text);
  }
  /// Without the folder it lies in.
  template <class Load>
  std::string error(const Load& load) const {
    try {
      (void)load();
    } catch (const InputError& error) {
      std::string text = error.what();
      const std::string folder = folder_.string() + "/";
      for (std::size_t at; (at = text.find(folder)) != text.npos;) text.erase(at, folder.size());
      return text;
    }
    return "nothing";
  }
  std::string target_error(const std::string& more) const {
    return error([&] { return load_target_file(rules(more)); });
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

constexpr const char* kTarget = "target: {dimensions: [{metric: x}]}\n";

TEST(ShippedFacilities, AreSpecificationsOfWhichEachFigureHasASource) {
  int count = 0;
  int doubted = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFacilities)) {
    const Facility facility = load_facility(entry.path().string());
    EXPECT_GT(facility.units(), 0) << entry.path();
    EXPECT_THAT(read_text_file(entry.path().string()), HasSubstr("not a measurement"));
    for (const FacilityFigure& figure : facility.figures) {
      EXPECT_FALSE(figure.source.document.empty());
      const bool recalled = figure.source.document.starts_with("none");
      EXPECT_TRUE(!recalled || !figure.unconfirmed.empty()) << entry.path() << figure.what;
      doubted += recalled ? 1 : 0;
    }
    ++count;
  }
  EXPECT_GE(count, 14);
  EXPECT_GT(doubted, 20);
  EXPECT_EQ(load_facility(kFacilities + "/gigafactory.yaml").units(), 100'000);
  EXPECT_EQ(load_facility(kFacilities + "/ai_factory.yaml").structure->units(), 25'000);
}

TEST(ShippedTarget, HasTheRulesOfTheMethod) {
  const TargetFile file = load_target_file(FOURFOLD_SOURCE_DIR "/configs/targets/four_times.yaml");
  const Target& target = file.target;
  EXPECT_EQ(target.ratio, 4);
  EXPECT_EQ(target.units, 100'000);
  EXPECT_EQ(target.baseline_units, 25'000);
  EXPECT_EQ(file.expected->units(), 100'000);
  EXPECT_EQ(target.min_launches, 5);
  EXPECT_EQ(target.min_days, 2);
  EXPECT_EQ(target.category, Category::Ported);
  ASSERT_TRUE(target.stability);
  EXPECT_EQ(target.stability->share, 0.95);
  EXPECT_EQ(target.stability->suite, "facility");
  EXPECT_EQ(target.stability->suite_sha256,
            suite_sha256(load_config(FOURFOLD_SOURCE_DIR "/configs/suites/facility.yaml", {})));
  EXPECT_EQ(target.baseline, "") << "none is shipped";
}

TEST(TargetKeys, TheDocumentationHasEveryKeyInATable) {
  const std::string text = read_text_file(FOURFOLD_SOURCE_DIR "/docs/configuration.md");
  for (const std::string& key : known_rule_keys()) {
    EXPECT_NE(text.find("\n| `" + key + "` |"), std::string::npos) << key;
  }
}

TEST_F(TargetFileTest, AFacilitySaysWhatWasBought) {
  facility();
  const TargetFile all = load_target_file(
      rules("facility: f.yaml\nbaseline_facility: f.yaml\n" + std::string(kTarget)));
  EXPECT_EQ(all.target.units, 16);
  EXPECT_EQ(all.target.baseline_units, 16);
  EXPECT_EQ(all.target.facility, "hall");
  EXPECT_EQ(all.expected->racks, 2);
  const TargetFile plain = load_target_file(rules(kTarget));
  EXPECT_FALSE(plain.target.units);
  EXPECT_FALSE(plain.expected);
}

TEST_F(TargetFileTest, AGpuOfTwoDevicesIsTwoUnits) {
  facility("structure: {", "devices_per_gpu: 2\nstructure: {");
  const TargetFile all = load_target_file(rules("facility: f.yaml\n" + std::string(kTarget)));
  EXPECT_EQ(all.target.units, 32);
  EXPECT_EQ(all.expected->gpus_per_node, 8) << "a rank for each device";
  EXPECT_EQ(all.expected->units(), 32);
  EXPECT_EQ(all.target.facility, "hall (16 GPUs of 2 devices each)");
  EXPECT_EQ(load_facility(kFacilities + "/lumi_g.yaml").units(), 23'824) << "GCDs";
}

TEST_F(TargetFileTest, TheHealthSuiteIsPinnedByItsText) {
  const std::string suite = "fourfold: 1\nsuite: s\ncases: [{collective: all_reduce, size: 8B}]\n";
  file("s.yaml", suite);
  const std::string asks = "target: {stability: {share: 95%}, dimensions: [{metric: x}]}\n";
  const Target target = load_target_file(rules("health_suite: s.yaml\n" + asks)).target;
  EXPECT_EQ(target.stability->suite, "s");
  EXPECT_EQ(target.stability->suite_sha256, suite_sha256(parse_config(suite, "s.yaml")));
  EXPECT_THAT(target_error("health_suite: s.yaml\n" + std::string(kTarget)),
              HasSubstr("t.yaml:3:1: the target has no clause of stability"));
  EXPECT_THAT(target_error("health_suite: s.yaml\ntarget: {stability: {share: 95%, suite: s}, "
                           "dimensions: [{metric: x}]}\n"),
              HasSubstr("t.yaml:3:1: target.stability.suite names a suite already"));
  EXPECT_THAT(target_error("health_suite: none.yaml\n" + asks),
              HasSubstr("t.yaml:3:15: there is no suite none.yaml"));
}

TEST_F(TargetFileTest, TheSuiteWithTheFiguresIsPinnedByItsText) {
  const std::string suite = "fourfold: 1\nsuite: s\ncases: [{collective: all_reduce, size: 8B}]\n";
  file("s.yaml", suite);
  const TargetFile all = load_target_file(rules("suite: s.yaml\n" + std::string(kTarget)));
  EXPECT_EQ(all.target.suite_sha256, suite_sha256(parse_config(suite, "s.yaml")));
  EXPECT_EQ(load_target_file(rules(kTarget)).target.suite_sha256, "");
  EXPECT_THAT(target_error("suite: none.yaml\n" + std::string(kTarget)),
              HasSubstr("t.yaml:3:8: there is no suite none.yaml"));
  // What a verdict was made by, as it was read: the rules, and what they name.
  ASSERT_EQ(all.files.size(), 2u);
  EXPECT_THAT(all.files[0].path, HasSubstr("t.yaml"));
  EXPECT_THAT(all.files[1].path, HasSubstr("s.yaml"));
  EXPECT_EQ(all.files[1].sha256, sha256(suite));
}

TEST_F(TargetFileTest, ASuiteWithATargetIsOne) {
  const std::string suite = "fourfold: 1\nsuite: s\ncases: [{collective: all_reduce, size: 8B}]\n";
  EXPECT_EQ(load_target_file(file("s.yaml", suite + kTarget)).name, "s");
  EXPECT_EQ(error([&] { return load_target_file(file("s.yaml", suite)); }),
            "s.yaml: this suite has no target to judge by");
}

TEST_F(TargetFileTest, WhatIsWrongIsToldAtItsPlace) {
  EXPECT_EQ(target_error(kTarget + std::string("days: 2\n")).substr(0, 12), "t.yaml:4:1: ");
  EXPECT_EQ(target_error("target: {min_days: 0, dimensions: [{metric: x}]}\n").substr(0, 14),
            "t.yaml:3:20: e");
  EXPECT_THAT(target_error("target: {category: porte, dimensions: [{metric: x}]}\n"),
              testing::AllOf(HasSubstr("t.yaml:3:20: "), HasSubstr("ported")));
  EXPECT_THAT(target_error("target: {stability: {share: 100%}, dimensions: [{metric: x}]}\n"),
              HasSubstr("t.yaml:3:29: "));
  EXPECT_THAT(target_error("facility: g.yaml\n" + std::string(kTarget)),
              HasSubstr("t.yaml:3:11: there is no facility file g.yaml"));
  facility();
  EXPECT_THAT(target_error("facility: f.yaml\nexpected: {racks: 1, nodes_per_rack: 1, "
                           "gpus_per_node: 1}\n" +
                           std::string(kTarget)),
              HasSubstr("t.yaml:4:1: facility says what was bought"));
  EXPECT_THAT(target_error("facility: f.yaml\ntarget: {units: 3, dimensions: [{metric: x}]}\n"),
              HasSubstr("t.yaml:3:11: facility says how many units"));
  EXPECT_THAT(error([&] { return load_target_file(facility()); }),
              HasSubstr("f.yaml:1:1: this describes a facility"));
}

TEST_F(TargetFileTest, AFacilityThatContradictsItselfIsRefused) {
  const auto spoilt = [&](const std::string& what, const std::string& by) {
    return error([&] { return load_facility(facility(what, by)); });
  };
  EXPECT_EQ(spoilt("racks: 2", "racks: 3"),
            "f.yaml:6:12: this structure has 24 GPUs, and gpus says 16");
  EXPECT_EQ(spoilt("unit: GPU", "unit: TPU"), "f.yaml:5:25: expected GPU, found 'TPU'");
  EXPECT_EQ(spoilt("value: 16", "value: 1.6"),
            "f.yaml:5:15: expected a whole number of GPUs, up to a million");
  EXPECT_THAT(spoilt("planned", "promised"), HasSubstr("f.yaml:4:9: "));
  EXPECT_THAT(spoilt("what: power, ", ""), HasSubstr("what"));
  EXPECT_THAT(spoilt("value: 1.5", "value: 0"), HasSubstr("must be above 0"));
}

}  // namespace
}  // namespace fourfold
