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

/// The healthy run, whose first case was done in nodes.
ReportParts grouped() {
  ReportParts parts = healthy_run();
  CaseMetrics& one = parts.metrics[0];
  one.name = "all_reduce/mpi/f32/8B/node";
  one.groups = GroupSpread{.groups = {{"h03", 2, 4e-6}, {"h01", 2, 2e-6}, {"h00", 2, 1e-6}},
                           .median_s = 2e-6,
                           .in_turns = false,
                           .even = true};
  return parts;
}

TEST(GroupTable, NamesTheSlowestAndShowsHowFarTheyLieApart) {
  ReportParts parts = grouped();
  EXPECT_THAT(group_table(parts.report()).rows,
              ElementsAre(ElementsAre("all_reduce/mpi/f32/8B/node", "3", "2 us", "1 us", "4 us",
                                      "150.0%", "h03")));
  parts.metrics[0].groups->even = false;
  EXPECT_EQ(group_table(parts.report()).rows.at(0).back(), "h03 (2 ranks)");
}

TEST(GroupTable, StandsInReportsOnlyWhereThereAreGroups) {
  EXPECT_THAT(written(grouped(), "terminal"),
              HasSubstr("nodes and racks, each by its own times\n"));
  EXPECT_THAT(written(grouped(), "terminal"), HasSubstr("spread: (slowest - fastest) / median"));
  EXPECT_THAT(written(grouped(), "md"), HasSubstr("### Nodes and racks, each by its own times\n"));
  EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr("nodes and racks")));
}

TEST(GroupTable, JsonHasEveryGroup) {
  const auto cases = nlohmann::json::parse(written(grouped(), "json")).at("cases");
  const auto& groups = cases[0].at("groups");
  EXPECT_EQ(groups.at("slowest"), "h03");
  EXPECT_EQ(groups.at("spread"), 1.5);
  EXPECT_EQ(groups.at("in_turns"), false);
  EXPECT_EQ(groups.at("all").size(), 3u);
  EXPECT_EQ(groups.at("all")[2].at("name"), "h00");
  EXPECT_FALSE(cases[1].contains("groups"));
}

}  // namespace
}  // namespace fourfold
