// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/campaign.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/days.hpp"
#include "bench/judge/synthetic_record.hpp"
#include "bench/judge/target.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

constexpr const char* kSuite =
    "{fourfold: 1, suite: synthetic, launches: 2, cases: [{collective: all_reduce, size: 1MiB}]}";

RunRecord run_of_day(int day, double factor = 1) {
  RunRecord run = synthetic_record({factor, factor});
  const std::string date = "2026-03-0" + std::to_string(day);
  run.directory = "run" + std::to_string(day);
  run.sha256 = "hash" + std::to_string(day);
  run.manifest.started = date + "T06:00:00Z";
  run.manifest.suite_text = kSuite;
  for (LaunchRecord& launch : run.launches) {
    launch.started = date + "T06:0" + std::to_string(launch.launch) + ":00Z";
  }
  return run;
}

std::string why_not(std::vector<RunRecord> runs) {
  try {
    (void)one_campaign(std::move(runs), "");
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Campaign, WhatPutsOneRunInDoubtPutsAllInDoubt) {
  RunRecord shared = run_of_day(2);
  shared.manifest.facts["job"]["ranks_per_gpu"] = "2";
  RunRecord merged = run_of_day(3);
  merged.manifest.merged = {{"m", "hash", "", "1"}, {"tu", "hash", "", "2"}};
  const Campaign all = one_campaign({run_of_day(1), shared, merged}, "");
  EXPECT_EQ(fact(all.record.manifest, "job", "ranks_per_gpu"), "2");
  EXPECT_EQ(all.record.manifest.merged.size(), 2u);
}

TEST(Campaign, CopiesOfALaunchThatWereCompletedOneByOneAreOne) {
  std::vector<RunRecord> copies;
  for (const int day : {2, 3}) {
    RunRecord copy = run_of_day(day);
    copy.cut_short = {run_of_day(1).launches[1]};
    copies.push_back(copy);
  }
  EXPECT_NE(why_not(copies).find("launch 2, started 2026-03-01T06:02:00Z, is in both"),
            std::string::npos)
      << why_not(copies);
}

TEST(Campaign, ASignatureIsOneOfAllRuns) {
  const auto signed_by = [](int day, std::uint8_t key) {
    RunRecord run = run_of_day(day);
    run.evidence.chained = true;
    run.evidence.lines = 10;
    Signature& signature = run.evidence.signature.emplace();
    signature.key.bytes.fill(key);
    run.evidence.records_signed = 1;
    return run;
  };
  const auto clause = [&](std::vector<RunRecord> runs) {
    const std::string key = signer(signed_by(1, 1).evidence);
    return signature_clause(one_campaign(std::move(runs), "").record, key);
  };
  EXPECT_EQ(clause({signed_by(1, 1), signed_by(2, 1)}).decision, Decision::Accept);
  EXPECT_EQ(clause({signed_by(1, 1), run_of_day(2)}).decision, Decision::Inconclusive);
  EXPECT_EQ(clause({signed_by(2, 1), run_of_day(1)}).decision, Decision::Inconclusive);
  const Clause other = clause({signed_by(1, 1), signed_by(2, 2)});
  EXPECT_EQ(other.decision, Decision::Inconclusive);
  EXPECT_THAT(other.text, HasSubstr("not each of the 2 records is signed by"));
  const Campaign all = one_campaign({signed_by(1, 1), signed_by(2, 2)}, "");
  EXPECT_EQ(describe(all.record.evidence),
            "not all signed by one key; of 2 records the journals' 20 lines hang together");
}

TEST(Campaign, AnotherMachineIsNoPartOfIt) {
  RunRecord first = run_of_day(1), other = run_of_day(2);
  for (LaunchRecord& launch : first.launches) launch.hosts = {"a", "b"};
  for (LaunchRecord& launch : other.launches) launch.hosts = {"b", "a"};
  EXPECT_EQ(why_not({first, other}), "nothing");
  for (LaunchRecord& launch : other.launches) launch.hosts = {"a"};
  EXPECT_EQ(
      why_not({first, other}),
      "run2: not of one campaign with run1: it ran on other hosts: 'b' is of one of them only");
  for (LaunchRecord& launch : other.launches) launch.excluded = {"b"};
  EXPECT_EQ(why_not({first, other}), "nothing");
}

TEST(Campaign, OneRunStaysAsItIs) {
  const Campaign one = one_campaign({run_of_day(1)}, "");
  EXPECT_EQ(one.record.sha256, "hash1");
  EXPECT_EQ(one.record.directory, "run1");
  EXPECT_EQ(one.record.manifest.planned_launches, 2);
}

TEST(Campaign, LaunchesAreNumberedOnInTheOrderOfTheDays) {
  const auto with_fault = [] {
    RunRecord run = run_of_day(3, 3);
    run.manifest.injected = {"nan"};
    return run;
  };
  const Campaign all = one_campaign({with_fault(), run_of_day(1, 1), run_of_day(2, 2)}, "");
  EXPECT_EQ(all.first_directory, "run1");
  EXPECT_EQ(all.record.directory, "run1, run2, run3");
  EXPECT_EQ(all.record.manifest.planned_launches, 6);
  ASSERT_EQ(all.record.launches.size(), 6u);
  EXPECT_EQ(all.record.launches[5].launch, 6);
  EXPECT_EQ(all.record.launches[5].started.substr(0, 10), "2026-03-03");
  const std::vector<CaseMetrics> metrics = summarize(all.record);
  EXPECT_THAT(metrics[0].launches, testing::ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_NEAR(metrics[0].launch_medians[2] / metrics[0].launch_medians[0], 2, 1e-12);
  EXPECT_THAT(all.record.manifest.injected, testing::ElementsAre("nan"));
  EXPECT_EQ(days_of(all.record, {1, 2, 3, 4, 5, 6}), 3);
  EXPECT_EQ(days_of(all.record, {1, 2, 3}), 2);
  const Campaign turned = one_campaign({run_of_day(2, 2), with_fault(), run_of_day(1, 1)}, "");
  EXPECT_EQ(turned.record.sha256, all.record.sha256) << "whatever order they are named in";
}

TEST(Campaign, StartsThatWereCutShortGoOnWithTheirLaunches) {
  RunRecord interrupted = run_of_day(2);
  LaunchRecord cut = interrupted.launches.at(0);
  interrupted.launches[0].start = 2;
  interrupted.cut_short.push_back(cut);
  const RunRecord all = one_campaign({run_of_day(1), interrupted}, "").record;
  ASSERT_EQ(all.cut_short.size(), 1u);
  EXPECT_EQ(all.cut_short[0].launch, 3);
  EXPECT_NE(start_of(all, 3, 1), nullptr) << "where its cases were measured";
}

TEST(Campaign, ALaunchCountsOnce) {
  EXPECT_THAT(why_not({run_of_day(1), run_of_day(1)}), HasSubstr("the same record"));
  RunRecord copy = run_of_day(1);
  copy.sha256 = "another";
  EXPECT_THAT(why_not({run_of_day(1), copy}), HasSubstr("launch 1, started 2026-03-01T06:01:00Z"));
}

TEST(Campaign, WhatIsNoPartOfItIsRefusedInWords) {
  RunRecord other = run_of_day(2);
  other.manifest.ranks = 3;
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("3 ranks, not 2"));
  other = run_of_day(2);
  other.manifest.git_revision = "beef";
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("another program"));
  other = run_of_day(2);
  other.manifest.program_sha256 = "beef";
  EXPECT_EQ(why_not({run_of_day(1), other}), "nothing") << "an older record does not say";
  RunRecord first = run_of_day(1);
  first.manifest.program_sha256 = "cafe";
  EXPECT_THAT(why_not({first, other}), HasSubstr("its file has the SHA-256 beef, not cafe"));
  other = run_of_day(2);
  other.manifest.facts["device"]["name"] = "NVIDIA H200";
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("its device is 'NVIDIA H200'"));
  other = run_of_day(2);
  other.manifest.imported = {{"log", "cafe"}};
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("imported together"));
  other = run_of_day(2);
  other.manifest.suite_name = "health";
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("of the suite 'health'"));
  other = run_of_day(2);
  other.manifest.baseline = FrozenBaseline{"b", "cafe"};
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("different baselines"));
  other = run_of_day(2);
  other.manifest.suite_text.replace(other.manifest.suite_text.find("1MiB"), 4, "2MiB");
  EXPECT_THAT(why_not({run_of_day(1), other}), HasSubstr("another text"));
}

TEST(Campaign, TheNumberOfLaunchesMayDifferAndChangedFactsAreTold) {
  RunRecord other = run_of_day(2);
  other.manifest.suite_text.replace(other.manifest.suite_text.find("launches: 2"), 11,
                                    "launches: 3");
  other.manifest.facts["versions"]["driver"] = "2";
  RunRecord first = run_of_day(1);
  first.manifest.facts["versions"]["driver"] = "1";
  const Campaign all = one_campaign({first, other}, "");
  ASSERT_EQ(all.remarks.size(), 1u);
  EXPECT_THAT(all.remarks[0].text, HasSubstr("versions driver: '2', was '1'"));
}

TEST(Campaign, RunsOfTheHealthSuiteStayApart) {
  RunRecord health = run_of_day(2);
  health.manifest.suite_name = "health";
  const Campaign all = one_campaign({health, run_of_day(1)}, "health");
  EXPECT_EQ(all.record.launches.size(), 2u);
  ASSERT_EQ(all.health.size(), 1u);
}

TEST(Campaign, WhatChangedSinceTheHealthRunsIsToldToo) {
  RunRecord health = run_of_day(1);
  health.manifest.suite_name = "health";
  health.manifest.facts["versions"]["driver"] = "1";
  RunRecord figures = run_of_day(2);
  figures.manifest.facts["versions"]["driver"] = "2";
  const Campaign all = one_campaign({health, figures}, "health");
  ASSERT_EQ(all.remarks.size(), 1u);
  EXPECT_EQ(all.remarks[0].subject, health.directory);
  EXPECT_THAT(all.remarks[0].text, HasSubstr("versions driver: '1', was '2'"));
}

TEST(Campaign, WhereAllRunsAreOfTheHealthSuiteItIsTheOneWithTheFigures) {
  RunRecord first = run_of_day(1);
  RunRecord second = run_of_day(2);
  first.manifest.suite_name = second.manifest.suite_name = "health";
  const Campaign all = one_campaign({second, first}, "health");
  EXPECT_EQ(all.record.launches.size(), 4u);
  EXPECT_EQ(all.first_directory, first.directory);
  EXPECT_TRUE(all.health.empty());
}

}  // namespace
}  // namespace fourfold
