// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/override.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/config.hpp"

namespace fourfold {
namespace {

constexpr const char* kSuite = R"(fourfold: 1
suite: overridden
cases:
  - {collective: all_reduce, size: &sizes [8B, 1MiB]}
  - {collective: all_gather, size: *sizes}
  - {gemm: auto, shape: 64, measure: {trials: 3}}
expectations:
  - {match: "all_reduce/**", value: 12, unit: GB/s, lower: -5%}
)";

class Override : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(file_) << kSuite; }
  void TearDown() override { std::filesystem::remove(file_); }

  Config load(const std::vector<std::string>& overrides) const {
    return load_config(file_, overrides);
  }
  std::string complaint(const std::string& override) const {
    try {
      load({override});
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
  static const CollectiveSweep& collective(const Config& config, std::size_t entry) {
    return std::get<CollectiveSweep>(config.sweeps.at(entry).what);
  }

  std::string file_ = testing::TempDir() + "override_" +
                      testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml";
};

TEST_F(Override, ReplacesAndAdds) {
  const Config config = load({"suite=other", "ranks=4", "measure.max_time=2s",
                              "cases[2].measure.precision=3%", "expectations[0].value=6"});
  EXPECT_EQ(config.name, "other");
  EXPECT_EQ(config.ranks, 4);
  EXPECT_EQ(config.sweeps[0].measure.max_time, Seconds(2));
  EXPECT_EQ(config.sweeps[2].measure.max_time, Seconds(2));
  EXPECT_EQ(config.sweeps[2].measure.trials, 3);
  EXPECT_DOUBLE_EQ(config.sweeps[2].measure.precision, 0.03);
  EXPECT_DOUBLE_EQ(config.expectations[0].value, 6e9);
}

TEST_F(Override, ReadsTheValueAsYaml) {
  const Config config = load(
      {"cases[0].size=[1KiB, 2KiB]", "cases[2].shape={m: 1, n: 2, k: 3}", "description=\"a = b\""});
  EXPECT_EQ(collective(config, 0).sizes, (std::vector{Bytes(1024), Bytes(2048)}));
  EXPECT_EQ(std::get<GemmSweep>(config.sweeps[2].what).shapes[0].k, 3);
  EXPECT_EQ(config.description, "a = b");
}

TEST_F(Override, LeavesAnAliasElsewhereAlone) {
  const Config config = load({"cases[0].size[1]=4KiB"});
  EXPECT_EQ(collective(config, 0).sizes[1], Bytes(4096));
  EXPECT_EQ(collective(config, 1).sizes[1], Bytes(1 << 20));
}

TEST_F(Override, TheLastOneWins) { EXPECT_EQ(load({"ranks=4", "ranks=8"}).ranks, 8); }

TEST_F(Override, NamesTheNearestKey) {
  EXPECT_EQ(complaint("measure.max_tme=2s"),
            "--set measure.max_tme=2s:1:9: unknown key 'max_tme'; did you mean 'max_time'?");
  EXPECT_EQ(complaint("mesure.max_time=2s"),
            "--set mesure.max_time=2s:1:1: unknown key 'mesure'; did you mean 'measure'?");
  EXPECT_EQ(complaint("cases[0].dtipe=f64"),
            "--set cases[0].dtipe=f64:1:10: unknown key 'dtipe'; did you mean 'dtype'?");
}

TEST_F(Override, PointsIntoTheValue) {
  EXPECT_EQ(complaint("ranks=two"),
            "--set ranks=two:1:7: expected a whole number from 1 to 1000000, found 'two'");
  EXPECT_EQ(complaint("cases[0].size=[8B, 1]"),
            "--set cases[0].size=[8B, 1]:1:20: '1' has no unit: expected one of B KiB MiB GiB TiB "
            "kB MB GB TB");
  EXPECT_EQ(complaint("ranks=").substr(0, 36), "--set ranks=:1:7: there is no value ");
  EXPECT_NE(complaint("cases[0].size=[8B"), "");
}

TEST_F(Override, RefusesWhatIsNoPath) {
  EXPECT_EQ(complaint("ranks"), "--set ranks:1:1: expected path=value, as in measure.max_time=2s");
  for (const char* path : {"=2", ".ranks=2", "cases[=2", "cases[x]=2", "cases[0=2", "cases[-1]=2",
                           "cases[0]size=2", "measure..trials=2", "measure.=2", "a]=2"}) {
    const std::string message = complaint(path);
    EXPECT_NE(message.find("this is not a path"), std::string::npos) << path << ": " << message;
  }
}

TEST_F(Override, RefusesStepsThatLeadNowhere) {
  EXPECT_EQ(complaint("cases[3].size=8B"),
            "--set cases[3].size=8B:1:6: there is no item 3: the list has 3, counted from 0");
  EXPECT_EQ(complaint("suite[0]=x"), "--set suite[0]=x:1:6: an index into text, which is no list");
  EXPECT_EQ(complaint("suite.name=x"),
            "--set suite.name=x:1:7: the key 'name' of text, which is no map");
  EXPECT_EQ(complaint("cases.size=8B"),
            "--set cases.size=8B:1:7: the key 'size' of a list, which is no map");
  EXPECT_EQ(complaint("limits[0].at_most=1"),
            "--set limits[0].at_most=1:1:7: an index into nothing, which is no list");
}

}  // namespace
}  // namespace fourfold
