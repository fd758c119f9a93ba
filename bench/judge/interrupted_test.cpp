// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/coverage.hpp"
#include "bench/judge/synthetic_record.hpp"
#include "bench/judge/unit_order.hpp"
#include "bench/record/merge_records.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

std::string texts(const Judgement& judgement) {
  std::string all;
  for (const Finding& one : judgement.findings) all += one.subject + ": " + one.text + "\n";
  return all;
}

/// The one launch was cut short in its second case, and completed by a second start.
RunRecord resumed(const std::string& reason) {
  RunRecord record = synthetic_record();
  LaunchRecord first = record.launches[0];
  first.end_reason = reason;
  first.exit_code = 2;
  record.cut_short = {first};
  record.launches[0].start = 2;
  record.cases[1].start = 2;
  return record;
}

/// In its first start by node1; the second was made without it.
RunRecord without_node1() {
  RunRecord record = synthetic_record({1}, 3);
  LaunchRecord first = record.launches[0];
  first.end_reason = "lost: rank 1 on host node1 is dead";
  first.exit_code = 2;
  first.lost_hosts = {"node1"};
  record.cut_short = {first};
  record.launches[0].start = 2;
  record.launches[0].hosts = {"node0", "node2"};
  record.launches[0].excluded = {"node1"};
  record.cases[1] = synthetic_case(kGemm, 1, 1e-3, 2);
  record.cases[1].start = 2;
  return record;
}

TEST(Interrupted, WhatWasAskedForAndCompletedIsANote) {
  for (const char* reason : {"interrupted", "budget: 20 min were used up"}) {
    const Judgement judgement = judged(resumed(reason));
    EXPECT_EQ(judgement.exit_code, ExitCode::Accepted) << texts(judgement);
    EXPECT_THAT(texts(judgement), HasSubstr("case in hand: " + kGemm + "; resumed by start 2"));
  }
}

TEST(Interrupted, AFaultThatIsOverIsAWarning) {
  const Judgement judgement = judged(resumed("lost: rank 1 on host node1 is dead"));
  EXPECT_EQ(judgement.exit_code, ExitCode::Warning) << texts(judgement);
}

TEST(Interrupted, AnExcludedHostIsNeverAccepted) {
  const RunRecord record = without_node1();
  const Judgement judgement = judged(record);
  EXPECT_EQ(judgement.exit_code, ExitCode::Rejected);
  EXPECT_EQ(judgement.coverage,
            "tested 2 of 2 cases, 2 of 3 ranks, 1 of 1 launches, 2 of 3 nodes; node1 excluded: "
            "lost: rank 1 on host node1 is dead");
  Config config;
  config.expected = Contract{1, 3, 1};
  EXPECT_THAT(texts(judged(record, config)),
              HasSubstr("contract: 1 of the contracted GPUs are missing, each a rank"));
}

TEST(Interrupted, FiguresOfOtherNumbersOfRanksAreNotMixed) {
  RunRecord record = synthetic_record({1, 1, 9}, 3);
  LaunchRecord& last = record.launches[2];
  last.hosts = {"node0", "node2"};
  last.excluded = {"node1"};
  for (std::size_t i : {4u, 5u})
    record.cases[i] = synthetic_case(i == 4 ? kAllReduce : kGemm, 3, 9e-4, 2);
  const std::vector<CaseMetrics> rows = summarize(record);
  EXPECT_EQ(rows[0].launches, (std::vector<int>{1, 2}));
  EXPECT_EQ(rows[0].set_aside, std::vector<int>{3});
  EXPECT_DOUBLE_EQ(rows[0].median_s, 1e-4);
  EXPECT_THAT(texts(judged(record)), HasSubstr("left aside for their other number of ranks: "
                                               "launch 3"));
}

TEST(Interrupted, AUnitKeepsItsNumberWhereverItsHostComes) {
  RunRecord record = synthetic_record({1, 1}, 3);
  record.launches[1].hosts = {"node2", "node0", "node1"};
  for (CaseRecord& one : record.cases) {
    const int slow = one.launch == 1 ? 2 : 0;  // node2, both times
    for (Trial& trial : one.trials) {
      for (int& rank : trial.slowest_rank) rank = slow;
      trial.rank_median_s.edit()[static_cast<std::size_t>(slow)] = 7;
    }
  }
  const std::vector<CaseMetrics> rows = summarize(record);
  EXPECT_EQ(rows[0].slowest_rank, 2);
  EXPECT_EQ(rows[0].slowest_share, 1);
  EXPECT_EQ(rows[0].slowest_launches, 2);
}

/// Interrupted after its first case, and gone on with on node8 and node9.
RunRecord resumed_elsewhere() {
  RunRecord record = resumed("interrupted");
  record.launches[0].hosts = {"node8", "node9"};
  return record;
}

TEST(Interrupted, CasesOfOtherHostsAreNotOneRun) {
  const Judgement judgement = judged(resumed_elsewhere());
  EXPECT_EQ(judgement.exit_code, ExitCode::Inconclusive) << texts(judgement);
  EXPECT_EQ(judgement.coverage,
            "tested 2 of 2 cases, 2 of 2 ranks, 1 of 1 launches; not all on the same hosts: 1 case "
            "on node0, node1; 1 case on node8, node9");
  EXPECT_THAT(texts(judgement), HasSubstr("on node0, node1 " + kAllReduce));
  EXPECT_THAT(texts(judgement), HasSubstr("on node8, node9 " + kGemm));
  RunRecord half = resumed_elsewhere(), rest = synthetic_record({1, 1, 1, 1, 1});
  rest.cut_short = half.cut_short;
  rest.launches[0] = half.launches[0];
  rest.cases[1].start = 2;
  const Judgement j = against(scaled(rest, 0.2), synthetic_record({1, 1, 1, 1, 1}));
  EXPECT_EQ(clause(j, "coverage").decision, Decision::Inconclusive) << clause(j, "coverage").text;
}

TEST(Interrupted, OtherNumbersOfRanksAreOtherHosts) {
  RunRecord record = resumed("interrupted");
  record.cut_short[0].hosts = {"node0", "node0", "node1"};
  record.launches[0].hosts = {"node0", "node1", "node1"};
  EXPECT_EQ(describe(mixed_hosts(record)),
            "1 case on node0 (2 ranks), node1 (1 rank); 1 case on node0 (1 rank), node1 (2 ranks)");
  record.launches[0].hosts = {"node1", "node0", "node0"};  // only their order is another
  EXPECT_THAT(mixed_hosts(record), testing::IsEmpty());
}

TEST(Interrupted, AHostThatWasLeftOutIsStillOfTheRun) {
  EXPECT_THAT(mixed_hosts(without_node1()), testing::IsEmpty());
}

/// Two racks of two hosts, tested on different nights.
RunRecord two_shards() {
  RunRecord monday = synthetic_record(), tuesday = synthetic_record();
  monday.sha256 = "1";
  tuesday.sha256 = "2";
  tuesday.launches[0].hosts = {"node8", "node9"};
  for (RunRecord* one : {&monday, &tuesday}) {
    for (LaunchRecord& launch : one->launches) launch.started = "2026-11-22T01:00:00Z";
  }
  return merged_record({monday, tuesday});
}

TEST(Interrupted, ShardsAreOnHostsOfTheirOwn) {
  EXPECT_THAT(mixed_hosts(two_shards()), testing::IsEmpty());
}

TEST(Interrupted, AMergedRecordCoversTheUnionAndNothingTogether) {
  Config config;
  config.expected = Contract{1, 4, 1};
  const RunRecord record = two_shards();
  const Judgement judgement = judged(record, config);
  EXPECT_EQ(judgement.coverage, "tested 4 of 4 cases, 4 of 4 ranks, 2 of 2 launches");
  EXPECT_EQ(judgement.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(texts(judgement), HasSubstr("of what they do at the same time, as 2 of its cases"));
  EXPECT_THAT(texts(judgement), testing::Not(HasSubstr("of 2 launches")));
  config.expected = Contract{1, 5, 1};
  EXPECT_THAT(texts(judged(record, config)), HasSubstr("1 of the contracted GPUs are missing"));
}

}  // namespace
}  // namespace fourfold
