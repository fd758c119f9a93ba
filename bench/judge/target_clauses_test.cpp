// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bench/judge/synthetic_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

TEST(TargetClauses, ABaselineOfOneLaunchSettlesNothing) {
  const Judgement j = against(scaled(synthetic_record(kEqual), 0.1), synthetic_record({1}));
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(j, "baseline").decision, Decision::Inconclusive);
  EXPECT_TRUE(j.target->dimensions.empty());
  EXPECT_THAT(j.headline, HasSubstr("no capacity ratio"));
}

TEST(TargetClauses, ABaselineThatIsWrongInjectedOrMissingNeverServes) {
  const RunRecord candidate = scaled(synthetic_record(kEqual), 0.1);
  RunRecord wrong = synthetic_record(kEqual);
  spoil(case_of(wrong, kGemm, 3));
  RunRecord injected = synthetic_record(kEqual);
  injected.manifest.injected = {"slow-rank=0"};
  RunRecord sharing = synthetic_record(kEqual);
  sharing.manifest.facts["job"]["ranks_per_gpu"] = "2";
  for (const RunRecord* baseline :
       {&wrong, &injected, &sharing, static_cast<RunRecord*>(nullptr)}) {
    const Judgement j = judged(candidate, fourfold_target(), baseline);
    EXPECT_EQ(j.target->decision, Decision::Inconclusive);
    EXPECT_EQ(clause(j, "baseline").decision, Decision::Inconclusive);
    EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  }
}

TEST(TargetClauses, WhatIsNotSignedAsDemandedNeverAccepts) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.1);
  Config config = fourfold_target();
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
  const PublicKey key = SecretKey::random().public_key(), other = SecretKey::random().public_key();
  config.target->signed_by = word(key);
  const Judgement open = against(candidate, baseline, config);
  EXPECT_EQ(open.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(open, "signature").text, HasSubstr("not signed"));
  candidate.evidence.signature = Signature{other, "", "now"};
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Inconclusive);
  candidate.evidence.signature->key = key;
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
}

TEST(TargetClauses, AMissingUnitRejects) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.1);
  case_of(candidate, kGemm, 4).trials[0].rank_median_s.edit()[1] = 0;
  const Judgement j = against(candidate, baseline);
  EXPECT_EQ(clause(j, "units").decision, Decision::Reject);
  EXPECT_THAT(clause(j, "units").text, HasSubstr("tested 1 of 2 contracted units"));
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);

  Config config = fourfold_target();
  config.target->units = 8;
  const Judgement contracted = against(scaled(baseline, 0.1), baseline, config);
  EXPECT_THAT(clause(contracted, "units").text, HasSubstr("tested 2 of 8 contracted units"));
  EXPECT_EQ(contracted.target->decision, Decision::Reject);
  EXPECT_THAT(contracted.coverage, HasSubstr("2 of 8 ranks"));
  // More of them than were contracted deliver more than was contracted.
  config.target->units = 1;
  const Judgement more = against(scaled(baseline, 0.1), baseline, config);
  EXPECT_EQ(clause(more, "units").decision, Decision::Inconclusive);
  EXPECT_THAT(clause(more, "units").text,
              HasSubstr("tested 1 of 1 contracted units; the run is of 2"));
}

TEST(TargetClauses, AFacilityOfGpusIsNotFulfilledByHosts) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.1);
  Config config = fourfold_target();
  config.target->facility = "AI factory";
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
  candidate.manifest.facts["device"]["cuda"] = "no GPU";
  const Judgement hosts = against(candidate, baseline, config);
  EXPECT_EQ(hosts.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(hosts, "GPUs").text, HasSubstr("AI factory counts GPUs"));
}

TEST(TargetClauses, ASlowUnitRejectsAndIsNamed) {
  const RunRecord baseline = synthetic_record(kEqual, 3);
  RunRecord candidate = scaled(baseline, 0.1);
  for (int launch = 1; launch <= 5; ++launch) {
    case_of(candidate, kGemm, launch).trials[0].rank_median_s.edit()[2] *= 1.08;
  }
  const Judgement j = against(candidate, baseline);
  EXPECT_EQ(clause(j, "units").decision, Decision::Reject);
  EXPECT_THAT(clause(j, "units").text, HasSubstr("node2, unit 0 by 8.0 %"));
  Config config = fourfold_target();
  config.target->tolerance = 0.1;
  EXPECT_EQ(clause(against(candidate, baseline, config), "units").decision, Decision::Accept);
}

TEST(TargetClauses, ASlowUnitIsFollowedWhenLaunchesPermuteTheHosts) {
  const RunRecord baseline = synthetic_record(kEqual, 3);
  RunRecord candidate = scaled(baseline, 0.1);
  for (int launch = 1; launch <= 5; ++launch) {
    auto& hosts = candidate.launches[static_cast<std::size_t>(launch - 1)].hosts;
    std::rotate(hosts.begin(), hosts.begin() + launch % 3, hosts.end());
    const auto at = std::find(hosts.begin(), hosts.end(), "node1") - hosts.begin();
    case_of(candidate, kGemm, launch)
        .trials[0]
        .rank_median_s.edit()[static_cast<std::size_t>(at)] *= 1.2;
  }
  EXPECT_THAT(clause(against(candidate, baseline), "units").text,
              HasSubstr("node1, unit 0 by 20.0 %"));
}

TEST(TargetClauses, AFasterUnitIsNoFault) {
  const RunRecord baseline = synthetic_record(kEqual, 3);
  RunRecord candidate = scaled(baseline, 0.1);
  for (int launch = 1; launch <= 5; ++launch) {
    case_of(candidate, kGemm, launch).trials[0].rank_median_s.edit()[2] *= 0.8;
  }
  EXPECT_EQ(clause(against(candidate, baseline), "units").decision, Decision::Accept);
}

TEST(TargetClauses, AWrongResultRejects) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.1);
  spoil(case_of(candidate, kAllReduce, 2));
  const Judgement j = against(candidate, baseline);
  EXPECT_EQ(clause(j, "zero wrong results").decision, Decision::Reject);
  EXPECT_EQ(j.target->decision, Decision::Reject);
  EXPECT_EQ(j.exit_code, ExitCode::Rejected);
}

TEST(TargetClauses, InjectedSuspectOrIncompleteRunsAreNeverAccepted) {
  const RunRecord baseline = synthetic_record(kEqual);
  const RunRecord fast = scaled(baseline, 0.1);
  RunRecord injected = fast;
  injected.manifest.injected = {"nan"};
  EXPECT_EQ(against(injected, baseline).target->decision, Decision::Inconclusive);
  RunRecord sharing = fast;
  sharing.manifest.facts["job"]["ranks_per_gpu"] = "2";
  EXPECT_EQ(against(sharing, baseline).target->decision, Decision::Inconclusive);

  Config config = fourfold_target();
  config.limits.push_back({"gemm/**", Metric::Flops, 1e9, "peak", false, {}});
  const Judgement suspect = against(fast, baseline, config);
  EXPECT_EQ(suspect.target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(suspect, "within physics").decision, Decision::Inconclusive);

  RunRecord incomplete = fast;
  incomplete.manifest.planned_cases.emplace_back("never run");
  EXPECT_EQ(against(incomplete, baseline).target->decision, Decision::Inconclusive);
  EXPECT_EQ(against(incomplete, baseline).exit_code, ExitCode::Inconclusive);

  RunRecord stopped = fast;  // after its last case
  stopped.launches[4].ended = false;
  EXPECT_EQ(against(stopped, baseline).target->decision, Decision::Inconclusive);
}

TEST(TargetClauses, NoLaunchesArePromisedWhereTheyWouldNotHelp) {
  const RunRecord baseline = synthetic_record(kQuiet);
  RunRecord candidate = scaled(synthetic_record(kNoisy), 1 / 4.15);
  Config config = fourfold_target();
  config.target->looks = {5, 50};
  EXPECT_TRUE(against(candidate, baseline, config).target->more_launches);
  candidate.manifest.injected = {"nan"};
  EXPECT_FALSE(against(candidate, baseline, config).target->more_launches);
}

TEST(TargetClauses, ADimensionMustNameOneCase) {
  const RunRecord baseline = synthetic_record(kEqual);
  Config config = fourfold_target();
  config.target->dimensions[1].match = "**";
  try {
    (void)against(baseline, baseline, config);
    ADD_FAILURE() << "accepted a dimension of two cases";
  } catch (const InputError& error) {
    EXPECT_EQ(error.position().line, 21);
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr(kAllReduce), HasSubstr(kGemm)));
  }
  RunRecord other = baseline;
  std::erase_if(other.cases, [](const CaseRecord& one) { return one.name == kAllReduce; });
  EXPECT_THROW((void)against(baseline, other), InputError);
}

TEST(TargetClauses, ADimensionThatTheRunHasNotMeasuredIsInconclusive) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord filtered = baseline;
  std::erase_if(filtered.cases, [](const CaseRecord& one) { return one.name == kAllReduce; });
  EXPECT_THAT(clause(against(filtered, baseline), "dimension all_reduce").text,
              HasSubstr("no case of this run"));

  RunRecord skipped = baseline;
  for (CaseRecord& one : skipped.cases) {
    if (one.name != kAllReduce) continue;
    one.status = CaseStatus::Skipped;
    one.reason = "no network";
  }
  const Judgement j = against(skipped, baseline);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "dimension all_reduce").text, HasSubstr("no network"));
}

TEST(TargetClauses, DifferentWorkIsNotCompared) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.1);
  const auto rename = [&](const std::string& name) {
    RunRecord copy = candidate;
    for (CaseRecord& one : copy.cases) {
      if (one.name == kGemm) one.name = name;
    }
    copy.manifest.planned_cases = {kAllReduce, name};
    return copy;
  };
  EXPECT_EQ(against(rename("gemm/cublaslt/f64/512x512x512/uniform"), baseline).target->decision,
            Decision::Accept)
      << "another kernel may do the same work";
  const Judgement j = against(rename("gemm/cublaslt/f64/512x512x512/zeros"), baseline);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "dimension gemm").text, HasSubstr("not the same work"));
}

TEST(Basis, AnotherTargetAndAnotherBaselineAreNamedEverywhere) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.sha256 = "beef";
  RunRecord candidate = scaled(synthetic_record(kEqual), 0.25);
  candidate.manifest.baseline = FrozenBaseline{"/runs/own", "cafe"};
  Basis basis;
  basis.target = "other.yaml";
  basis.baseline = &baseline;
  basis.path = "/runs/other";
  basis.own = false;
  const Judgement j = judge(candidate, summarize(candidate), fourfold_target(), basis);
  EXPECT_EQ(j.exit_code, ExitCode::Accepted);
  EXPECT_EQ(j.headline.find("by another target than the run's own: against another baseline"), 0u)
      << j.headline;
  EXPECT_EQ(finding_about(j, "target").text,
            "judged by the target of other.yaml, not by the run's own");
  EXPECT_EQ(finding_about(j, "baseline").text,
            "compared with /runs/other (SHA-256 beef), not with the run's own, /runs/own (SHA-256 "
            "cafe)");
  EXPECT_EQ(j.target->target_from, "other.yaml");
  ASSERT_TRUE(j.target->baseline);
  EXPECT_EQ(j.target->baseline->path, "/runs/other");
  EXPECT_EQ(j.target->baseline->sha256, "beef");
  EXPECT_FALSE(j.target->baseline->own);
}

TEST(Basis, WithoutABaselineTheReasonStandsInItsClause) {
  const RunRecord candidate = synthetic_record(kEqual);
  Basis basis;
  basis.obstacle = "the copy was changed";
  const Judgement j = judge(candidate, summarize(candidate), fourfold_target(), basis);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(clause(j, "baseline").text, "the copy was changed");
  EXPECT_FALSE(j.target->baseline);
}

}  // namespace
}  // namespace fourfold
