// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/case_findings.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Three ranks of which one begins `late_s` after the first; the others wait for it.
RunRecord run_with(int rank, double late_s) {
  RunRecord record;
  LaunchRecord launch;
  launch.hosts = {"a", "b", "c"};
  record.launches = {launch};
  CaseRecord one;
  one.name = "all_reduce/mpi/f32/8B";
  one.operation = "all_reduce";
  one.ranks = 3;
  one.work.message = Bytes(8);
  one.correctness.checked = true;
  Trial& trial = one.trials.emplace_back();
  trial.seconds.assign(60, 40e-6);
  trial.mean_seconds.assign(60, 30e-6);
  trial.fastest_seconds.assign(60, 10e-6);
  trial.slowest_rank.assign(60, rank == 0 ? 1 : 0);
  trial.rank_median_s = {40e-6, 40e-6, 40e-6};
  trial.rank_late_s = {0.1e-6, 0.2e-6, 0.3e-6};
  trial.rank_late_s.edit()[static_cast<std::size_t>(rank)] = late_s;
  record.cases = {one};
  return record;
}

TEST(Latecomers, TheOneThatComesLateIsNamedAndNotTheOneThatWaits) {
  const RunRecord record = run_with(2, 30e-6);
  const auto metrics = summarize(record);
  EXPECT_EQ(metrics.at(0).latest_rank, 2);
  EXPECT_DOUBLE_EQ(metrics[0].latest_s, 30e-6);
  EXPECT_DOUBLE_EQ(metrics[0].usually_late_s, 0.2e-6);
  std::vector<Finding> findings;
  find_stragglers(record, metrics, findings);
  EXPECT_TRUE(findings.empty());
  find_latecomers(record, metrics, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].subject, "rank 2 (c)");
  EXPECT_THAT(findings[0].text,
              AllOf(HasSubstr("in 1 of 1 cases"), HasSubstr("by 30 us of calls of 40 us"),
                    HasSubstr("not slow in sending")));
}

TEST(Latecomers, AUnitThatComesLateKeepsItsNumberWhereverItsHostComes) {
  RunRecord record = run_with(2, 30e-6);
  LaunchRecord again = record.launches.at(0);
  again.launch = 2;
  again.hosts = {"c", "a", "b"};
  record.launches.push_back(again);
  CaseRecord one = run_with(0, 30e-6).cases.at(0);  // which is host c
  one.launch = 2;
  record.cases.push_back(one);
  const CaseMetrics row = summarize(record).at(0);
  EXPECT_EQ(row.latest_rank, 2);
  EXPECT_DOUBLE_EQ(row.latest_s, 30e-6);
}

TEST(Latecomers, TheSameRankOfAnotherShardIsAnotherUnit) {
  RunRecord record = run_with(2, 30e-6);
  record.launches[0].shard = "1";
  record.cases[0].name += "/shard:1";
  RunRecord other = run_with(2, 0.4e-6);
  other.launches[0].shard = "2";
  other.launches[0].launch = 2;
  other.launches[0].hosts = {"d", "e", "f"};
  other.cases[0].name += "/shard:2";
  other.cases[0].launch = 2;
  record.launches.push_back(other.launches[0]);
  record.cases.push_back(other.cases[0]);
  std::vector<Finding> findings;
  find_latecomers(record, summarize(record), findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].subject, "rank 2 of shard 1 (c)");
  EXPECT_THAT(findings[0].text, HasSubstr("in 1 of 1 cases"));
  findings.clear();
  find_stragglers(record, summarize(record), findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].text, HasSubstr("rank 0 of shard 2 (d) was the slowest"));
}

TEST(Latecomers, WhoComesInTimeAndIsSlowIsAStraggler) {
  const RunRecord record = run_with(2, 0.4e-6);
  const auto metrics = summarize(record);
  std::vector<Finding> findings;
  find_latecomers(record, metrics, findings);
  EXPECT_TRUE(findings.empty());
  find_stragglers(record, metrics, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].text, HasSubstr("rank 0 (a) was the slowest"));
}

TEST(Latecomers, AFewMicrosecondsAreNothing) {
  const auto few = summarize(run_with(1, 4e-6));
  EXPECT_FALSE(few.at(0).comes_late());
  RunRecord longer = run_with(1, 30e-6);
  longer.cases[0].trials[0].seconds.assign(60, 1e-3);
  EXPECT_FALSE(summarize(longer).at(0).comes_late());
}

TEST(Latecomers, WhereRanksShareProcessorsItIsANote) {
  RunRecord record = run_with(2, 30e-6);
  record.manifest.facts["job"]["oversubscribed"] = "yes";
  std::vector<Finding> findings;
  find_latecomers(record, summarize(record), findings);
  EXPECT_EQ(findings.at(0).severity, Severity::Note);
}

TEST(Latecomers, WithoutClocksNobodyIsLate) {
  RunRecord record = run_with(2, 30e-6);
  record.cases[0].trials[0].rank_late_s = {};
  EXPECT_EQ(summarize(record).at(0).latest_rank, -1);
}

}  // namespace
}  // namespace fourfold
