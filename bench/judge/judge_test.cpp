// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Judge, AHealthyRunIsAccepted) {
  const Judgement j = judged(synthetic_record({1, 1.01}));
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_TRUE(j.findings.empty());
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "ok"));
  EXPECT_EQ(j.headline, "healthy: 2 of 2 cases measured and correct");
  EXPECT_EQ(j.coverage, "tested 2 of 2 cases, 2 of 2 ranks, 2 of 2 launches");
  EXPECT_FALSE(j.target);
}

TEST(Judge, AWrongResultRejectsAndNamesTheElement) {
  RunRecord record = synthetic_record();
  spoil(case_of(record, kAllReduce));
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_THAT(j.case_verdicts, ElementsAre("WRONG", "ok"));
  const Finding finding = finding_about(j, kAllReduce);
  EXPECT_EQ(finding.severity, Severity::Fatal);
  EXPECT_THAT(finding.text, HasSubstr("rank 1, element 17: expected 64 (0x42800000), got 0"));
  EXPECT_EQ(j.headline, "unhealthy: 1 of 2 cases measured and correct; grave findings: 1");
}

TEST(Judge, AFailedCaseRejects) {
  RunRecord record = synthetic_record();
  case_of(record, kGemm).status = CaseStatus::Failed;
  case_of(record, kGemm).reason = "rank 1: out of memory";
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "FAILED"));
  EXPECT_THAT(finding_about(j, kGemm).text, HasSubstr("rank 1: out of memory"));
  EXPECT_THAT(j.coverage, HasSubstr("tested 1 of 2 cases"));
}

TEST(Judge, ALaunchThatDiedRejects) {
  RunRecord record = synthetic_record({1, 1});
  record.launches[1].exit_code = 139;
  record.launches[1].end_reason = "ended by signal 11";
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_EQ(finding_about(j, "launch 2").severity, Severity::Fatal);
  EXPECT_THAT(finding_about(j, "launch 2").text, HasSubstr("ended by signal 11"));
  EXPECT_THAT(j.coverage, HasSubstr("1 of 2 launches"));
}

TEST(Judge, AnEditedSuiteIsAWarning) {
  RunRecord record = synthetic_record();
  record.suite_edited = true;
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_THAT(finding_about(j, "suite.yaml").text, HasSubstr("manifest.json"));
}

TEST(Judge, ATimeOutOutranksEverything) {
  RunRecord record = synthetic_record();
  record.launches[0].exit_code = 137;
  record.launches[0].end_reason = "time-out";
  spoil(case_of(record, kAllReduce));
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::TimedOut);
  EXPECT_THAT(finding_about(j, "launch 1").text, HasSubstr("1 of 2 cases measured"));
  EXPECT_THAT(j.headline, HasSubstr("timed out"));
}

TEST(Judge, ALostLaunchIsRejectedInTheWordsOfItsFinding) {
  RunRecord record = synthetic_record();
  record.launches[0].exit_code = 2;
  record.launches[0].end_reason = "lost: rank 5 on host b has not entered all_reduce #57";
  record.cases.pop_back();
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
  EXPECT_EQ(finding_about(j, "launch 1").text,
            "it was lost: rank 5 on host b has not entered all_reduce #57: 1 of 2 cases measured");
}

TEST(Judge, ALateRankIsAWarning) {
  RunRecord record = synthetic_record();
  record.launches[0].remarks = {"rank 5 on host b entered barrier #9 20 s after the others"};
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, "launch 1").text,
            "late: rank 5 on host b entered barrier #9 20 s after the others");
}

TEST(Judge, AnInterruptedRunIsNotTested) {
  RunRecord record = synthetic_record();
  record.launches[0].exit_code = 130;
  record.launches[0].end_reason = "interrupted";
  record.cases.pop_back();
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(finding_about(j, "launch 1").text, "interrupted: 1 of 2 cases measured");
  EXPECT_EQ(finding_about(j, kGemm).severity, Severity::NotTested);
}

TEST(Judge, ALaunchWithoutAnEndIsNotTested) {
  RunRecord record = synthetic_record();
  record.launches[0].ended = false;
  record.launches[0].end_reason.clear();
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(finding_about(j, "launch 1").severity, Severity::NotTested);
  EXPECT_THAT(finding_about(j, "launch 1").text, HasSubstr("2 of 2 cases measured"));
}

TEST(Judge, FewerLaunchesThanPlannedAreNotTested) {
  RunRecord record = synthetic_record({1, 1});
  record.manifest.planned_launches = 5;
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(finding_about(j, "run").text, HasSubstr("2 of 5 launches"));
}

TEST(Judge, ARecordOfNothingIsNotAPass) {
  RunRecord record;
  record.manifest.planned_launches = 0;
  EXPECT_EQ(judged(record).exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(judged(record).coverage, HasSubstr("tested 0 of 0 cases"));
}

TEST(Judge, SkipsAreNamedOneByOneOrByReason) {
  RunRecord record = synthetic_record();
  const auto skip = [&](const std::string& name, const std::string& reason) {
    CaseRecord one;
    one.name = name;
    one.status = CaseStatus::Skipped;
    one.reason = reason;
    record.cases.push_back(one);
    record.manifest.planned_cases.push_back(name);
  };
  for (const char* name : {"a", "b", "c", "d"}) skip(name, "no GPU");
  skip("e", "no library");
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(finding_about(j, "e").text, "skipped: no library");
  EXPECT_EQ(finding_about(j, "4 cases").text, "skipped: no GPU: a, b, c and 1 more");
  EXPECT_EQ(j.findings.size(), 2u);
  EXPECT_THAT(j.case_verdicts,
              ElementsAre("ok", "ok", "skipped", "skipped", "skipped", "skipped", "skipped"));
  EXPECT_THAT(j.coverage, HasSubstr("tested 2 of 7 cases"));
}

TEST(Judge, APlannedCaseWithoutARecordIsNotTested) {
  RunRecord record = synthetic_record();
  record.manifest.planned_cases.emplace_back("all_reduce/mpi/f32/2MiB");
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(finding_about(j, "all_reduce/mpi/f32/2MiB").severity, Severity::NotTested);
  EXPECT_THAT(j.coverage, HasSubstr("tested 2 of 3 cases"));
}

TEST(Judge, ACaseThatAFinishedLaunchLacksIsNotTested) {
  RunRecord record = synthetic_record({1, 1});
  record.cases.pop_back();
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(finding_about(j, kGemm).text, HasSubstr("measured in 1 of 2 launches"));
}

TEST(Judge, UncheckedResultsAreNotTested) {
  RunRecord record = synthetic_record();
  case_of(record, kGemm).correctness.checked = false;
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(j.case_verdicts, ElementsAre("ok", "unsure"));
}

TEST(Judge, ACutLineIsANote) {
  RunRecord record = synthetic_record();
  record.truncated = "journal.jsonl:7:1 (cut short)";
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_EQ(finding_about(j, "record").severity, Severity::Note);
  EXPECT_THAT(finding_about(j, "record").text, HasSubstr("journal.jsonl:7:1"));
}

TEST(Judge, AnInjectedFaultIsNeverAccepted) {
  RunRecord record = synthetic_record();
  record.manifest.injected = {"slow-rank=1"};
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Warning);
  EXPECT_EQ(finding_about(j, "injection").severity, Severity::Note);
  EXPECT_THAT(finding_about(j, "injection").text, HasSubstr("slow-rank=1"));
  EXPECT_THAT(j.headline, HasSubstr("faults were injected")) << "and not 'healthy'";
}

TEST(Judge, TheGravestFindingStandsFirstAndDecides) {
  RunRecord record = synthetic_record();
  record.truncated = "line 9";
  record.manifest.planned_cases.emplace_back("never run");
  spoil(case_of(record, kGemm));
  const Judgement j = judged(record);
  ASSERT_EQ(j.findings.size(), 3u);
  EXPECT_EQ(j.findings[0].severity, Severity::Fatal);
  EXPECT_EQ(j.findings[1].severity, Severity::NotTested);
  EXPECT_EQ(j.findings[2].severity, Severity::Note);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
}

TEST(Judge, AFilterIsToldAndNothingIsAcceptedWithCasesLeftOut) {
  RunRecord record = synthetic_record();
  record.manifest.filter = "-gemm";
  record.manifest.left_out = 3;
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted) << "a closer look at some cases";
  EXPECT_NE(j.coverage.find("3 cases left out by --benchmark_filter"), std::string::npos);
  EXPECT_NE(finding_about(j, "run").text.find("-gemm left out 3 cases"), std::string::npos);
}

TEST(Judge, NothingIsAcceptedThatRanksSharingAGpuMeasured) {
  RunRecord record = synthetic_record();
  record.manifest.facts["job"]["ranks_per_gpu"] = "1";
  EXPECT_EQ(judged(record).exit_code, ExitCode::Accepted);
  record.manifest.facts["job"]["ranks_per_gpu"] = "3";
  const Judgement j = judged(record);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_NE(finding_about(j, "run").text.find("3 ranks shared a GPU"), std::string::npos);
}

}  // namespace
}  // namespace fourfold
