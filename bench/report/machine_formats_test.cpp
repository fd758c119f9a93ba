// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// RFC 4180 read back: records of fields.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> records{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      records.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      records.back().emplace_back();
    } else if (!quoted && c == '\r') {
      EXPECT_EQ(text[++i], '\n');
      if (i + 1 < text.size()) records.push_back({""});
    } else {
      records.back().back() += c;
    }
  }
  return records;
}

std::string csv_field(const ReportParts& parts, std::size_t row, const std::string& column) {
  const auto records = parse_csv(written(parts, "csv"));
  for (std::size_t i = 0; i < records[0].size(); ++i) {
    if (records[0][i] == column) return records.at(row + 1).at(i);
  }
  return "no column " + column;
}

TEST(Csv, HasOneRecordPerCaseAndAFieldPerColumn) {
  const auto records = parse_csv(written(healthy_run(), "csv"));
  ASSERT_EQ(records.size(), 12u);
  for (const auto& record : records) EXPECT_EQ(record.size(), 44u);
}

TEST(Csv, HasTheTargetAfterTheCases) {
  const ReportParts parts = acceptance_run();
  ASSERT_EQ(parse_csv(written(parts, "csv")).size(), 1 + 4 + 1 + 2u);
  EXPECT_EQ(csv_field(parts, 4, "name"), "target");
  EXPECT_EQ(csv_field(parts, 4, "operation"), "target");
  EXPECT_EQ(csv_field(parts, 4, "verdict"), "inconclusive");
  EXPECT_THAT(csv_field(parts, 4, "reason"),
              testing::AllOf(HasSubstr("20260201T070000Z-acceptance"),
                             HasSubstr(std::string(64, 'a')), HasSubstr("suites/other.yaml")));
  EXPECT_EQ(csv_field(parts, 6, "name"), "target/wrong results");
  EXPECT_EQ(csv_field(parts, 6, "verdict"), "accept");
  EXPECT_EQ(csv_field(parts, 6, "reason"), "none");
}

TEST(Json, SaysWhichBaselineAndWhichTarget) {
  const json target = json::parse(written(acceptance_run(), "json"))["judgement"]["target"];
  EXPECT_EQ(target["target_from"], "suites/other.yaml");
  EXPECT_EQ(target["baseline"]["path"], "results/runs/20260201T070000Z-acceptance");
  EXPECT_EQ(target["baseline"]["sha256"], std::string(64, 'a'));
  EXPECT_EQ(target["baseline"]["own"], false);
  EXPECT_EQ(target["clauses"].size(), 2u);
}

TEST(Json, HasNoEmptyBits) {
  ReportParts parts = acceptance_run();
  parts.metrics[1].mismatch->expected_bits.clear();
  const json one = json::parse(written(parts, "json"))["cases"][1]["mismatch"];
  EXPECT_TRUE(one["expected_bits"].is_null());
  EXPECT_EQ(one["got_bits"], "0x00000000");
}

TEST(Csv, QuotesWhatNeedsIt) {
  ReportParts parts = healthy_run();
  const std::string nasty = "a \"quoted\", text\r\nof two lines";
  parts.metrics.back().reason = nasty;
  EXPECT_EQ(csv_field(parts, 10, "reason"), nasty);
  EXPECT_THAT(written(parts, "csv"), HasSubstr("\"a \"\"quoted\"\", text\r\nof two lines\""));
}

TEST(Csv, GivesBaseUnitsThatReadBackExactly) {
  const ReportParts parts = healthy_run();
  EXPECT_EQ(std::stod(csv_field(parts, 1, "median_s")), 104.2e-6);
  EXPECT_EQ(std::stod(csv_field(parts, 1, "lower_s")), parts.metrics[1].interval_s->lower);
  EXPECT_DOUBLE_EQ(std::stod(csv_field(parts, 3, "algbw_Bps")), 65536 / 9.84e-6);
  EXPECT_DOUBLE_EQ(std::stod(csv_field(parts, 3, "busbw_Bps")), 0.5 * 65536 / 9.84e-6);
  EXPECT_DOUBLE_EQ(std::stod(csv_field(parts, 4, "flops_per_s")), 2.0 * 512 * 512 * 512 / 7.7e-3);
}

TEST(Csv, LeavesEmptyWhatIsNotKnown) {
  const ReportParts parts = healthy_run();
  EXPECT_EQ(csv_field(parts, 10, "median_s"), "");
  EXPECT_EQ(csv_field(parts, 10, "correct"), "");
  EXPECT_EQ(csv_field(parts, 4, "algbw_Bps"), "");
  EXPECT_EQ(csv_field(acceptance_run(), 1, "correct"), "false");
  EXPECT_EQ(csv_field(acceptance_run(), 0, "interval"), "between_launches");
  EXPECT_EQ(csv_field(acceptance_run(), 2, "interval"), "one_launch");
}

TEST(Markdown, EscapesWhatWouldBeMarkup) {
  ReportParts parts = acceptance_run();
  parts.metrics[0].name = "all_reduce/nccl/f|32/16MiB";
  parts.judgement.findings[0].text = "a|b <script> *x* \\\nnext";
  const std::string text = written(parts, "md");
  EXPECT_THAT(text, HasSubstr("| nccl/f\\|32 |"));
  EXPECT_THAT(text, HasSubstr("a\\|b \\<script\\> \\*x\\* \\\\ next\n"));
}

TEST(Json, HoldsTheWholeJudgementInRealTypes) {
  const json document = json::parse(written(acceptance_run(), "json"));
  EXPECT_EQ(document.at("schema"), "fourfold-report");
  EXPECT_EQ(document.at("version"), 1);
  const json& judgement = document.at("judgement");
  EXPECT_EQ(judgement.at("exit_code"), 2);
  EXPECT_EQ(judgement.at("findings").size(), 14u);
  EXPECT_EQ(judgement.at("findings")[0].at("severity"), "fatal");
  const json& target = judgement.at("target");
  EXPECT_DOUBLE_EQ(target.at("interval").at("lower").get<double>(), 3.99996);
  EXPECT_EQ(target.at("dimensions").size(), 2u);
  EXPECT_EQ(target.at("clauses")[1].at("decision"), "accept");
  EXPECT_EQ(target.at("more_launches"), 3);
  EXPECT_EQ(document.at("cases")[1].at("correct"), false);
  EXPECT_EQ(document.at("cases")[1].at("mismatch").at("element"), 17);
  EXPECT_EQ(document.at("run").at("launches")[0].at("hosts"), 2);
  EXPECT_TRUE(document.at("run").at("launches")[4].at("exit_code").is_null());
}

TEST(Json, HasNullWhereNothingIsKnown) {
  const json document = json::parse(written(healthy_run(), "json"));
  EXPECT_TRUE(document.at("judgement").at("target").is_null());
  const json& skip = document.at("cases")[10];
  for (const char* key : {"correct", "mismatch", "headline", "between_launches", "slowest"}) {
    EXPECT_TRUE(skip.at(key).is_null()) << key;
  }
  EXPECT_TRUE(skip.at("figures").at("time").is_null());
}

TEST(Json, HasNullForRatiosThatCouldNotBeComputed) {
  ReportParts parts = acceptance_run();
  parts.judgement.target->dimensions.clear();
  const json target = json::parse(written(parts, "json")).at("judgement").at("target");
  EXPECT_TRUE(target.at("capacity_ratio").is_null());
  EXPECT_TRUE(target.at("interval").is_null());
}

TEST(Json, SurvivesControlCharactersBrokenTextAndNoNumbers) {
  ReportParts parts = acceptance_run();
  parts.judgement.headline = "a\x01\n\"b\"\\";
  parts.judgement.coverage = "broken \xff text";
  parts.metrics[1].mismatch->got = std::numeric_limits<double>::quiet_NaN();
  const json document = json::parse(written(parts, "json"));
  EXPECT_EQ(document.at("judgement").at("headline"), parts.judgement.headline);
  EXPECT_THAT(document.at("judgement").at("coverage").get<std::string>(), HasSubstr("broken "));
  EXPECT_TRUE(document.at("cases")[1].at("mismatch").at("got").is_null());
}

}  // namespace
}  // namespace fourfold
