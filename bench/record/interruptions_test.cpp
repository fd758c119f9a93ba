// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/interruptions.hpp"

#include <gtest/gtest.h>

#include "bench/record/consistent.hpp"
#include "bench/record/record_json.hpp"
#include "bench/record/same_run.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

LaunchRecord start(int launch, int number, const std::vector<std::string>& hosts) {
  LaunchRecord one;
  one.launch = launch;
  one.start = number;
  one.hosts = hosts;
  return one;
}

CaseRecord finished(const std::string& name, int launch, int number, int ranks) {
  CaseRecord one;
  one.name = name;
  one.launch = launch;
  one.start = number;
  one.ranks = ranks;
  return one;
}

LaunchRecord ended(LaunchRecord one, const std::string& reason, int code) {
  one.end_reason = reason;
  one.exit_code = code;
  one.ended_at = "2026-11-22T01:00:00Z";
  return one;
}

/// As a run with --exclude-failed leaves it: launch 1 was lost by h1 in case b.
class InterruptedRun : public testing::Test {
 protected:
  InterruptedRun() {
    record_.manifest.ranks = 3;
    record_.manifest.planned_launches = 2;
    record_.manifest.planned_cases = {"a", "b", "c"};
    LaunchRecord first = start(1, 1, {"h0", "h1", "h2"});
    LaunchRecord lost = ended(first, "lost: rank 1 on host h1 is dead", 2);
    lost.lost_hosts = {"h1"};
    LaunchRecord second = start(1, 2, {"h0", "h2"});
    second.excluded = {"h1"};
    read(launch_json(first));
    read(case_json(finished("a", 1, 1, 3)));
    read(end_json(lost));
    read(launch_json(second));
    read(case_json(finished("b", 1, 2, 2)));
  }
  void read(const std::string& line) { parse_journal_line(line, {"journal", 1, 1}, record_); }
  /// The rest of launch 1.
  void finish() {
    read(case_json(finished("c", 1, 2, 2)));
    read(end_json(ended(start(1, 2, {}), "finished", 0)));
  }
  RunRecord record_;
};

TEST_F(InterruptedRun, EachCaseBelongsToOneStart) {
  finish();
  EXPECT_EQ(contradiction(record_), "");
  ASSERT_EQ(record_.launches.size(), 1u);
  EXPECT_EQ(record_.launches[0].start, 2);
  EXPECT_EQ(record_.launches[0].hosts.size(), 2u);
  ASSERT_EQ(record_.cut_short.size(), 1u);
  EXPECT_EQ(record_.cut_short[0].lost_hosts, std::vector<std::string>{"h1"});
  EXPECT_EQ(record_.cases[0].start, 1);
  EXPECT_EQ(record_.cases[1].start, 2);
}

TEST_F(InterruptedRun, ACaseWithTheRanksOfAnotherStartContradictsTheRecord) {
  record_.cases[1].ranks = 3;
  EXPECT_NE(contradiction(record_).find("case 'b' of launch 1: it was measured on 3 ranks, the "
                                        "run had 2"),
            std::string::npos);
  record_.cases[1].ranks = 2;
  record_.cases[1].start = 3;
  EXPECT_NE(contradiction(record_).find("start 3, which the record lacks"), std::string::npos);
}

TEST_F(InterruptedRun, FewerRanksWithoutAnExclusionContradictTheRecord) {
  record_.launches[0].excluded.clear();
  EXPECT_EQ(contradiction(record_), "launch 1 has the hosts of 2 ranks, the run had 3");
}

TEST_F(InterruptedRun, SaysWhenWhyAndWhatWasDone) {
  finish();
  const auto all = interruptions(record_);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].kind, Interruption::Kind::Lost);
  EXPECT_TRUE(all[0].completed);
  EXPECT_EQ(describe(all[0]),
            "2026-11-22T01:00:00Z, launch 1, start 1: lost: rank 1 on host h1 is dead; case in "
            "hand: b; resumed by start 2 without host h1");
  EXPECT_EQ(excluded_hosts(record_), std::vector<std::string>{"h1"});
}

TEST_F(InterruptedRun, OneThatStoppedWithoutAWord) {
  LaunchRecord third = start(1, 3, {"h0", "h1", "h2"});
  third.resumed_after = "2026-11-22T02:00:00Z";
  auto all = interruptions(record_);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0].completed);
  EXPECT_EQ(describe(all[1]),
            "launch 1, start 2: stopped without a word; case in hand: c; not resumed");
  read(launch_json(third));
  EXPECT_EQ(describe(interruptions(record_)[1]),
            "2026-11-22T02:00:00Z, launch 1, start 2: stopped without a word; case in hand: c; "
            "resumed by start 3");
}

TEST_F(InterruptedRun, WhatIsNotFinishedAndWhy) {
  auto left = unfinished(record_);
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].cases, std::vector<std::string>{"c"});
  EXPECT_EQ(left[0].why, "stopped without a word");
  EXPECT_EQ(left[1].cases.size(), 3u);
  EXPECT_EQ(left[1].why, "not begun");
  finish();
  left = unfinished(record_);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].launch, 2);
}

TEST_F(InterruptedRun, AnEarlierStartAfterALaterOneIsNoJournal) {
  EXPECT_THROW(read(launch_json(start(1, 1, {"h0", "h1", "h2"}))), InputError);
}

TEST(SameRun, NamesTheFirstDifference) {
  Manifest one, other;
  one.suite_text = "suite: x\nranks: 4\nlaunches: 1\nhang_after: 60s\n";
  other.suite_text = "suite: x\nranks: 8\nlaunches: 2\nhang_after: 60s\n";
  EXPECT_EQ(difference(one, other), "");
  other.facts["versions"]["mpi"] = "Open MPI 5.0.1";
  EXPECT_EQ(difference(one, other), "");
  one.facts["versions"]["mpi"] = "Open MPI 4.1.4";
  EXPECT_EQ(difference(one, other), "mpi: 'Open MPI 4.1.4' and 'Open MPI 5.0.1'");
  other.git_revision = "abc";
  EXPECT_EQ(difference(one, other), "the program's revision: '' and 'abc'");
  other.suite_text = "suite: x\nranks: 8\nlaunches: 2\nhang_after: 5s\n";
  EXPECT_EQ(difference(one, other), "the suite: 'hang_after: 60s' and 'hang_after: 5s'");
  other.suite_text += "more: 1\n";
  one.suite_text = "suite: x\nhang_after: 5s\n";
  EXPECT_EQ(difference(one, other), "the suite: nothing and 'more: 1'");
}

}  // namespace
}  // namespace fourfold
