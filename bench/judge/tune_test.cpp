// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/tune.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Samples within 4 % of the time, so that times 10 % apart are and those 2 % apart are not.
void measure(RunRecord& record, const std::string& algorithm, std::uint64_t bytes, double seconds,
             const std::string& dtype = "f32") {
  const std::string size = format_bytes(Bytes(bytes));
  const std::string name =
      fmt::format("all_reduce/peer/{}/{}/algorithm:{}", dtype, size, algorithm);
  CaseRecord one = synthetic_case(name, 1, seconds);
  one.backend = "peer";
  one.dtype = dtype;
  one.size = size;
  one.work.message = Bytes(bytes);
  std::vector<double> times;
  for (int i = 0; i < 20; ++i) times.push_back(seconds * (0.96 + 0.08 * i / 19));
  one.trials = {synthetic_trial(times, 2)};
  record.cases.push_back(one);
}

RunRecord empty_record() {
  RunRecord record = synthetic_record();
  record.directory = "runs/peer";
  return record;
}

/// one_shot is the faster one at 64 B, push at 256 B and 1 KiB.
RunRecord two_algorithms() {
  RunRecord record = empty_record();
  for (const std::uint64_t bytes : {1024, 64, 256}) {
    measure(record, "one_shot", bytes, 1e-6 * static_cast<double>(bytes));
    measure(record, "push", bytes, 1e-6 * (64 + static_cast<double>(bytes) / 2));
  }
  return record;
}

Tuned tuned(const RunRecord& record) { return tune(record, summarize(record)); }

std::string complaint(const RunRecord& record) {
  try {
    tuned(record);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::vector<PeerAlgorithm> taken(const Tuned& tuned) {
  std::vector<PeerAlgorithm> all;
  for (const TunedSize& one : tuned.sizes) all.push_back(one.taken);
  return all;
}

TEST(Tune, TakesTheFastestAndCrossesOverAtTheGeometricMean) {
  const Tuned result = tuned(two_algorithms());
  EXPECT_EQ(describe(result.table), "one_shot up to 128B, push above");
  EXPECT_EQ(result.ranks, 2);
  EXPECT_EQ(result.launches, 1u);
  EXPECT_EQ(result.like, "all_reduce/peer/f32");
  ASSERT_EQ(result.sizes.size(), 3u);
  EXPECT_EQ(result.sizes[1].size, Bytes(256));
  EXPECT_EQ(result.sizes[1].times[0].algorithm, PeerAlgorithm::Push);
  EXPECT_DOUBLE_EQ(result.sizes[1].times[0].median_s, 192e-6);
  EXPECT_THAT(result.left_out, testing::IsEmpty());
}

TEST(Tune, OneThatIsFastestEverywhereIsTheOnlyRow) {
  RunRecord record = empty_record();
  for (const std::uint64_t bytes : {64, 100}) {
    measure(record, "ll", bytes, 1e-6);
    measure(record, "ring", bytes, 2e-6);
  }
  EXPECT_EQ(describe(tuned(record).table), "ll at every size");
}

TEST(Tune, NoiseDoesNotChangeTheAlgorithm) {
  RunRecord record = empty_record();
  for (const std::uint64_t bytes : {8, 16, 32, 64}) {
    const bool odd = bytes == 16 || bytes == 64;
    measure(record, "one_shot", bytes, odd ? 1.02e-6 : 1e-6);
    measure(record, "lamport", bytes, odd ? 1e-6 : 1.02e-6);
  }
  EXPECT_THAT(taken(tuned(record)), testing::Each(PeerAlgorithm::OneShot));
  for (CaseRecord& one : record.cases) {
    if (one.name.find("/32B/algorithm:lamport") == std::string::npos) continue;
    one.trials = {synthetic_trial(std::vector<double>(20, 0.9e-6), 2)};
  }
  EXPECT_EQ(describe(tuned(record).table), "one_shot up to 23B, lamport above");
}

TEST(Tune, WithoutIntervalsNothingIsToldApart) {
  RunRecord record = two_algorithms();
  for (CaseRecord& one : record.cases) {
    if (one.size != "256B") continue;
    one.trials = {synthetic_trial(std::vector<double>(5, one.trials[0].seconds[0]), 2)};
  }
  EXPECT_THAT(taken(tuned(record)),
              ElementsAre(PeerAlgorithm::OneShot, PeerAlgorithm::OneShot, PeerAlgorithm::Push));
}

TEST(Tune, OneThatWasWrongAnywhereIsTakenNowhere) {
  RunRecord record = two_algorithms();
  for (const std::uint64_t bytes : {64, 256, 1024}) measure(record, "ll", bytes, 1e-9);
  spoil(case_of(record, "all_reduce/peer/f32/256B/algorithm:ll"));
  const Tuned result = tuned(record);
  EXPECT_EQ(describe(result.table), "one_shot up to 128B, push above");
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("ll: all_reduce/peer/f32/256B/algorithm:ll")));
  case_of(record, "all_reduce/peer/f32/64B/algorithm:push").correctness.checked = false;
  EXPECT_THAT(complaint(record), HasSubstr("push: all_reduce/peer/f32/64B/algorithm:push: its"));
}

TEST(Tune, ASizeWithOneAlgorithmTellsNothing) {
  RunRecord record = two_algorithms();
  measure(record, "ring", 4096, 1e-9);
  const Tuned result = tuned(record);
  EXPECT_EQ(describe(result.table), "one_shot up to 128B, push above");
  EXPECT_THAT(result.left_out, ElementsAre("4KiB: only ring was measured there"));
}

TEST(Tune, RefusesARecordThatCannotTell) {
  EXPECT_THAT(complaint(empty_record()), HasSubstr("runs/peer: a table needs two algorithms"));
  RunRecord one_size = empty_record();
  measure(one_size, "push", 64, 1e-6);
  measure(one_size, "ring", 64, 2e-6);
  EXPECT_THAT(complaint(one_size), HasSubstr("has 1 such size;"));
  RunRecord one_algorithm = empty_record();
  measure(one_algorithm, "push", 64, 1e-6);
  measure(one_algorithm, "push", 256, 2e-6);
  EXPECT_THAT(complaint(one_algorithm), HasSubstr("left out: 64B: only push"));
  RunRecord two_types = two_algorithms();
  measure(two_types, "push", 64, 1e-6, "bf16");
  EXPECT_THAT(complaint(two_types), HasSubstr("all_reduce/peer/f32 by 2 ranks and all_reduce/peer"
                                              "/bf16 by 2"));
  RunRecord injected = two_algorithms();
  injected.manifest.injected = {"slow-rank=1"};
  EXPECT_THAT(complaint(injected), HasSubstr("faults were injected"));
}

TEST(Judge, RemarksATuningOfAnotherMachine) {
  Config config = parse_config(
      "fourfold: 1\nsuite: tuned\ncases: [{collective: all_reduce, backend: peer, size: 8B}]\n",
      "suite.yaml");
  config.tuning.emplace();
  config.tuning->machine = "Epyc";
  config.tuning->ranks = 2;
  config.tuning->table = built_in_peer_table();
  RunRecord record = synthetic_record();
  record.manifest.facts["host"]["cpu"] = "Epyc";
  EXPECT_EQ(finding_about(judged(record, config), "tuning").text, "no such finding");
  record.manifest.facts["host"]["cpu"] = "Xeon";
  const Judgement judgement = judged(record, config);
  EXPECT_THAT(finding_about(judgement, "tuning").text, HasSubstr("this is 'Xeon'"));
  EXPECT_EQ(judgement.exit_code, ExitCode::Accepted);
}

}  // namespace
}  // namespace fourfold
