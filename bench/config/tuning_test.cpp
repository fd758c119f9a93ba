// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/tuning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/config.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kSuite =
    "fourfold: 1\nsuite: tuned\ncases: [{collective: all_reduce, backend: peer, size: 8B}]\n";

Tuning some_tuning() {
  return {.memory = MessageMemory::Host,
          .machine = "Xeon \"Q\" 2.5 GHz",
          .ranks = 3,
          .dtype = DataType::bf16,
          .revision = "abc-dirty",
          .record = "20260301-peer",
          .table = {.rows = {{Bytes(724), PeerAlgorithm::Lamport},
                             {Bytes(4096), PeerAlgorithm::OneShot},
                             {std::nullopt, PeerAlgorithm::Push}}}};
}

void expect_same(const Tuning& a, const Tuning& b) {
  EXPECT_EQ(a.memory, b.memory);
  EXPECT_EQ(a.machine, b.machine);
  EXPECT_EQ(a.ranks, b.ranks);
  EXPECT_EQ(a.dtype, b.dtype);
  EXPECT_EQ(a.revision, b.revision);
  EXPECT_EQ(a.record, b.record);
  EXPECT_EQ(a.table.rows, b.table.rows);
}

class TuningFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Config load(const std::string& tuning, const std::string& key = "tuning: table.yaml\n") const {
    std::ofstream(folder_ / "table.yaml") << tuning;
    std::ofstream(folder_ / "suite.yaml") << kSuite << key;
    return load_config(folder_ / "suite.yaml", {});
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(TuningFile, ReadsBackWhatWasWritten) {
  const Config config = load("# a table\n" + tuning_yaml(some_tuning()));
  expect_same(*config.tuning, some_tuning());
  EXPECT_EQ(config.tuning->table.origin, "tuning table.yaml");
}

/// A record is judged where the file is no more.
TEST_F(TuningFile, StandsInTheExpandedSuite) {
  const Config config = load(tuning_yaml(some_tuning()));
  const Config again = parse_config(expanded(config), "nowhere/suite.yaml");
  expect_same(*again.tuning, some_tuning());
  EXPECT_EQ(again.tuning->table.origin, "the suite's own tuning");
  EXPECT_EQ(expanded(again), expanded(config));
}

TEST_F(TuningFile, IsRefusedAtItsOwnPlace) {
  std::string text = tuning_yaml(some_tuning());
  text.replace(text.find("one_shot"), 8, "one_shut");
  try {
    load(text);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(format(error.position()), (folder_ / "table.yaml").string() + ":10:30");
    EXPECT_THAT(error.message(), HasSubstr("'one_shot'"));
  }
}

TEST(TuningRemarks, SayWhatDiffersAndWhatIsUsedByNothing) {
  Config config = parse_config(kSuite, "suite.yaml");
  EXPECT_THAT(tuning_remarks(config, 2, "Epyc", "H200"), IsEmpty());
  config.tuning = some_tuning();
  EXPECT_THAT(tuning_remarks(config, 3, some_tuning().machine, "H200"), IsEmpty());
  EXPECT_THAT(tuning_remarks(config, 2, "Epyc", "H200"),
              ElementsAre(HasSubstr("measured with 3 ranks, and these are 2"),
                          HasSubstr("and this is 'Epyc'")));
  auto& sweep = std::get<CollectiveSweep>(config.sweeps[0].what);
  config.tuning->memory = MessageMemory::Device;
  EXPECT_THAT(tuning_remarks(config, 2, "Epyc", "H200"), ElementsAre(HasSubstr("memory device")));
  sweep.memories = {MessageMemory::Device};
  EXPECT_THAT(tuning_remarks(config, 3, "Epyc", "H200"), ElementsAre(HasSubstr("this is 'H200'")));
  config.tuning->memory = MessageMemory::Host;
  sweep.memories = {MessageMemory::Host};
  sweep.algorithms[0].name = "push";
  EXPECT_THAT(tuning_remarks(config, 2, "Epyc", "H200"),
              ElementsAre(HasSubstr("no case of this suite")));
}

}  // namespace
}  // namespace fourfold
