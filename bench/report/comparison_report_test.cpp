// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/comparison_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/judge/synthetic_record.hpp"
#include "bench/report/comparison_text.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// A, B twice as fast, and C as fast as A, which has a case more.
class ComparisonReportTest : public testing::Test {
 protected:
  ComparisonReportTest() {
    b_.manifest.ranks = 8;
    a_.cases.push_back(synthetic_case("broadcast/mpi/f32/8B", 1, 1e-6));
    for (CaseRecord& one : c_.cases) {
      if (one.name == kGemm) one.name = "gemm/openblas/f64/512x512x512/zeros";
    }
    int number = 0;
    for (RunRecord* record : {&a_, &b_, &c_}) {
      record->directory = "run" + std::to_string(++number);
      metrics_.push_back(summarize(*record));
      report_.records.push_back(record);
    }
    report_.comparisons =
        compare_records({a_, metrics_[0]}, {{b_, metrics_[1]}, {c_, metrics_[2]}});
  }
  std::string written(void (*write)(const ComparisonReport&, std::ostream&)) const {
    std::ostringstream out;
    write(report_, out);
    return out.str();
  }

  RunRecord a_ = synthetic_record(kQuiet);
  RunRecord b_ = scaled(synthetic_record(kQuiet), 0.5);
  RunRecord c_ = synthetic_record(kQuiet);
  std::vector<std::vector<CaseMetrics>> metrics_;
  ComparisonReport report_;
};

TEST(TimesText, HasTheIntervalInItsOwnDigits) {
  EXPECT_EQ(times_text({3.98, Interval{3.95, 4.02}}), "3.980x [3.950, 4.020]");
  EXPECT_EQ(times_text({3.98, Interval{3.5, 4.5}}), "3.98x [3.50, 4.50]");
  EXPECT_EQ(times_text({39.8, Interval{35, 45}}), "39.8x [35.0, 45.0]");
  EXPECT_EQ(times_text({0.25, std::nullopt}), "0.250x");
  EXPECT_EQ(times_text({0, std::nullopt}), "-");
}

TEST_F(ComparisonReportTest, TheTerminalHasWhatANoteToldInWords) {
  const std::string text = written(write_comparison_terminal);
  EXPECT_THAT(text, HasSubstr("A: run1: suite synthetic, started 2026-03-01T06:00:00Z, 2 ranks, 5 "
                              "launches"));
  EXPECT_THAT(text, HasSubstr("\nB against A\n\nall_reduce, busbw in GB/s\n"));
  EXPECT_THAT(text,
              testing::ContainsRegex("mpi/f32/1MiB +[0-9.]+ +[0-9.]+ +2.000x \\[1.99., 2.00.\\] "
                                     " <0.001\n"));
  EXPECT_THAT(text,
              testing::ContainsRegex("mpi/f32/1MiB +[0-9.]+ +[0-9.]+ +1.000x \\[0.99., 1.00.\\] "
                                     " ~ 1.00\n"));
  EXPECT_THAT(text, HasSubstr("not alike: input zeros, not uniform: " + kGemm + " and"));
  EXPECT_THAT(text, HasSubstr("only in A, 1 case: broadcast/mpi/f32/8B"));
  EXPECT_THAT(text, HasSubstr("2 and 8 ranks"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

TEST_F(ComparisonReportTest, MachineAndChipStandApart) {
  const RunRecord four = synthetic_record(kQuiet, 4);
  const auto metrics = summarize(four);
  const auto compared = compare_records({a_, metrics_[0]}, {{four, metrics}});
  const Table views = view_table(compared[0], "B");
  EXPECT_THAT(views.header, testing::ElementsAre("case", "machine", "per chip"));
  ASSERT_EQ(views.rows.size(), 2u);
  EXPECT_THAT(views.rows[0], testing::ElementsAre(kAllReduce, "2.00x", "1.000x"));
  // Of as many chips too, in every format that people read.
  const std::string columns = "by machine, chip and watt\n *case +machine +per chip\n";
  EXPECT_THAT(written(write_comparison_terminal), testing::ContainsRegex(columns));
  EXPECT_THAT(written(write_comparison_terminal),
              testing::ContainsRegex(kAllReduce + " +2.00x +2.00x\n"));
  EXPECT_THAT(written(write_comparison_markdown), HasSubstr(kAllReduce + " | 2.00x | 2.00x |"));
}

TEST(ComparisonReport, SaysWhoReportsAFigureWhereThatIsAnotherProgram) {
  const RunRecord ours = synthetic_record(kQuiet);
  RunRecord log = ours;
  for (CaseRecord& one : log.cases) {
    if (one.name == kAllReduce) one.name += "/by:imb";
  }
  const auto of_ours = summarize(ours);
  const auto of_log = summarize(log);
  ComparisonReport report;
  report.records = {&ours, &log};
  report.comparisons = compare_records({ours, of_ours}, {{log, of_log}});
  std::ostringstream out;
  write_comparison_terminal(report, out);
  EXPECT_THAT(out.str(), HasSubstr("  mpi/f32/1MiB/by:imb, A by:fourfold"));
  report.records = {&log, &ours};
  report.comparisons = compare_records({log, of_log}, {{ours, of_ours}});
  write_comparison_terminal(report, out);
  EXPECT_THAT(out.str(), HasSubstr("  mpi/f32/1MiB, A by:imb "));
  EXPECT_THAT(out.str(), HasSubstr("the log of imb does not tell: cache (cold in the other)"));
}

TEST_F(ComparisonReportTest, MarkdownHasTheSameTables) {
  const std::string text = written(write_comparison_markdown);
  EXPECT_THAT(text, HasSubstr("## C against A"));
  EXPECT_THAT(text, HasSubstr("| all_reduce f32 | 1 | 2.000x"));
}

TEST_F(ComparisonReportTest, CsvHasARowForEachThingSaid) {
  std::istringstream lines(written(write_comparison_csv));
  std::size_t commas = 0;
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    const bool quoted = line.find('"') != std::string::npos;
    const auto found = static_cast<std::size_t>(std::ranges::count(line, ','));
    if (commas == 0) commas = found;
    EXPECT_TRUE(quoted || found == commas) << line;
  }
  // Of B two cases, two families and a case only in A; of C one, one, one and one refused.
  EXPECT_EQ(rows, 1 + 5 + 4);
}

TEST_F(ComparisonReportTest, JsonHasRatioIntervalAndTest) {
  const auto json = nlohmann::json::parse(written(write_comparison_json));
  EXPECT_EQ(json["schema"], "fourfold-comparison");
  const auto& one = json["comparisons"][0]["cases"][0];
  EXPECT_NEAR(one["call"]["ratio"].get<double>(), 2, 1e-9);
  EXPECT_TRUE(one["different"].get<bool>());
  EXPECT_EQ(json["comparisons"][1]["refused"][0]["why"], "input zeros, not uniform");
  EXPECT_EQ(json["records"].size(), 3u);
}

}  // namespace
}  // namespace fourfold
