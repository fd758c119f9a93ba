// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "bench/record/freeze_baseline.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/record_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class RecordTest : public testing::Test {
 protected:
  void SetUp() override {
    parent_ = fs::path(testing::TempDir()) /
              ("record_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    directory_ = make_run_directory(parent_.string(), "suite");
    Manifest manifest;
    manifest.fourfold_version = "0.1.0";
    manifest.suite_name = "suite";
    manifest.suite_text = "fourfold: 1\nsuite: \"q\xC3\xBC\"\n";
    manifest.ranks = 2;
    manifest.planned_cases = {"a", "b"};
    manifest.injected = {"nan"};
    manifest.facts["host"]["cpu"] = "some \"quoted\" cpu";
    write_manifest(directory_, manifest);
  }
  void TearDown() override { fs::remove_all(parent_); }

  static CaseRecord sample_case(const std::string& name) {
    CaseRecord one;
    one.launch = 1;
    one.name = name;
    one.operation = "all_reduce";
    one.backend = "mpi";
    one.dtype = "f32";
    one.size = "1MiB";
    one.ranks = 2;
    one.work.message = Bytes(1 << 20);
    one.work.bus_factor = 1;
    one.precision = 0.01;
    one.seed = 7;
    one.verified_by = "every element";
    one.correctness.checked = true;
    one.correctness.elements = 1 << 18;
    one.trials.push_back({.seconds = {1.25e-5, 1.5e-5},
                          .slowest_rank = {1, 0},
                          .mean_seconds = {1.2e-5, 1.4e-5},
                          .fastest_seconds = {1e-5, 1.1e-5},
                          .calls_per_sample = 4,
                          .stopped = "precise",
                          .warmup_s = 0.05,
                          .elapsed_s = 0.25,
                          .rank_median_s = {1.2e-5, 1.3e-5}});
    return one;
  }

  void append_raw(const std::string& text) const {
    std::ofstream(directory_ + "/journal.jsonl", std::ios::app | std::ios::binary) << text;
  }
  /// Makes the record one of version 1, whose lines do not follow each other.
  void unchain() const {
    std::ifstream file(directory_ + "/manifest.json");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    text.replace(text.find("\"version\": 2"), 12, "\"version\": 1");
    std::ofstream(directory_ + "/manifest.json") << text;
  }

  /// In the first launch, which it begins.
  void measure(const CaseRecord& one) const {
    Journal journal(directory_);
    journal.begin_launch(LaunchRecord{});
    journal.append(one);
  }

  fs::path parent_;
  std::string directory_;
};

TEST_F(RecordTest, WhatIsWrittenIsRead) {
  LaunchRecord launch;
  launch.started = utc_now_in_ms();
  launch.hosts = {"h0", "h1"};
  launch.barrier_exit_skew_s = 1e-6;
  {
    Journal journal(directory_);
    journal.begin_launch(launch);
    journal.append(sample_case("a"));
    journal.remark(1, "rank 5 came late");
    journal.end_launch(1, 0, "finished");
  }
  const RunRecord record = load_record(directory_);
  EXPECT_EQ(record.manifest.suite_text, "fourfold: 1\nsuite: \"q\xC3\xBC\"\n");
  EXPECT_EQ(record.manifest.facts.at("host").at("cpu"), "some \"quoted\" cpu");
  EXPECT_EQ(record.manifest.injected, std::vector<std::string>{"nan"});
  ASSERT_EQ(record.launches.size(), 1u);
  EXPECT_TRUE(record.launches[0].ended);
  EXPECT_EQ(record.launches[0].hosts, launch.hosts);
  EXPECT_EQ(record.launches[0].end_reason, "finished");
  EXPECT_EQ(record.launches[0].remarks, std::vector<std::string>{"rank 5 came late"});
  ASSERT_EQ(record.cases.size(), 1u);
  EXPECT_EQ(case_json(record.cases[0]), case_json(sample_case("a")));
  EXPECT_EQ(record.cases[0].trials[0].seconds[0], 1.25e-5) << "to the last bit";
  EXPECT_EQ(record.truncated, "");
}

TEST_F(RecordTest, NumbersThatJsonCannotHoldSurvive) {
  CaseRecord one = sample_case("a");
  one.status = CaseStatus::Failed;
  one.correctness.first = Mismatch{};
  one.correctness.first->got = std::numeric_limits<double>::quiet_NaN();
  one.correctness.first->expected = -std::numeric_limits<double>::infinity();
  Journal(directory_).append(one);
  const RunRecord record = load_record(directory_);
  ASSERT_EQ(record.cases.size(), 1u);
  EXPECT_EQ(record.cases[0].status, CaseStatus::Failed);
  EXPECT_TRUE(std::isnan(record.cases[0].correctness.first->got));
  EXPECT_TRUE(std::isinf(record.cases[0].correctness.first->expected));
}

TEST(MismatchJson, CarriesEveryFieldWithSpacesQuotesAndNan) {
  Mismatch mismatch{.rank = 3,
                    .call = 1ull << 40,
                    .element = (1ull << 53) + 1,
                    .expected = -0.1,
                    .got = std::numeric_limits<double>::quiet_NaN(),
                    .expected_bits = "",
                    .got_bits = "0xffff",
                    .wrong = 7};
  mismatch.region = "rows 1-2, \"a tile\"\nand more";
  const Mismatch back = parse_mismatch(mismatch_json(mismatch));
  EXPECT_EQ(back.rank, mismatch.rank);
  EXPECT_EQ(back.call, mismatch.call);
  EXPECT_EQ(back.element, mismatch.element);
  EXPECT_EQ(back.expected, mismatch.expected);
  EXPECT_TRUE(std::isnan(back.got));
  EXPECT_EQ(back.expected_bits, "");
  EXPECT_EQ(back.got_bits, mismatch.got_bits);
  EXPECT_EQ(back.wrong, mismatch.wrong);
  EXPECT_EQ(back.region, mismatch.region);
  EXPECT_THROW(parse_mismatch(""), Error);
  EXPECT_THROW(parse_mismatch("{\"rank\": 1}"), Error);
}

TEST(MismatchJson, ReadsRecordsFromBeforeRegions) {
  std::string text = mismatch_json(Mismatch{});
  const std::string key = ",\"region\":\"\"";
  ASSERT_NE(text.find(key), std::string::npos);
  text.erase(text.find(key), key.size());
  EXPECT_EQ(parse_mismatch(text).region, "");
}

TEST_F(RecordTest, ALineThatACrashCutShortIsDroppedAndNamed) {
  measure(sample_case("a"));
  append_raw(case_json(sample_case("b")).substr(0, 100));
  const RunRecord record = load_record(directory_);
  EXPECT_EQ(record.cases.size(), 1u);
  EXPECT_NE(record.truncated.find("journal.jsonl:3:1"), std::string::npos) << record.truncated;
}

TEST_F(RecordTest, TheNextLaunchGoesOnAfterACutLine) {
  measure(sample_case("a"));
  append_raw("{\"kind\":\"case\",\"la");
  {
    Journal journal(directory_);
    journal.end_launch(1, 137, "ended by signal 9");
    journal.append(sample_case("b"));
  }
  const RunRecord record = load_record(directory_);
  EXPECT_EQ(record.cases.size(), 2u);
  EXPECT_FALSE(record.truncated.empty());
  EXPECT_EQ(record.launches.at(0).exit_code, 137);
}

TEST_F(RecordTest, DamageInTheMiddleIsAnErrorWithItsLine) {
  unchain();
  for (const std::string damage :
       {"garbage\n", "\n", "{\"kind\":\"case\"}\n", "{\"kind\":\"odd\"}\n"}) {
    append_raw(case_json(sample_case("a")) + "\n" + damage + case_json(sample_case("b")) + "\n");
    try {
      (void)load_record(directory_);
      ADD_FAILURE() << "accepted " << damage;
    } catch (const InputError& error) {
      EXPECT_EQ(error.position().line, 2) << error.what();
    }
    fs::remove(directory_ + "/journal.jsonl");
  }
}

TEST_F(RecordTest, ADamagedLineBeforeTheEndOfALaunchIsNotTakenForACutOne) {
  unchain();
  LaunchRecord end;
  end.end_reason = "finished";
  append_raw("garbage\n" + end_json(end) + "\n");
  EXPECT_THROW((void)load_record(directory_), InputError);
}

TEST_F(RecordTest, ListsOfUnequalLengthAndNegativeTimesAreDamage) {
  CaseRecord uneven = sample_case("a");
  uneven.trials[0].slowest_rank.pop_back();
  CaseRecord negative = sample_case("a");
  negative.trials[0].seconds[0] = -1;
  for (const CaseRecord& one : {uneven, negative}) {
    fs::remove(directory_ + "/journal.jsonl");
    Journal(directory_).append(one);
    EXPECT_THROW((void)load_record(directory_), InputError);
  }
}

TEST_F(RecordTest, AnotherVersionIsRefusedByName) {
  std::ifstream file(directory_ + "/manifest.json");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  text.replace(text.find("\"version\": 2"), 12, "\"version\": 7");
  std::ofstream(directory_ + "/manifest.json") << text;
  try {
    (void)load_record(directory_);
    ADD_FAILURE() << "read a version 7 manifest";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("version 7"), std::string::npos) << error.what();
  }
}

TEST_F(RecordTest, NoRunThereSaysSo) {
  EXPECT_THROW((void)load_record((parent_ / "nothing").string()), InputError);
  EXPECT_THROW((void)load_record(parent_.string()), InputError);
}

TEST_F(RecordTest, AFrozenBaselineOutlivesTheOriginalAndShowsChanges) {
  measure(sample_case("a"));
  const std::string run = make_run_directory(parent_.string(), "run");
  Manifest manifest;
  manifest.baseline = freeze_baseline(directory_, run);
  write_manifest(run, manifest);
  EXPECT_EQ(manifest.baseline->sha256, load_record(directory_).sha256);
  fs::remove_all(directory_);

  const RunRecord record = load_record(run);
  ASSERT_TRUE(record.manifest.baseline);
  EXPECT_EQ(record.manifest.baseline->path, directory_);
  const RunRecord copy = load_frozen_baseline(run, *record.manifest.baseline);
  EXPECT_EQ(copy.cases.size(), 1u);
  EXPECT_EQ(copy.manifest.suite_name, "suite");

  const std::string journal = baseline_directory(run) + "/journal.jsonl";
  std::ofstream(journal, std::ios::app) << case_json(sample_case("b")) << '\n';
  EXPECT_THROW((void)load_frozen_baseline(run, *record.manifest.baseline), InputError);
  fs::remove_all(baseline_directory(run));
  EXPECT_THROW((void)load_frozen_baseline(run, *record.manifest.baseline), InputError);
}

TEST_F(RecordTest, WhatIsNoRunIsNotFrozen) {
  const std::string run = make_run_directory(parent_.string(), "run");
  EXPECT_THROW((void)freeze_baseline((parent_ / "none").string(), run), InputError);
}

TEST_F(RecordTest, ItsHashIsThatOfManifestAndJournal) {
  measure(sample_case("a"));
  const std::string before = load_record(directory_).sha256;
  EXPECT_EQ(before.size(), 64u);
  EXPECT_EQ(load_record(directory_).sha256, before);
  Journal(directory_).append(sample_case("b"));
  EXPECT_NE(load_record(directory_).sha256, before);
}

TEST_F(RecordTest, AnEditedSuiteIsNoticedAndAMissingOneIsNot) {
  EXPECT_FALSE(load_record(directory_).suite_edited);
  std::ofstream(directory_ + "/suite.yaml", std::ios::app) << "# more\n";
  EXPECT_TRUE(load_record(directory_).suite_edited);
  fs::remove(directory_ + "/suite.yaml");
  EXPECT_FALSE(load_record(directory_).suite_edited);
}

TEST_F(RecordTest, UnknownBitsAreNullAndNotEmpty) {
  CaseRecord one = sample_case("a");
  one.correctness.first = Mismatch{};
  one.correctness.first->got_bits = "0x3800";
  EXPECT_NE(case_json(one).find("\"expected_bits\":null"), std::string::npos);
  measure(one);
  const RunRecord record = load_record(directory_);
  EXPECT_EQ(record.cases.at(0).correctness.first->expected_bits, "");
  EXPECT_EQ(record.cases.at(0).correctness.first->got_bits, "0x3800");
}

}  // namespace
}  // namespace fourfold
