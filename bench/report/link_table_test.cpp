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

/// The healthy run's all_reduces as if between GPUs with links of 15 GB/s.
ReportParts on_links() {
  ReportParts parts = healthy_run();
  for (CaseMetrics& one : parts.metrics) {
    if (one.operation == "all_reduce") one.backend = "nccl";
    if (!one.launch_medians.empty()) one.launches = {1};
  }
  parts.record.manifest.chip = parse_chip(
      "fourfold_chip: 1\nname: Example\ndevices: [d]\n"
      "sources: [&s {document: a sheet, date: 2024-11}]\nceilings:\n"
      "  link_rate: {value: 15, unit: GB/s, source: *s}\n",
      "example.yaml");
  return parts;
}

TEST(LinkTable, GivesPayloadAndTheShareOfTheLink) {
  const ReportParts parts = on_links();
  const Table table = link_table(parts.report());
  EXPECT_THAT(table.header, ElementsAre("case", "payload GB/s", "busbw GB/s", "of link",
                                        "adapter GB/s", "of adapter", "algorithm"));
  ASSERT_FALSE(table.rows.empty());
  const auto& row = table.rows.back();
  const double payload = std::stod(row.at(1)), busbw = std::stod(row.at(2));
  EXPECT_NEAR(payload, 2 * busbw, 0.01 * payload) << "two ranks, bus factor 1";
  EXPECT_NEAR(std::stod(row.at(3)), 100 * busbw / 15, 0.1);
  EXPECT_EQ(row.at(4), "-") << "one host";
  EXPECT_EQ(row.at(6), "not known");
}

TEST(LinkTable, StandsInReportsOnlyWhereLinksAreKnown) {
  EXPECT_THAT(written(on_links(), "terminal"), HasSubstr("against the links\n"));
  EXPECT_THAT(written(on_links(), "terminal"), HasSubstr("payload: n S / t"));
  EXPECT_THAT(written(on_links(), "md"), HasSubstr("### Against the links\n"));
  EXPECT_THAT(written(healthy_run(), "terminal"), Not(HasSubstr("against the links")));
}

TEST(LinkTable, JsonHasTheSame) {
  const auto json = nlohmann::json::parse(written(on_links(), "json"));
  std::size_t found = 0;
  for (const auto& one : json.at("cases")) {
    if (!one.contains("links") || one["backend"] != "nccl") continue;
    ++found;
    EXPECT_GT(one["links"]["payload_Bps"].get<double>(), 0);
    EXPECT_GT(one["links"]["of_link"]["value"].get<double>(), 0);
    EXPECT_TRUE(one["links"]["adapters"].is_null());
    EXPECT_EQ(one["links"]["ceilings"].size(), 1u);
  }
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace fourfold
