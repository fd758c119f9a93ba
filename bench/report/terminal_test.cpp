// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_narrow(const ReportParts& parts) {
  std::istringstream lines(written(parts, "terminal"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

TEST(Terminal, IsAtMostAHundredColumnsWide) {
  expect_narrow(healthy_run());
  expect_narrow(acceptance_run());
  expect_narrow(empty_run());
}

TEST(Terminal, StaysNarrowWithLongNamesVerdictsAndTexts) {
  ReportParts parts = acceptance_run();
  parts.metrics[0].name =
      "all_reduce/nccl/f32/123456x123456x123456/max/root:11/in_place/hot/per_call/and/much/more";
  parts.metrics[0].size = "123456x123456x123456";
  parts.judgement.case_verdicts[0] = "a verdict far longer than any verdict has cause to be";
  for (int i = 0; i < 40; ++i) {
    parts.judgement.headline += " and so on";
    parts.judgement.findings[0].text += " and so on";
    parts.metrics[3].reason += " and so on";
    parts.record.manifest.device_choice += " and so on";
  }
  expect_narrow(parts);
  EXPECT_THAT(written(parts, "terminal"),
              HasSubstr("  nccl/f32/max/root:11/in_place/hot/per_call"));
}

TEST(Terminal, DoesNotBreakAPath) {
  ReportParts parts = empty_run();
  parts.record.directory = std::string(60, 'a') + "/" + std::string(60, 'b');
  EXPECT_THAT(written(parts, "terminal"), HasSubstr(parts.record.directory));
}

TEST(Terminal, SaysThatOneLaunchHasNoSpreadBetweenLaunches) {
  EXPECT_THAT(written(healthy_run(), "terminal"),
              HasSubstr("1 launch: it does not contain the spread between launches"));
  ReportParts parts = healthy_run();
  for (CaseMetrics& one : parts.metrics) one.between_launches = true;
  EXPECT_THAT(written(parts, "terminal"), Not(HasSubstr("1 launch:")));
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("+- contains the spread between launches."));
}

TEST(Terminal, MarksIntervalsOfOneLaunchAmongOthers) {
  const std::string text = written(acceptance_run(), "terminal");
  EXPECT_THAT(text, HasSubstr("30.0%*"));
  EXPECT_THAT(text, HasSubstr("1.1%  "));
  EXPECT_THAT(text, HasSubstr("marked *: from 1 launch"));
}

TEST(Terminal, GroupsSkipsByReasonWithTheFirstNames) {
  const std::string text = written(healthy_run(), "terminal");
  EXPECT_THAT(text, HasSubstr("5 skipped (no NVIDIA driver): all_reduce/nccl/bf16/1KiB"));
  EXPECT_THAT(text, HasSubstr("and 2 more"));
  EXPECT_THAT(text, Not(HasSubstr("bf16/64MiB")));
}

TEST(Terminal, CapsReasonsAndCountsTheCasesLeftOut) {
  ReportParts parts = healthy_run();
  for (int i = 0; i < 20; ++i) {
    CaseMetrics one = parts.metrics.back();
    one.reason = "reason " + std::to_string(i);
    parts.metrics.push_back(one);
  }
  // 21 reasons, 12 of them told.
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("and 9 more for other reasons"));
}

TEST(Terminal, CapsFindingsAtTwelve) {
  ReportParts parts = acceptance_run();
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("rank 12: slow\n  and 2 more\n"));
  parts.judgement.findings.resize(12);
  EXPECT_THAT(written(parts, "terminal"), Not(HasSubstr("and 2 more")));
}

TEST(Terminal, ShowsAFailedCaseWithoutFiguresAndWithItsReason) {
  const std::string text = written(acceptance_run(), "terminal");
  EXPECT_THAT(text, testing::ContainsRegex("  nccl/f16 +1GiB +- +- +- +- +- +-  FAILED"));
  EXPECT_THAT(text, HasSubstr("1 failed (rank 2: out of memory, \"1GiB\" asked)"));
}

TEST(Terminal, ShowsAWrongResultAsSuch) {
  EXPECT_THAT(written(acceptance_run(), "terminal"),
              testing::ContainsRegex("nccl/bf16/root:1 +1MiB .* NO  WRONG"));
}

TEST(Terminal, LeavesUnknownFactsOut) {
  ReportParts parts = empty_run();
  parts.record.manifest.facts.clear();
  parts.record.manifest.git_revision.clear();
  const std::string text = written(parts, "terminal");
  EXPECT_THAT(text, Not(HasSubstr("machine")));
  EXPECT_THAT(text, Not(HasSubstr("revision")));
  EXPECT_THAT(text, HasSubstr("no case was measured"));
}

TEST(Terminal, TellsOfALineThatWasCutShort) {
  ReportParts parts = empty_run();
  parts.record.truncated = "{\"kind\": \"case\"," + std::string(200, 'x');
  const std::string text = written(parts, "terminal");
  EXPECT_THAT(text, HasSubstr("cut short the journal's last line was dropped: {\"kind\":"));
  EXPECT_THAT(text, HasSubstr("xxx...\n"));
}

TEST(Terminal, LetsNoControlCharacterThrough) {
  ReportParts parts = acceptance_run();
  parts.judgement.findings[0].text = "red \x1b[31m\ttext\r\nnext";
  const std::string text = written(parts, "terminal");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("red [31m text next"));
}

TEST(Terminal, ShowsABoundBelowTheTargetBelowIt) {
  const std::string text = written(acceptance_run(), "terminal");
  EXPECT_THAT(text, HasSubstr("one-sided bounds 3.999 .. 4.104"));
  EXPECT_THAT(text, HasSubstr("expected to settle it: 3 more launches"));
}

TEST(Terminal, ShowsNoBoundThatMissesTheTargetAsThatTarget) {
  ReportParts parts = acceptance_run();
  parts.judgement.target->interval = {3.9, 3.99996};
  parts.judgement.target->dimensions.at(0).floor = 3.6;
  parts.judgement.target->dimensions.at(0).interval = {3.5, 3.59996};
  for (const char* const format : {"terminal", "md"}) {
    EXPECT_THAT(written(parts, format), HasSubstr("one-sided bounds 3.900 .. 3.99996")) << format;
    EXPECT_THAT(written(parts, format), HasSubstr("3.500 .. 3.59996")) << format;
  }
}

TEST(Terminal, SaysWhenNoNumberOfLaunchesWouldSettleATarget) {
  ReportParts parts = acceptance_run();
  parts.judgement.target->more_launches.reset();
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("no number of further launches"));
  parts.judgement.target->spread_unknown = true;
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("how many further launches would settle it "
                                                    "cannot be told"));
  parts.judgement.target->decision = Decision::Accept;
  EXPECT_THAT(written(parts, "terminal"), Not(HasSubstr("further launches")));
}

TEST(Terminal, SaysWhenATargetHasNoRatio) {
  ReportParts parts = acceptance_run();
  parts.judgement.target->dimensions.clear();
  const std::string text = written(parts, "terminal");
  EXPECT_THAT(text, HasSubstr("no ratio could be computed"));
  EXPECT_THAT(text, Not(HasSubstr("count ratio")));
}

}  // namespace
}  // namespace fourfold
