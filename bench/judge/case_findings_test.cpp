// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/case_findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Config expecting(const std::string& match, Metric metric, double value, std::optional<double> lower,
                 std::optional<double> upper = std::nullopt) {
  Config config;
  config.expectations.push_back({match, metric, value, lower, upper, false, {}});
  return config;
}

/// What becomes of a busbw of 10 GB/s in launches that differ by 2 % (95 %: about 9.0 ... 11.1).
struct BoundCase {
  double value;
  std::optional<double> lower, upper;
  std::string verdict;
  ExitCode exit;
};

class Bounds : public testing::TestWithParam<BoundCase> {};

TEST_P(Bounds, WhereTheIntervalLies) {
  const BoundCase& c = GetParam();
  const RunRecord record = synthetic_record({0.99, 1.01, 0.99, 1.01});
  const Judgement j =
      judged(record, expecting("all_reduce/**", Metric::Busbw, c.value, c.lower, c.upper));
  EXPECT_THAT(j.case_verdicts, ElementsAre(c.verdict, "ok"));
  EXPECT_EQ(j.exit_code, c.exit);
}

INSTANTIATE_TEST_SUITE_P(
    CaseFindings, Bounds,
    testing::Values(BoundCase{10e9, -0.1, std::nullopt, "ok", ExitCode::Accepted},
                    BoundCase{10e9, -0.1, 0.1, "ok", ExitCode::Accepted},
                    BoundCase{5e9, -0.1, std::nullopt, "ok", ExitCode::Accepted},
                    BoundCase{20e9, -0.1, std::nullopt, "below", ExitCode::Rejected},
                    BoundCase{5e9, -0.1, 0.1, "above", ExitCode::Rejected},
                    BoundCase{5e9, std::nullopt, 0.1, "above", ExitCode::Rejected},
                    BoundCase{10e9, 0.0, std::nullopt, "unsure", ExitCode::Inconclusive},
                    BoundCase{10e9, -0.1, 0.0, "unsure", ExitCode::Inconclusive}));

TEST(CaseFindings, ForATimeTheUpperBoundKeepsTheSlowOut) {
  const RunRecord record = synthetic_record();
  EXPECT_EQ(judged(record, expecting("all_reduce/**", Metric::Time, 1e-4, {}, 0.05)).exit_code,
            ExitCode::Accepted);
  const Judgement slow = judged(record, expecting("all_reduce/**", Metric::Time, 5e-5, {}, 0.05));
  EXPECT_EQ(slow.exit_code, ExitCode::Rejected);
  EXPECT_THAT(slow.case_verdicts, ElementsAre("above", "ok"));
  EXPECT_THAT(finding_about(slow, kAllReduce).text,
              testing::AllOf(HasSubstr("100"), HasSubstr("upper bound 52.5"), HasSubstr("+5 %")));
}

TEST(CaseFindings, TooFewSamplesToJudgeByAreInconclusive) {
  RunRecord record = synthetic_record();
  case_of(record, kAllReduce).trials = {synthetic_trial({1e-4, 1e-4, 1e-4}, 2)};
  const Judgement j = judged(record, expecting("all_reduce/**", Metric::Busbw, 1e9, -0.1));
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(j.case_verdicts, ElementsAre("unsure", "ok"));
  EXPECT_THAT(finding_about(j, kAllReduce).text, HasSubstr("3 samples are too few"));
}

TEST(CaseFindings, AnExpectationThatMeetsNoCaseIsNotTested) {
  Config config = expecting("all_gather/**", Metric::Busbw, 1e9, -0.1);
  EXPECT_EQ(judged(synthetic_record(), config).exit_code, ExitCode::Inconclusive);
  config.expectations[0].from_machine = true;
  EXPECT_EQ(judged(synthetic_record(), config).exit_code, ExitCode::Accepted);
}

TEST(CaseFindings, TheNameThatASuiteGaveACaseFindsItInAMergedRecord) {
  RunRecord record = synthetic_record();
  case_of(record, kAllReduce).name += "/shard:2";
  Config config = expecting(kAllReduce, Metric::Busbw, 20e9, -0.1);
  config.limits.push_back({kAllReduce, Metric::Busbw, 9e9, "the link's rate", false, {}});
  std::vector<std::string> verdicts(2, "ok");
  std::vector<Finding> findings;
  const std::vector<CaseMetrics> metrics = summarize(record);
  find_unexpected(metrics, config, verdicts, findings);
  EXPECT_THAT(verdicts, ElementsAre("below", "ok"));
  find_suspects(record, metrics, config, verdicts, findings);
  EXPECT_THAT(verdicts, ElementsAre("SUSPECT", "ok"));
  EXPECT_EQ(findings.size(), 2u);
}

TEST(CaseFindings, FasterThanPhysicsIsSuspectAndNeverAPass) {
  Config config = expecting("all_reduce/**", Metric::Busbw, 5e9, -0.1);
  config.limits.push_back({"all_reduce/**", Metric::Busbw, 9e9, "the link's rate", false, {}});
  const Judgement j = judged(synthetic_record(), config);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(j.case_verdicts, ElementsAre("SUSPECT", "ok"));
  EXPECT_THAT(finding_about(j, kAllReduce).text,
              testing::AllOf(HasSubstr("the link's rate"), HasSubstr("NVLS"), HasSubstr("20")));
  config.limits[0].at_most = 10.1e9;
  EXPECT_EQ(judged(synthetic_record(), config).exit_code, ExitCode::Accepted);
}

TEST(CaseFindings, ALimitOnAFigureThatNoCaseHasIsNotTested) {
  Config config;
  config.limits.push_back({"gemm/**", Metric::Busbw, 9e9, "the link's rate", false, {}});
  const Judgement j = judged(synthetic_record(), config);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(finding_about(j, "gemm/**").text, HasSubstr("was not tested"));
  config.limits[0].from_machine = true;
  EXPECT_EQ(judged(synthetic_record(), config).exit_code, ExitCode::Accepted);
}

TEST(CaseFindings, ACaseWithoutDataHasNothingToCheck) {
  RunRecord record = synthetic_record();
  CaseRecord& empty = case_of(record, kAllReduce);
  empty.correctness = {};
  EXPECT_EQ(judged(record).exit_code, ExitCode::Inconclusive) << "data that nobody looked at";
  empty.size = "0B";
  EXPECT_EQ(judged(record).exit_code, ExitCode::Inconclusive) << "its message had data";
  empty.work.message = Bytes(0);
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "ok"));
}

TEST(CaseFindings, ForATimeTheLimitIsTheLeast) {
  Config config;
  config.limits.push_back({"gemm/**", Metric::Time, 2e-3, "arithmetic", false, {}});
  const Judgement j = judged(synthetic_record(), config);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "SUSPECT"));
  config.limits[0].at_most = 0.9e-3;
  EXPECT_EQ(judged(synthetic_record(), config).exit_code, ExitCode::Accepted);
}

/// Rank 1 is last in `share` of 240 samples of a case, by `excess`.
void hold_up(CaseRecord& one, double share, double excess) {
  Trial trial = synthetic_trial(std::vector<double>(240, one.trials[0].seconds[0]), one.ranks);
  for (std::size_t i = 0; i < 240; ++i) {
    trial.slowest_rank[i] = static_cast<double>(i) < share * 240 ? 1 : 0;
    trial.fastest_seconds[i] = trial.seconds[i] / (1 + excess);
  }
  one.trials = {trial};
}

TEST(CaseFindings, AStragglerInTwoLaunchesIsAWarningWithItsHost) {
  RunRecord record = synthetic_record({1, 1});
  hold_up(case_of(record, kAllReduce, 1), 0.975, 0.52);
  hold_up(case_of(record, kAllReduce, 2), 0.975, 0.52);
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, kAllReduce).severity, Severity::Warning);
  EXPECT_EQ(finding_about(j, kAllReduce).text,
            "rank 1 (node1) was the slowest in 98 % of 480 samples, by 52 %");
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "ok"));
}

TEST(CaseFindings, OneCaseInOneLaunchMayBeChance) {
  RunRecord record = synthetic_record();
  hold_up(case_of(record, kAllReduce), 0.975, 0.52);
  Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_EQ(finding_about(j, kAllReduce).severity, Severity::Note);
  EXPECT_THAT(finding_about(j, kAllReduce).text, HasSubstr("may be chance"));

  hold_up(case_of(record, kGemm), 0.975, 0.52);
  EXPECT_EQ(judged(record).exit_code, ExitCode::Warning) << "two cases agree";

  record = synthetic_record({1, 1});
  hold_up(case_of(record, kAllReduce, 1), 1, 0.52);
  case_of(record, kAllReduce, 2).trials[0].slowest_rank.assign(20, 0);
  EXPECT_EQ(judged(record).exit_code, ExitCode::Accepted) << "the other launch disagrees";
}

TEST(CaseFindings, WhatIsNoStraggler) {
  const auto exit_of = [](const std::string& name, double seconds, double share, double excess) {
    RunRecord record = synthetic_record({1, 1});
    record.cases = {synthetic_case(name, 1, seconds), synthetic_case(name, 2, seconds)};
    record.manifest.planned_cases = {name};
    for (CaseRecord& one : record.cases) hold_up(one, share, excess);
    return judged(record).exit_code;
  };
  EXPECT_EQ(exit_of(kAllReduce, 1e-4, 0.9, 0.5), ExitCode::Warning);
  EXPECT_EQ(exit_of(kAllReduce, 1e-4, 0.6, 0.5), ExitCode::Accepted) << "too seldom";
  EXPECT_EQ(exit_of(kAllReduce, 1e-4, 0.9, 0.2), ExitCode::Accepted) << "by too little";
  EXPECT_EQ(exit_of(kAllReduce, 1e-5, 0.9, 0.5), ExitCode::Accepted) << "by 3 us only";
  EXPECT_EQ(exit_of("broadcast/mpi/f32/1MiB", 1e-4, 0.9, 0.5), ExitCode::Accepted)
      << "in a broadcast somebody is last by design";
}

TEST(CaseFindings, ChanceIsNoStraggler) {
  RunRecord record = synthetic_record();
  Trial trial = synthetic_trial(std::vector<double>(12, 1e-4), 2);
  trial.slowest_rank.assign(12, 1);  // one in 4096 by chance
  for (double& seconds : trial.fastest_seconds) seconds = 5e-5;
  case_of(record, kAllReduce).trials = {trial};
  EXPECT_EQ(judged(record).exit_code, ExitCode::Accepted);
}

TEST(CaseFindings, AStragglerInManyCasesIsOneFinding) {
  RunRecord record = synthetic_record();
  record.manifest.planned_cases.clear();
  record.cases.clear();
  for (const char* name : {"all_reduce/a", "all_gather/b", "gemm/c", "memory/d"}) {
    record.cases.push_back(synthetic_case(name, 1, 1e-4));
    record.manifest.planned_cases.emplace_back(name);
    hold_up(record.cases.back(), 0.9, 0.5);
  }
  const Judgement j = judged(record);
  ASSERT_EQ(j.findings.size(), 1u);
  EXPECT_EQ(j.findings[0].subject, "rank 1 (node1)");
  EXPECT_THAT(j.findings[0].text, HasSubstr("slowest in 4 cases"));
}

TEST(CaseFindings, RanksThatShareProcessorsAreSlowInTurns) {
  RunRecord record = synthetic_record();
  hold_up(case_of(record, kAllReduce), 0.975, 0.52);
  record.manifest.facts["job"]["oversubscribed"] = "yes";
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_EQ(finding_about(j, kAllReduce).severity, Severity::Note);
  EXPECT_THAT(finding_about(j, kAllReduce).text, HasSubstr("ranks share processors here"));
}

TEST(CaseFindings, OneCaseOfManyIsANoteAndTwoAreAWarning) {
  RunRecord record = synthetic_record();
  record.manifest.planned_cases.clear();
  record.cases.clear();
  for (int i = 0; i < 30; ++i) {
    record.cases.push_back(synthetic_case("gemm/" + std::to_string(i), 1, 1e-4));
    record.manifest.planned_cases.push_back(record.cases.back().name);
  }
  hold_up(record.cases[3], 0.9, 0.5);
  EXPECT_EQ(judged(record).exit_code, ExitCode::Accepted);
  EXPECT_THAT(finding_about(judged(record), "gemm/3").text, HasSubstr("in 1 of 30 cases"));
  hold_up(record.cases[7], 0.9, 0.5);
  EXPECT_EQ(judged(record).exit_code, ExitCode::Warning);
}

}  // namespace
}  // namespace fourfold
