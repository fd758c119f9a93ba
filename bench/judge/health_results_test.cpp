// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/health_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

RunRecord nights(int launches) {
  RunRecord run = synthetic_record(std::vector<double>(static_cast<std::size_t>(launches), 1.0));
  run.directory = "nights";
  run.manifest.suite_name = "health";
  run.manifest.suite_text =
      "{fourfold: 1, suite: health, cases: [{collective: all_reduce, size: 1MiB}]}";
  return run;
}

/// Of five launches that are ten times as fast, with such a run named for stability.
Judgement with(const RunRecord& health, const RunRecord& candidate) {
  const RunRecord baseline = synthetic_record(kEqual);
  Config config = fourfold_target();
  config.target->stability.emplace();
  config.target->stability->suite = "health";
  Basis basis;
  basis.baseline = &baseline;
  basis.health = {&health};
  return judge(candidate, summarize(candidate), config, basis);
}

Judgement with(const RunRecord& health) {
  return with(health, scaled(synthetic_record(kEqual), 0.1));
}

TEST(HealthResults, AreCountedBesideThoseOfTheFigures) {
  const Judgement j = with(nights(59));
  EXPECT_EQ(j.exit_code, ExitCode::Accepted) << j.headline;
  EXPECT_EQ(clause(j, "zero wrong results").text,
            "0 wrong results in 2 cases of the figures and 2 of the health runs");
}

TEST(HealthResults, OneWrongResultRejectsHoweverManyLaunchesSucceed) {
  for (const int launches : {93, 200}) {
    RunRecord health = nights(launches);
    spoil(case_of(health, kGemm, 7));
    const Judgement j = with(health);
    EXPECT_EQ(clause(j, "stability").decision, Decision::Accept) << "one failure of " << launches;
    EXPECT_EQ(clause(j, "zero wrong results").decision, Decision::Reject);
    EXPECT_THAT(clause(j, "zero wrong results").text,
                HasSubstr("0 of 2 tested cases of the figures and 1 of 2 of the health runs gave "
                          "wrong results; the first: nights, launch 7, " +
                          kGemm + ": rank 1, element 17: expected 64"));
    EXPECT_EQ(j.exit_code, ExitCode::Rejected);
    EXPECT_EQ(finding_about(j, "nights").severity, Severity::Fatal);
    EXPECT_THAT(finding_about(j, "nights").text,
                HasSubstr("wrong result of " + kGemm + " in launch 7: rank 1, element 17"));
  }
}

TEST(HealthResults, OfRunsThatDoNotCountForStabilityRejectToo) {
  RunRecord health = nights(59);
  for (LaunchRecord& launch : health.launches) launch.hosts = {"x", "y"};
  spoil(case_of(health, kAllReduce, 3));
  const Judgement j = with(health);
  EXPECT_THAT(clause(j, "stability").text, HasSubstr("nights does not count"));
  EXPECT_EQ(clause(j, "zero wrong results").decision, Decision::Reject);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
}

TEST(HealthResults, OfTheFiguresAreNamedFirst) {
  RunRecord health = nights(93), candidate = scaled(synthetic_record(kEqual), 0.1);
  spoil(case_of(health, kGemm, 7));
  spoil(case_of(candidate, kAllReduce, 2));
  EXPECT_THAT(clause(with(health, candidate), "zero wrong results").text,
              HasSubstr("1 of 2 tested cases of the figures and 1 of 2 of the health runs gave "
                        "wrong results; the first: " +
                        kAllReduce + ": rank 1, element 17"));
}

TEST(HealthResults, AreOfEachRunOnceAndWithoutThoseThatNobodyLookedAt) {
  RunRecord one = nights(3), other = nights(2);
  for (const int launch : {2, 3}) spoil(case_of(one, kGemm, launch));
  for (CaseRecord& unchecked : other.cases) unchecked.correctness.checked = false;
  const HealthResults results = health_results({&one, &other});
  EXPECT_EQ(results.checked, 2u);
  ASSERT_EQ(results.wrong.size(), 1u);
  EXPECT_EQ(results.wrong[0].launch, 2);
}

}  // namespace
}  // namespace fourfold
