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
