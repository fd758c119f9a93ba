// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/import_logs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/import/logged_examples.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class ImportLogs : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  /// A file of the log, made another one by a first line.
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  /// A log of another start than those of other numbers up to 4: with a time of its own.
  static std::string start(int number) {
    std::string text = logged("nccl_tests_2_18.log");
    return text.replace(text.find("263.35"), 6, "263.3" + std::to_string(5 + number));
  }

  static std::string refusal(const ImportOptions& options) {
    try {
      (void)imported_record(options);
    } catch (const InputError& error) {
      return error.what();
    }
    return "it was taken";
  }

  fs::path folder_ =
      fs::temp_directory_path() /
      ("fourfold-import-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
       testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ImportLogs, SeveralStartsOfACaseAreLaunchesAndTheRecordReadsBack) {
  ImportOptions options;
  for (int i = 0; i < 3; ++i) options.logs.push_back(file("a" + std::to_string(i), start(i)));
  options.out = (folder_ / "record").string();
  write_imported(imported_record(options), options.out);
  const RunRecord record = load_record(options.out);
  EXPECT_TRUE(is_imported(record));
  ASSERT_EQ(record.manifest.imported.size(), 3U);
  EXPECT_EQ(record.manifest.imported[0].path, options.logs[0]);
  EXPECT_EQ(record.manifest.ranks, 16);
  ASSERT_EQ(record.launches.size(), 3U);
  EXPECT_EQ(record.launches[2].hosts.at(15), "node2");
  EXPECT_EQ(record.launches[2].end_reason, "finished");
  ASSERT_EQ(record.cases.size(), 18U);
  const CaseRecord& last = record.cases.back();
  EXPECT_EQ(last.launch, 3);
  EXPECT_EQ(last.reported->by, "nccl-tests");
  ASSERT_EQ(last.trials.size(), 1U);
  EXPECT_TRUE(last.trials[0].slowest_rank.empty());
  EXPECT_EQ(last.trials[0].stopped, "reported");
  EXPECT_DOUBLE_EQ(last.trials[0].half_s, 0.05e-6) << "12376.0";
  EXPECT_THROW(write_imported(record, options.out), InputError);
}

TEST_F(ImportLogs, OtherCollectivesAreOfTheSameLaunchUnlessFilesAre) {
  ImportOptions options;
  options.logs = {file("a", logged("nccl_tests_2_18.log")),
                  file("b", logged("nccl_tests_2_13.log"))};
  EXPECT_EQ(imported_record(options).manifest.planned_launches, 1);
  options.launches_are_files = true;
  EXPECT_EQ(imported_record(options).manifest.planned_launches, 2);
}

TEST_F(ImportLogs, TheSameLogTwiceIsNoFurtherLaunchAndRanksAreTheSame) {
  ImportOptions options;
  const std::string log = logged("nccl_tests_2_18.log");
  options.logs = {file("a", log), file("b", log)};
  EXPECT_THROW((void)imported_record(options), InputError);
  options.logs = {file("a", log), file("b", logged("rccl_tests.log"))};
  EXPECT_THROW((void)imported_record(options), InputError);
}

TEST_F(ImportLogs, ALogThatWasPastedIsNoFurtherLaunch) {
  using testing::HasSubstr;
  ImportOptions options;
  const std::string text = logged("nccl_tests_2_18.log");
  options.logs = {file("a", text + text + text)};
  EXPECT_THAT(refusal(options), HasSubstr("a:38: the figures of all 6 cases that it shares with"));
  EXPECT_THAT(refusal(options), HasSubstr("a:3 are the same to the last digit"));
  options.launches_are_files = true;
  EXPECT_THAT(refusal(options), HasSubstr("a:38: "));
  // In files of their own, whatever else makes them another file.
  options.logs = {file("a", text), file("b", "another day\n" + text)};
  EXPECT_THAT(refusal(options), HasSubstr("b:4: the figures of all 6 cases"));
  // A start's text and its JSON are one, too, though that has more digits.
  std::string json = logged("nccl_tests.json");
  const std::string time = R"("time":10642.5,"alg_bw":1.576436,"bus_bw":1.477908)";
  json.replace(json.find(time), time.size(),
               R"("time":10642.47,"alg_bw":1.576440,"bus_bw":1.477913)");
  options.logs = {file("a", text), file("b", json)};
  EXPECT_THAT(refusal(options), HasSubstr("b:1: the figures of all 4 cases"));
  // So is a part of a log that has no footer; OSU's has neither.
  const std::string osu = logged("posted/osu_allreduce_7_5.log");
  options.told.ranks = 144;
  options.logs = {file("a", osu), file("b", osu.substr(0, osu.find("1048576")))};
  EXPECT_THAT(refusal(options), HasSubstr("the figures of all 18 cases"));
  options.logs = {file("a", start(1) + start(2) + start(3))};
  options.told.ranks.reset();
  options.launches_are_files = false;
  EXPECT_EQ(imported_record(options).manifest.planned_launches, 3);
}

TEST_F(ImportLogs, RanksThatNameOneDeviceOfOneHostShareIt) {
  const auto facts = [&](const std::string& text) {
    ImportOptions options;
    options.logs = {file("a", text)};
    return imported_record(options).manifest;
  };
  const std::string shared = logged("nccl_tests_2_18_mpi.log");
  EXPECT_EQ(fact(facts(shared), "job", "ranks_per_gpu"), "2");
  EXPECT_EQ(fact(facts(shared), "import", "shared_gpu"),
            "2 ranks name node1 0000:02:00 in " + (folder_ / "a").string() + ":4");
  const auto with_second = [&](const std::string& rank) {
    const std::string was = "on      node1 device  0 [0000:02:00] ";
    std::string text = shared;
    return text.replace(text.rfind(was), was.size(), rank);
  };
  EXPECT_EQ(fact(facts(with_second("on node1 device 1 [0000:02:00] ")), "job", "ranks_per_gpu"),
            "2")
      << "numbers are of what a process is shown";
  for (const char* const rank :
       {"on node2 device 0 [0000:02:00] ", "on node1 device 0 [0000:03:00] "}) {
    EXPECT_EQ(fact(facts(with_second(rank)), "job", "ranks_per_gpu"), "") << rank;
  }
  // Without domains, one number of a bus may be of two devices.
  for (const auto& [first, second, expected] :
       {std::tuple("0 [0x1a]", "1 [0x1a]", ""), std::tuple("0 [0x1a]", "0 [0x1a]", "2")}) {
    std::string text = shared;
    for (const char* const device : {first, second}) {
      text.replace(text.find("0 [0000:02:00]"), 14, device);
    }
    EXPECT_EQ(fact(facts(text), "job", "ranks_per_gpu"), expected) << second;
  }
  for (const char* const one : {"nccl_tests_2_18.log", "nccl_tests.json", "nccl_tests_2_10.log",
                                "rccl_tests.log", "posted/nccl_tests_2_13_tagged.log"}) {
    EXPECT_EQ(fact(facts(logged(one)), "job", "ranks_per_gpu"), "") << one;
  }
}

TEST_F(ImportLogs, RepetitionsOfOneStartAreTrialsOfItsLaunch) {
  ImportOptions options;
  options.logs = {file("a", logged("google_benchmark.json"))};
  const RunRecord record = imported_record(options);
  ASSERT_EQ(record.cases.size(), 2U);
  EXPECT_EQ(record.cases[0].trials.size(), 2U);
  EXPECT_FALSE(record.cases[0].correctness.checked);
}

}  // namespace
}  // namespace fourfold
