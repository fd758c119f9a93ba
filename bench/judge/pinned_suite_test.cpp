// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/pinned_suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/config/config.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

const std::string kSuite = R"(fourfold: 1
suite: acceptance
launches: 5
cases: [{gemm: openblas, dtype: f64, shape: 512, measure: {load: sustained, settle: 5s, hold: 10s}}]
)";

RunRecord of_suite(const std::string& text) {
  RunRecord record = synthetic_record(kEqual);
  record.manifest.suite_name = "acceptance";
  record.manifest.suite_text = expanded(parse_config(text, "suite.yaml"));
  return record;
}

Target pinned() {
  Target target;
  target.suite_sha256 = suite_sha256(parse_config(kSuite, "suite.yaml"));
  return target;
}

TEST(PinnedSuite, ItsVeryTextAcceptsWhateverItsLaunches) {
  EXPECT_EQ(suite_clause(of_suite(kSuite), pinned()).decision, Decision::Accept);
  std::string more = kSuite;
  more.replace(more.find("launches: 5"), 11, "launches: 9");
  EXPECT_EQ(suite_clause(of_suite(more), pinned()).decision, Decision::Accept);
}

TEST(PinnedSuite, CasesOfTheSameNamesAreNotTheSuite) {
  std::string brief = kSuite;
  brief.replace(brief.find("hold: 10s"), 9, "hold: 1ms");
  const Clause clause = suite_clause(of_suite(brief), pinned());
  EXPECT_EQ(clause.decision, Decision::Inconclusive);
  EXPECT_THAT(clause.text, HasSubstr("which is not the one that the target pins"));
  RunRecord part = of_suite(kSuite);
  part.manifest.left_out = 3;
  EXPECT_THAT(suite_clause(part, pinned()).text, HasSubstr("3 of its cases were left out"));
}

TEST(PinnedSuite, WhereNoneIsPinnedItSaysSo) {
  const Clause clause = suite_clause(of_suite(kSuite), Target{});
  EXPECT_EQ(clause.decision, Decision::Accept);
  EXPECT_THAT(clause.text, HasSubstr("NOT PINNED"));
}

}  // namespace
}  // namespace fourfold
