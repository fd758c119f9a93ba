// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/alike.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "bench/judge/compare_records.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

using Edit = std::function<void(CaseRecord&)>;

/// In how many launches, from the last on.
RunRecord edited(RunRecord record, const Edit& edit, int launches) {
  for (CaseRecord& one : record.cases) {
    if (one.name == kGemm && one.launch > 5 - launches) edit(one);
  }
  return record;
}

std::vector<std::pair<std::string, Edit>> forgeries() {
  return {
      {"operations a call", [](CaseRecord& one) { one.work.flops = Flops(9e9); }},
      {"B read and written", [](CaseRecord& one) { one.work.memory = Bytes(1'000'000); }},
      {"message of", [](CaseRecord& one) { one.work.message = Bytes(1'000'000); }},
      {"verified by nobody", [](CaseRecord& one) { one.verified_by = "nobody"; }},
      {"dtype f16", [](CaseRecord& one) { one.dtype = "f16"; }},
      {"graph", [](CaseRecord& one) { one.graph_calls = 10; }},
      {"sustained for 0.001 s after 5 s, not for 0 s",
       [](CaseRecord& one) {
         one.settle_s = 5;
         one.hold_s = 1e-3;
       }},
      {"groups in turns", [](CaseRecord& one) { one.groups_in_turns = true; }},
  };
}

TEST(Alike, WhatAComparisonRefusesGivesNoVerdictEither) {
  const RunRecord baseline = synthetic_record(kQuiet);
  const RunRecord candidate = scaled(baseline, 0.2);
  EXPECT_EQ(against(candidate, baseline).target->decision, Decision::Accept);
  const std::vector<CaseMetrics> of_baseline = summarize(baseline);
  for (const auto& [why, edit] : forgeries()) {
    for (const int launches : {5, 1}) {  // everywhere, and in one launch alone
      const RunRecord forged = edited(candidate, edit, launches);
      const Judgement j = against(forged, baseline);
      EXPECT_EQ(j.target->decision, Decision::Inconclusive) << why;
      EXPECT_TRUE(j.target->dimensions.empty()) << why;
      EXPECT_THAT(clause(j, "dimension gemm").text, HasSubstr(why));
      const auto metrics = summarize(forged);
      const auto compared = compare_records({baseline, of_baseline}, {{forged, metrics}});
      ASSERT_EQ(compared[0].refused.size(), 1u) << why;
      EXPECT_THAT(compared[0].refused[0].why, HasSubstr(why));
    }
  }
}

TEST(Alike, AForgedBaselineGivesNoneEither) {
  const RunRecord baseline = synthetic_record(kQuiet);
  for (const auto& [why, edit] : forgeries()) {
    const Judgement j = against(scaled(baseline, 0.2), edited(baseline, edit, 1));
    EXPECT_EQ(j.target->decision, Decision::Inconclusive) << why;
    EXPECT_THAT(clause(j, "dimension gemm").text,
                HasSubstr("in the baseline launch 5 is not of the same as launch 1"));
  }
}

}  // namespace
}  // namespace fourfold
