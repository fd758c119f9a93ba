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

/// The healthy run, whose first case was done in pairs and names a host.
ReportParts in_pairs() {
  ReportParts parts = healthy_run();
  CaseMetrics& one = parts.metrics[0];
  one.name = "pairwise/mpi/f32/1MB";
  one.operation = "pairwise";
  one.work.message = Bytes(1'000'000);
  one.pairs = LinkSpread{.nodes = 8,
                         .rounds = 7,
                         .again = 5,
                         .median_s = 1e-3,
                         .slowest_s = 4e-3,
                         .slowest = "h03 - h05",
                         .ranks = {{"h00", 0, 1e-3}, {"h05", 1, 4e-3}},
                         .parts = {}};
  parts.judgement.slow_parts = {{.fault = Fault::Cable,
                                 .place = "host h05",
                                 .hosts = {"h05"},
                                 .evidence = "0.25 of its peers' rate, to 7 of 7",
                                 .factor = 4,
                                 .case_name = one.name,
                                 .confirmed = true}};
  return parts;
}

TEST(PairTable, ShowsTheMedianPairAndTheSlowest) {
  EXPECT_THAT(pair_table(in_pairs().report()).rows,
              ElementsAre(ElementsAre("pairwise/mpi/f32/1MB", "8", "7 + 5", "1 ms", "1.000",
                                      "x 4.00", "h03 - h05")));
}

TEST(PairTable, StandsInReportsOnlyWhereThereArePairs) {
  EXPECT_THAT(written(in_pairs(), "terminal"), HasSubstr("nodes in pairs\n"));
  EXPECT_THAT(written(in_pairs(), "terminal"), HasSubstr("looked again at what seemed slow"));
  EXPECT_THAT(written(in_pairs(), "md"), HasSubstr("### Nodes in pairs\n"));
  EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr("in pairs")));
}

TEST(PairTable, JsonHasEveryRankAndEverySlowPart) {
  const auto json = nlohmann::json::parse(written(in_pairs(), "json"));
  const auto& pairs = json.at("cases")[0].at("pairs");
  EXPECT_EQ(pairs.at("rounds_again"), 5);
  EXPECT_EQ(pairs.at("ranks")[1].at("host"), "h05");
  EXPECT_EQ(pairs.at("ranks")[1].at("rail"), 1);
  const auto& part = json.at("judgement").at("slow_parts").at(0);
  EXPECT_EQ(part.at("fault"), "cable");
  EXPECT_EQ(part.at("place"), "host h05");
  EXPECT_EQ(part.at("confirmed"), true);
  const auto healthy = nlohmann::json::parse(written(healthy_run(), "json"));
  EXPECT_FALSE(healthy.at("judgement").contains("slow_parts"));
  EXPECT_FALSE(healthy.at("cases")[0].contains("pairs"));
}

TEST(PairTable, CsvHasARowForEachSlowPart) {
  EXPECT_THAT(
      written(in_pairs(), "csv"),
      HasSubstr("slow_part/host h05,slow_part,,,,,\"cable: 0.25 of its peers' rate, to 7 of 7 "
                "(pairwise/mpi/f32/1MB)\""));
  EXPECT_THAT(written(healthy_run(), "csv"), Not(HasSubstr("slow_part")));
}

TEST(LateTable, NamesTheRankThatKeepsTheOthersWaiting) {
  ReportParts parts = healthy_run();
  CaseMetrics& one = parts.metrics[0];
  one.ranks = 4;
  one.median_s = 40e-6;
  one.latest_rank = 3;
  one.latest_s = 30e-6;
  one.usually_late_s = 1e-6;
  EXPECT_THAT(late_table(parts.report()).rows,
              ElementsAre(ElementsAre(one.name, "40 us", "30 us", "1 us", "75%", "3")));
  EXPECT_THAT(written(parts, "terminal"), HasSubstr("late to their calls"));
  const auto json = nlohmann::json::parse(written(parts, "json"));
  EXPECT_EQ(json.at("cases")[0].at("latest").at("rank"), 3);
  EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr("late to their calls")));
}

}  // namespace
}  // namespace fourfold
