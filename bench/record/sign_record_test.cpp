// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/sign_record.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "bench/record/bundle.hpp"
#include "bench/record/freeze_baseline.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/key_file.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class SignRecordTest : public testing::Test {
 protected:
  SignRecordTest()
      : parent_(fs::path(testing::TempDir()) /
                ("sign_" + std::to_string(::getpid()) + "_" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())),
        key_((parent_ / "key").string()) {
    fs::create_directories(parent_);
    write_new_keys(key_);
    run_ = new_run("2026-11-20T06:00:00Z");
  }
  ~SignRecordTest() override { fs::remove_all(parent_); }

  std::string new_run(const std::string& started, int ranks = 1) const {
    std::string directory = make_run_directory(parent_.string(), "suite");
    Manifest manifest;
    manifest.started = started;
    manifest.ranks = ranks;
    write_manifest(directory, manifest);
    Journal journal(directory);
    LaunchRecord launch;
    launch.started = started;
    journal.begin_launch(launch);
    journal.end_launch(1, 0, "finished");
    return directory;
  }
  /// What it says when it throws; "" when it does not.
  template <class Call>
  static std::string refusal(Call call) {
    try {
      call();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  fs::path parent_;
  std::string key_;
  std::string run_;
};

TEST_F(SignRecordTest, ASignedRunVerifiesAndTakesNoMoreLines) {
  const Evidence evidence = sign_record(run_, key_, "for the test");
  ASSERT_TRUE(evidence.signature);
  EXPECT_EQ(evidence.signature->key, read_public_key(key_ + ".pub"));
  EXPECT_EQ(verify_record(run_).signature->by, "for the test");
  EXPECT_NE(refusal([&] { Journal journal(run_); }).find("signed"), std::string::npos);
  EXPECT_NE(refusal([&] { (void)sign_record(run_, key_, ""); }).find("signed already"),
            std::string::npos);
  std::ofstream(run_ + "/notes.txt") << "of no matter\n";
  EXPECT_EQ(refusal([&] { (void)verify_record(run_); }), "");
}

TEST_F(SignRecordTest, ARunThatIsBeingWrittenIsNotSigned) {
  std::optional<Journal> journal(run_);
  EXPECT_NE(refusal([&] { (void)sign_record(run_, key_, ""); }).find("still being written"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(run_ + "/signature.json"));
  journal.reset();
  EXPECT_EQ(refusal([&] { (void)sign_record(run_, key_, ""); }), "");
}

TEST_F(SignRecordTest, ABrokenRecordIsNotSigned) {
  std::ofstream(run_ + "/journal.jsonl", std::ios::app) << "{}\n";
  EXPECT_NE(refusal([&] { (void)sign_record(run_, key_, ""); }).find("journal.jsonl:3: "),
            std::string::npos);
  EXPECT_FALSE(fs::exists(run_ + "/signature.json"));
}

TEST_F(SignRecordTest, KeysThatOthersMayReadOrThatLieInTheRecordAreRefused) {
  struct stat about {};
  ASSERT_EQ(stat(key_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_NE(refusal([&] { write_new_keys(key_); }).find("already"), std::string::npos);
  const std::string within = run_ + "/key";
  fs::copy_file(key_, within);
  EXPECT_NE(refusal([&] { (void)sign_record(run_, within, ""); }).find("lies in the record"),
            std::string::npos);
  ASSERT_EQ(chmod(key_.c_str(), 0640), 0);
  EXPECT_NE(refusal([&] { (void)sign_record(run_, key_, ""); }).find("mode 0640"),
            std::string::npos);
  EXPECT_NE(refusal([&] { (void)read_secret_key(key_ + ".pub"); }), "");
  EXPECT_NE(refusal([&] { (void)read_secret_key(key_ + "none"); }), "");
}

TEST_F(SignRecordTest, LaunchesOfSeveralWritersMakeOneChain) {
  {
    Journal first(run_);
    Journal second(run_);
    first.remark(1, "one");
    second.remark(1, "two");
    first.remark(1, "three");
  }
  Journal(run_).remark(1, "four");
  const RunRecord record = load_record(run_);
  EXPECT_EQ(record.launches.at(0).remarks.size(), 4u);
  EXPECT_EQ(record.evidence.lines, 6u);
}

TEST_F(SignRecordTest, OfSeveralRecordsIsSaidHowManyAreSigned) {
  const std::string later = new_run("2026-11-21T06:00:00Z");
  const auto both = [&] {
    return describe(join_runs({load_record(run_), load_record(later)}).evidence);
  };
  EXPECT_TRUE(both().starts_with("none of the 2 records is signed; ")) << both();
  sign_record(later, key_, "day two");
  EXPECT_TRUE(both().starts_with("1 of the 2 records is signed; ")) << both();
  sign_record(run_, key_, "day one");
  EXPECT_TRUE(both().starts_with("signed by ed25519:")) << both();
  fs::remove(run_ + "/signature.json");
  fs::remove(run_ + "/signature.sig");
  const std::string another = (parent_ / "another").string();
  write_new_keys(another);
  sign_record(run_, another, "day one, by somebody else");
  EXPECT_TRUE(both().starts_with("not all signed by one key; ")) << both();
}

TEST_F(SignRecordTest, ABundleHoldsRunsOfSeveralDaysWithTheirSignatures) {
  sign_record(run_, key_, "day one");
  const std::string later = new_run("2026-11-21T06:00:00Z");
  const std::string out = (parent_ / "bundle").string();
  write_bundle({later, run_}, out, "rates\n");
  fs::remove_all(run_);
  fs::remove_all(later);

  const RunRecord all = load_record(out);
  ASSERT_EQ(all.launches.size(), 2u);
  EXPECT_EQ(all.manifest.planned_launches, 2);
  EXPECT_EQ(all.launches[0].started, "2026-11-20T06:00:00Z") << "by day, not as named";
  EXPECT_EQ(all.launches[1].started, "2026-11-21T06:00:00Z");
  EXPECT_EQ(all.launches[1].launch, 2);
  EXPECT_EQ(load_record(out + "/runs/2").evidence.signature->by, "day one");
  EXPECT_TRUE(describe(all.evidence).starts_with("1 of the 2 records is signed; of 2 records"))
      << describe(all.evidence);

  for (const char* const file : {"signature.json", "signature.sig"}) {
    fs::rename(out + "/runs/2/" + file, parent_ / file);
  }
  EXPECT_NE(
      refusal([&] { (void)load_record(out); }).find("when it was frozen, and is not any more"),
      std::string::npos);
  for (const char* const file : {"signature.json", "signature.sig"}) {
    fs::rename(parent_ / file, out + "/runs/2/" + file);
  }

  // It can be signed as a whole, and be what a run is compared with.
  sign_record(out, key_, "frozen");
  const std::string run = new_run("2026-11-22T06:00:00Z");
  Manifest manifest;
  manifest.baseline = freeze_baseline(out, run);
  EXPECT_EQ(manifest.baseline->sha256, all.sha256);
  write_manifest(run, manifest);
  fs::remove(run + "/journal.jsonl");
  EXPECT_EQ(load_frozen_baseline(run, *load_record(run).manifest.baseline).launches.size(), 2u);
  fs::remove(run + "/baseline/signature.json");
  fs::remove(run + "/baseline/signature.sig");
  EXPECT_NE(refusal([&] {
              (void)load_frozen_baseline(run, *load_record(run).manifest.baseline);
            }).find("was signed by"),
            std::string::npos);
}

TEST_F(SignRecordTest, ABundleThatWasChangedOrDoesNotFitTogetherIsRefused) {
  const std::string out = (parent_ / "bundle").string();
  EXPECT_NE(refusal([&] {
              (void)join_runs({load_record(run_), load_record(run_)});
            }).find("the same record; each counts once"),
            std::string::npos);
  const std::string other = new_run("2026-11-21T06:00:00Z", 3);
  EXPECT_NE(refusal([&] {
              (void)join_runs({load_record(run_), load_record(other)});
            }).find("3 ranks, not 1"),
            std::string::npos);
  const std::string suites = refusal([&] {
    RunRecord first = load_record(run_), second = load_record(new_run("2026-11-21T06:00:00Z"));
    const auto suite = [](const std::string& size) {
      return "fourfold: 1\nsuite: s\nlaunches: 1\ncases: [{collective: all_reduce, size: " + size +
             "}]\n";
    };
    first.manifest.suite_name = second.manifest.suite_name = "s";
    first.manifest.suite_text = suite("8B");
    second.manifest.suite_text = suite("16B");
    (void)join_runs({first, second});
  });
  EXPECT_NE(suites.find("not of the same suite on the same machine as " + run_), std::string::npos);
  EXPECT_NE(suites.find("its suite 's' has another text: the suite: 'cases: [{collective: "
                        "all_reduce, size: 8B}]'"),
            std::string::npos)
      << suites;
  EXPECT_NE(refusal([&] {
              RunRecord first = load_record(run_), second = first;
              second.sha256 = "another";
              second.launches[0].started = "2026-11-21T06:00:00Z";
              first.manifest.program_sha256 = "cafe";
              second.manifest.program_sha256 = "beef";
              (void)join_runs({first, second});
            }).find("another program: its file has the SHA-256 beef, not cafe"),
            std::string::npos);
  write_bundle({run_}, out, "rates\n");
  EXPECT_NE(refusal([&] { write_bundle({run_}, out, ""); }).find("already"), std::string::npos);
  std::ofstream(out + "/rates.csv") << "other rates\n";
  EXPECT_NE(refusal([&] { (void)load_record(out); }).find("rates.csv"), std::string::npos);
  std::ofstream(out + "/rates.csv") << "rates\n";
  EXPECT_EQ(refusal([&] { (void)load_record(out); }), "");
  fs::remove(out + "/runs/1/journal.jsonl");
  EXPECT_NE(refusal([&] { (void)load_record(out); }).find("not the run that was frozen"),
            std::string::npos);
}

}  // namespace
}  // namespace fourfold
