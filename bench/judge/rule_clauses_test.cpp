// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rule_clauses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

RunRecord healthy(int launches) {
  return synthetic_record(std::vector<double>(static_cast<std::size_t>(launches), 1.0));
}

TEST(Days, LaunchesOfDifferentDaysAreCountedOnce) {
  RunRecord record = healthy(3);
  record.launches[0].started = "2026-03-01T23:59:00Z";
  record.launches[1].started = "2026-03-02T00:01:00Z";
  record.launches[2].started = "2026-03-02T12:00:00Z";
  EXPECT_EQ(days_clause(record, {1, {1, 2, 3}, 0}, 2).decision, Decision::Accept);
  EXPECT_EQ(days_clause(record, {0, {2, 3}, 5}, 2).decision, Decision::Inconclusive);
  EXPECT_THAT(
      days_clause(record, {0, {1, 2, 3}, 9}, 5).text,
      HasSubstr("launches of 2 days (UTC) have every dimension; 5 are needed, so a launch on "
                "each of 3 more"));
}

TEST(Days, WhatTheyTakeStandsWithTheLaunchesThatAreNeeded) {
  const RunRecord baseline = synthetic_record(kEqual);
  RunRecord candidate = scaled(baseline, 0.25);
  for (LaunchRecord& one : candidate.launches) one.started = "2026-03-01T06:00:00Z";
  Config config = fourfold_target();
  config.target->min_days = 3;
  config.target->looks = {8};
  const Judgement j = against(candidate, baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(j.target->more_launches, 3);
  config.target->looks = {5};
  const Judgement late = against(candidate, baseline, config);
  EXPECT_EQ(late.target->decision, Decision::Inconclusive);
  EXPECT_FALSE(late.target->more_launches) << "later ones do not count";
  EXPECT_THAT(clause(late, "looks").text, HasSubstr("none can be had any more"));
  candidate.launches[0].started = "2026-03-02T06:00:00Z";
  candidate.launches[1].started = "2026-03-03T06:00:00Z";
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
}

TEST(Days, SayNothingOfLaunchesWhereNobodyCanTell) {
  const RunRecord baseline = synthetic_record(kQuiet);
  Config config = fourfold_target();
  config.target->min_days = 3;
  config.target->looks = {50};
  RunRecord one = scaled(synthetic_record({1}), 0.25);
  one.launches[0].started = "2026-03-01T06:00:00Z";
  const Judgement j = against(one, baseline, config);
  EXPECT_FALSE(j.target->more_launches);
  EXPECT_TRUE(j.target->spread_unknown);
  // Nor where the baseline's spread keeps the ratio open whatever is added.
  RunRecord noisy = scaled(synthetic_record(kNoisy), 0.25);
  for (LaunchRecord& launch : noisy.launches) launch.started = "2026-03-01T06:00:00Z";
  const Judgement open = against(noisy, synthetic_record(kNoisy), config);
  EXPECT_FALSE(open.target->more_launches);
  EXPECT_FALSE(open.target->spread_unknown);
}

TEST(Category, SaysWhatMayDiffer) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.manifest.git_revision = "cafe";
  baseline.manifest.program_sha256 = "f11e";
  RunRecord candidate = scaled(baseline, 0.25);
  Config config = fourfold_target();
  const auto decision = [&](Category category) {
    config.target->category = category;
    return clause(against(candidate, baseline, config), "category").decision;
  };
  for (const Category any : {Category::Baseline, Category::Ported, Category::Optimized}) {
    EXPECT_EQ(decision(any), Decision::Accept) << name(any);
  }
  for (CaseRecord& one : candidate.cases) {
    if (one.name == kGemm) one.backend = "cublaslt";
  }
  EXPECT_EQ(decision(Category::Baseline), Decision::Inconclusive);
  EXPECT_EQ(decision(Category::Ported), Decision::Accept);
  EXPECT_THAT(clause(against(candidate, baseline, config), "category").text,
              HasSubstr("1 of 2 dimensions by the same backend; gemm/*/f64/** by cublaslt"));
  candidate.manifest.git_revision = "beef-dirty";
  EXPECT_EQ(decision(Category::Ported), Decision::Inconclusive);
  EXPECT_EQ(decision(Category::Optimized), Decision::Accept);
}

TEST(Category, OneProgramIsOneFile) {
  RunRecord baseline = synthetic_record(kEqual);
  baseline.manifest.git_revision = "cafe";
  baseline.manifest.program_sha256 = "121d";
  RunRecord candidate = scaled(baseline, 0.25);
  Config config = fourfold_target();
  config.target->category = Category::Baseline;
  const auto of = [&] { return clause(against(candidate, baseline, config), "category"); };
  EXPECT_EQ(of().decision, Decision::Accept);
  EXPECT_THAT(of().text, HasSubstr("the baseline by the same; "));
  candidate.manifest.program_sha256 = "abab";
  EXPECT_EQ(of().decision, Decision::Inconclusive);
  EXPECT_THAT(of().text, HasSubstr("the program file is of SHA-256 abab, the baseline's of SHA-256 "
                                   "121d; 2 of 2 dimensions by the same backend; this category is "
                                   "of one program"));
  config.target->category = Category::Ported;
  EXPECT_EQ(of().decision, Decision::Accept) << "another build may be what it takes";
  EXPECT_THAT(of().text, HasSubstr("SHA-256 abab"));
  config.target->category = Category::Baseline;
  for (const char* unknown : {"", "unknown: Permission denied"}) {
    candidate.manifest.program_sha256 = baseline.manifest.program_sha256 = unknown;
    EXPECT_EQ(of().decision, Decision::Inconclusive) << "'" << unknown << "' names no program";
  }
}

/// Every host's program file, by host; "" for one that does not say.
void tell_programs(LaunchRecord& launch, const std::vector<std::string>& hashes) {
  std::vector<UnitFacts> ranks;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    Facts facts{{"product", "x"}};
    if (!hashes[i].empty()) facts["program_sha256"] = hashes[i];
    ranks.push_back({launch.hosts[i], facts, {}});
  }
  launch.inventory = take_inventory(ranks);
}

TEST(HostPrograms, HostsThatRanAnotherFileAreNamedOnEitherSide) {
  RunRecord baseline = synthetic_record(kEqual, 3);
  RunRecord candidate = scaled(baseline, 0.25);
  const auto verdict = [&] { return against(candidate, baseline); };
  for (const char* other : {"cafe", "", "unknown: Permission denied"}) {
    tell_programs(candidate.launches[1], {"cafe", other, "cafe"});
    tell_programs(baseline.launches[1], {"cafe", other, "cafe"});
    EXPECT_EQ(verdict().target->decision, Decision::Accept) << other;
  }
  const char* const said =
      "in launch 2 node2 ran a program file of SHA-256 beef, node0 one of SHA-256 cafe";
  tell_programs(candidate.launches[1], {"cafe", "", "beef"});
  EXPECT_EQ(verdict().target->decision, Decision::Inconclusive);
  EXPECT_EQ(clause(verdict(), "one program on all hosts").text, said);
  tell_programs(candidate.launches[1], {"cafe", "cafe", "cafe"});
  tell_programs(baseline.launches[1], {"cafe", "", "beef"});
  EXPECT_EQ(verdict().target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(verdict(), "baseline").text, HasSubstr(said));
}

TEST(BaselineUnits, NothingIsScaledUp) {
  const RunRecord baseline = synthetic_record(kEqual, 4);
  Config config = fourfold_target();
  config.target->baseline_facility = "reference";
  config.target->baseline_units = 4;
  const RunRecord candidate = scaled(baseline, 0.25);
  EXPECT_EQ(against(candidate, baseline, config).target->decision, Decision::Accept);
  config.target->baseline_units = 16;
  const Judgement j = against(candidate, baseline, config);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "units of the baseline").text,
              HasSubstr("its record has 4 of the 16 units of reference"));
}

}  // namespace
}  // namespace fourfold
