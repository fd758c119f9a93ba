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

/// The healthy run, its matmul of 2 x 512^3 operations in 7.7 ms (34.9 GFLOP/s) and its triad of
/// 192 MiB in 21 ms (9.587 GB/s) as if a chip's own.
ReportParts on_a_chip(const std::string& doubt = "") {
  ReportParts parts = healthy_run();
  for (CaseMetrics& one : parts.metrics) {
    if (one.operation == "gemm") one.devices.emplace().clock_mhz = 950;
  }
  parts.record.manifest.chip = parse_chip(
      "fourfold_chip: 1\nname: Example CPU\ndevices: [host]\n"
      "sources: [&s {document: a sheet, date: 2024-11}]\nceilings:\n"
      "  processors: {value: 10, unit: SM, source: *s}\n"
      "  max_clock: {value: 1, unit: GHz, source: *s}\n"
      "  memory_bandwidth: {value: 20, unit: GB/s, source: *s" +
          doubt +
          "}\n"
          "  l2_size: {value: 1, unit: MiB, source: *s}\n"
          "  peaks:\n    f64_vector:\n      rate: {value: 40, unit: GFLOP/s, source: *s}\n"
          "      per_clock: {value: 4, unit: FLOP/clock, source: *s}\n",
      "example.yaml");
  return parts;
}

TEST(ChipTable, SaysHowNearEachCaseComesAndWhatBindsIt) {
  const ReportParts parts = on_a_chip();
  const Table table = chip_table(parts.report());
  EXPECT_THAT(table.header,
              ElementsAre("case", "of peak", "at clock", "of roof", "FLOP/B", "bound by"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[0], ElementsAre("gemm/openblas/f64/512x512x512/uniform", "87.15%",
                                         "91.74%", "87.15%", "42.67", "arithmetic"));
  EXPECT_THAT(table.rows[1],
              ElementsAre("memory/host/triad/64MiB", "47.93%", "-", "-", "-", "memory"));
}

TEST(ChipTable, MarksWhatIsInDoubt) {
  const ReportParts parts = on_a_chip(", unconfirmed: sources differ");
  const Table table = chip_table(parts.report());
  EXPECT_EQ(table.rows.at(0).at(1), "87.15%");
  EXPECT_EQ(table.rows.at(1).at(1), "47.93%?");
}

TEST(ChipTable, StandsInReportsForPeople) {
  const std::string terminal = written(on_a_chip(), "terminal");
  EXPECT_THAT(terminal, HasSubstr("\nagainst the chip: Example CPU\n"));
  EXPECT_THAT(terminal, HasSubstr("of peak: of the data sheet's"));
  EXPECT_THAT(written(on_a_chip(), "md"), HasSubstr("\n### Against the chip: Example CPU\n"));
  for (const char* format : {"terminal", "md"}) {
    EXPECT_THAT(written(healthy_run(), format), Not(HasSubstr("gainst the chip"))) << format;
    EXPECT_THAT(written(healthy_run(), format), Not(HasSubstr("of peak"))) << format;
  }
}

TEST(ChipTable, StandsInJson) {
  const auto json = nlohmann::json::parse(written(on_a_chip(), "json"));
  EXPECT_EQ(json.at("run").at("chip"), "Example CPU");
  const auto& gemm = json.at("cases").at(4).at("chip");
  EXPECT_EQ(gemm.at("peak"), 40e9);
  EXPECT_EQ(gemm.at("unit"), "FLOP/s");
  EXPECT_EQ(gemm.at("source"), "Example CPU: a sheet, 2024-11");
  EXPECT_TRUE(gemm.at("doubt").is_null());
  EXPECT_NEAR(gemm.at("of_peak").at("value").get<double>(), 0.8715, 1e-4);
  EXPECT_NEAR(gemm.at("of_peak_at_clock").at("value").get<double>(), 0.9174, 1e-4);
  EXPECT_FALSE(gemm.at("roofline").at("memory_bound"));
  EXPECT_NEAR(gemm.at("roofline").at("intensity_flop_per_byte").get<double>(), 512 / 12.0, 1e-9);
  EXPECT_TRUE(json.at("cases").at(5).at("chip").at("roofline").is_null());
  EXPECT_FALSE(json.at("cases").at(0).contains("chip"));
  const auto without = nlohmann::json::parse(written(healthy_run(), "json"));
  EXPECT_FALSE(without.at("run").contains("chip"));
  EXPECT_FALSE(without.at("cases").at(4).contains("chip"));
}

}  // namespace
}  // namespace fourfold
