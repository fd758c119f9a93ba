// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/report/case_table.hpp"
#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The healthy run, whose first case is one of overlapped calls.
ReportParts overlapped() {
  ReportParts parts = healthy_run();
  CaseMetrics& one = parts.metrics[0];
  one.name = "all_reduce/mpi/f32/8B/overlapped";
  one.work = {};
  one.median_s = 150e-6;
  one.overlap = Overlap{
      .share = -0.0312, .interval = Interval{-0.08, 0.0149}, .pure_s = 74e-6, .compute_s = 71e-6};
  return parts;
}

TEST(OverlapTable, ShowsTheThreeTimesAndTheShare) {
  const ReportParts parts = overlapped();
  const Table table = overlap_table(parts.report());
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_THAT(table.rows[0], ElementsAre("all_reduce/mpi/f32/8B/overlapped", "74 us", "71 us",
                                         "150 us", "-3.1%", "-8.0 .. 1.5%"));
}

TEST(OverlapTable, StandsInReportsOnlyWhereItWasMeasured) {
  EXPECT_THAT(written(overlapped(), "terminal"), HasSubstr("overlap with a computation\n"));
  EXPECT_THAT(written(overlapped(), "terminal"), HasSubstr("overlap: (calls + computation"));
  EXPECT_THAT(written(overlapped(), "md"), HasSubstr("### Overlap with a computation\n"));
  EXPECT_THAT(written(overlapped(), "csv"), HasSubstr(",-0.0312,-0.08,0.0149,"));
  EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr("overlap")));
}

TEST(OverlapTable, JsonHasTheSame) {
  const auto cases = nlohmann::json::parse(written(overlapped(), "json")).at("cases");
  const auto& overlap = cases[0].at("overlap");
  EXPECT_EQ(overlap.at("value"), -0.0312);
  EXPECT_EQ(overlap.at("interval").at("upper"), 0.0149);
  EXPECT_EQ(overlap.at("pure_s"), 74e-6);
  EXPECT_EQ(overlap.at("compute_s"), 71e-6);
  EXPECT_FALSE(cases[1].contains("overlap"));
}

}  // namespace
}  // namespace fourfold
