// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/config.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

class LoadConfig : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "suites"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
    return folder_ / file;
  }
  Config load(const std::string& body) const {
    return load_config(write("suites/suite.yaml", "fourfold: 1\nsuite: s\n" + body), {});
  }
  template <class Kind>
  Kind only(const std::string& entry) const {
    return std::get<Kind>(load("cases:\n  - " + entry + "\n").sweeps.at(0).what);
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(LoadConfig, FillsInTheDefaults) {
  const Config config = load("cases: [{collective: all_reduce, size: 8B}]\n");
  EXPECT_EQ(config.name, "s");
  EXPECT_EQ(config.device, DeviceChoice::Auto);
  EXPECT_EQ(config.ranks, 2);
  EXPECT_EQ(config.launches, 1);
  EXPECT_FALSE(config.launch_timeout);
  EXPECT_FALSE(config.target);
  const auto& sweep = std::get<CollectiveSweep>(config.sweeps.at(0).what);
  EXPECT_THAT(sweep.backends, ElementsAre("auto"));
  EXPECT_THAT(sweep.types, ElementsAre(DataType::f32));
  EXPECT_THAT(sweep.ops, ElementsAre(ReductionOp::Sum));
  EXPECT_THAT(sweep.in_place, ElementsAre(false));
  EXPECT_EQ(format(config.sweeps[0].where), config.file + ":3:9");
}

TEST_F(LoadConfig, AnEntryMeasuresAsTheSuiteUnlessItSaysOtherwise) {
  const Config config = load(R"(measure: {trials: 3, cache: hot}
cases:
  - {memory: copy, size: 8B}
  - {memory: triad, size: 8B, measure: {trials: 5, timing: per_call, warmup: 0s}}
)");
  EXPECT_EQ(config.sweeps[0].measure.trials, 3);
  EXPECT_EQ(config.sweeps[1].measure.trials, 5);
  EXPECT_EQ(config.sweeps[1].measure.timing, Timing::PerCall);
  EXPECT_EQ(config.sweeps[1].measure.warmup, Seconds(0));
  EXPECT_EQ(config.sweeps[1].measure.cache, CacheState::Hot);
}

TEST_F(LoadConfig, ReadsRangesToTheirEnd) {
  const auto sizes = [&](const std::string& range) {
    return only<CollectiveSweep>("{collective: all_reduce, size: " + range + "}").sizes;
  };
  EXPECT_THAT(sizes("{from: 8B, to: 64B}"), ElementsAre(Bytes(8), Bytes(16), Bytes(32), Bytes(64)));
  EXPECT_THAT(sizes("{from: 8B, to: 63B, factor: 4}"), ElementsAre(Bytes(8), Bytes(32)));
  EXPECT_THAT(sizes("{from: 5B, to: 5B}"), ElementsAre(Bytes(5)));
  EXPECT_EQ(sizes("{from: 1B, to: 4194304TiB}").size(), 63u);
  EXPECT_THAT(sizes("[0B, 1MiB]"), ElementsAre(Bytes(0), Bytes(1 << 20)));
}

TEST_F(LoadConfig, BoundsTheLengthOfAList) {
  std::string sizes = "[1B";
  for (int i = 2; i <= 4096; ++i) sizes += ", " + std::to_string(i) + "B";
  EXPECT_EQ(only<CollectiveSweep>("{collective: all_reduce, size: " + sizes + "]}").sizes.size(),
            4096u);
  EXPECT_THROW(only<CollectiveSweep>("{collective: all_reduce, size: " + sizes + ", 5000B]}"),
               InputError);
}

TEST_F(LoadConfig, ReadsShapesInThreeSpellings) {
  const auto sweep =
      only<GemmSweep>("{gemm: [auto, naive], shape: [3, 1x2x3, {k: 6, n: 5, m: 4}]}");
  EXPECT_THAT(sweep.kernels, ElementsAre("auto", "naive"));
  ASSERT_EQ(sweep.shapes.size(), 3u);
  const auto sides = [&](int i) {
    return std::vector{sweep.shapes[i].m, sweep.shapes[i].n, sweep.shapes[i].k};
  };
  EXPECT_THAT(sides(0), ElementsAre(3, 3, 3));
  EXPECT_THAT(sides(1), ElementsAre(1, 2, 3));
  EXPECT_THAT(sides(2), ElementsAre(4, 5, 6));
}

TEST_F(LoadConfig, InfersTheMetricFromTheUnit) {
  const Config config = load(R"(cases: [{collective: all_reduce, size: 8B}]
expectations:
  - {match: "all_reduce/**", value: 12, unit: GB/s, lower: -5%}
  - {match: "memory/**", value: 3.35, unit: TB/s, lower: -5%}
  - {match: "gemm/**", value: 60, unit: TFLOP/s, upper: 10%}
  - {match: "**", value: 20, unit: us, upper: 10%}
  - {match: "**", metric: algbw, value: 20, unit: GB/s, lower: 0}
)");
  std::vector<Metric> metrics;
  for (const Expectation& one : config.expectations) metrics.push_back(one.metric);
  EXPECT_THAT(metrics, ElementsAre(Metric::Busbw, Metric::Memory, Metric::Flops, Metric::Time,
                                   Metric::Algbw));
  EXPECT_DOUBLE_EQ(config.expectations[1].value, 3.35e12);
  EXPECT_DOUBLE_EQ(config.expectations[3].value, 20e-6);
  EXPECT_DOUBLE_EQ(config.expectations[0].lower.value(), -0.05);
  EXPECT_FALSE(config.expectations[0].upper);
}

TEST_F(LoadConfig, MetricsHaveNamesAndUnits) {
  EXPECT_EQ(name(Metric::Time), "time");
  EXPECT_EQ(name(Metric::Flops), "flops");
  EXPECT_EQ(base_unit(Metric::Time), "s");
  EXPECT_EQ(base_unit(Metric::Algbw), "B/s");
  EXPECT_EQ(base_unit(Metric::Flops), "FLOP/s");
}

TEST_F(LoadConfig, AddsWhatTheMachineFileSays) {
  write("machine.yaml", R"(fourfold_machine: 1
name: lab
expectations: [{match: "memory/**", value: 1, unit: GB/s, lower: 0}]
limits: [{match: "memory/**", at_most: 2, unit: GB/s, source: data sheet}]
)");
  const Config config = load(R"(machine: ../machine.yaml
cases: [{memory: copy, size: 8B}]
expectations: [{match: "**", value: 1, unit: s, upper: 0}]
)");
  EXPECT_EQ(config.machine, "lab");
  ASSERT_EQ(config.expectations.size(), 2u);
  EXPECT_FALSE(config.expectations[0].from_machine);
  EXPECT_TRUE(config.expectations[1].from_machine);
  EXPECT_EQ(format(config.expectations[1].where), (folder_ / "machine.yaml").string() + ":3:24");
  ASSERT_EQ(config.limits.size(), 1u);
  EXPECT_TRUE(config.limits[0].from_machine);
}

TEST_F(LoadConfig, ErrorsInAMachineFileAreThere) {
  write("machine.yaml", "fourfold_machine: 1\nname: lab\nlimit: []\n");
  try {
    load("machine: ../machine.yaml\ncases: [{memory: copy, size: 8B}]\n");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(format(error.position()), (folder_ / "machine.yaml").string() + ":3:1");
    EXPECT_EQ(error.message(), "unknown key 'limit'; did you mean 'limits'?");
  }
}

TEST_F(LoadConfig, EveryMachineThatIsShippedLoads) {
  int machines = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(FOURFOLD_SOURCE_DIR "/configs/machines")) {
    const Config config =
        load("machine: " + entry.path().string() + "\ncases: [{memory: copy, size: 8B}]\n");
    EXPECT_NE(config.machine, "") << entry.path();
    EXPECT_FALSE(config.limits.empty()) << entry.path();
    ++machines;
  }
  EXPECT_GE(machines, 1);
}

TEST_F(LoadConfig, SaysWhichFileCannotBeRead) {
  try {
    load_config(folder_ / "nowhere.yaml", {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(),
              (folder_ / "nowhere.yaml").string() + ": cannot be read: No such file or directory");
  }
}

}  // namespace
}  // namespace fourfold
