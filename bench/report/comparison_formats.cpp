// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "bench/report/comparison_report.hpp"
#include "bench/report/comparison_text.hpp"
#include "bench/report/markdown_text.hpp"
#include "bench/report/terminal_text.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kWidestRatio = 30;  // "0.9998x [0.9991, 1.0005]"

}  // namespace

const std::vector<ComparisonFormat>& comparison_formats() {
  static const std::vector<ComparisonFormat> formats{{"terminal", write_comparison_terminal},
                                                     {"md", write_comparison_markdown},
                                                     {"csv", write_comparison_csv},
                                                     {"json", write_comparison_json}};
  return formats;
}

void write_comparison_terminal(const ComparisonReport& report, std::ostream& out) {
  for (const std::string& line : record_lines(report)) write_wrapped(out, "", line, 3);
  for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
    const Comparison& one = report.comparisons[i];
    const std::string label = record_label(i + 1);
    out << '\n' << label << " against A\n";
    for (const CaseGroup& group : compared_groups(one, label)) {
      out << '\n' << group.heading << '\n';
      write_table(out, group.table, kWidestRatio);
    }
    if (one.cases.empty()) out << "\nno case can be compared\n";
    if (const Table views = view_table(one, label); !views.rows.empty()) {
      out << "\nby machine, chip and watt\n";
      write_table(out, views);
    }
    if (!one.families.empty()) {
      out << "\nby family\n";
      write_table(out, family_table(one), kWidestRatio);
    }
    write_list(out, "notes", comparison_notes(one));
    write_list(out, "not compared", not_compared(one, label));
  }
  const std::vector<std::string> legend = comparison_legend(report);
  if (!legend.empty()) out << '\n';
  for (const std::string& line : legend) write_wrapped(out, "", line, 2);
}

void write_comparison_markdown(const ComparisonReport& report, std::ostream& out) {
  out << "## Fourfold comparison\n";
  write_markdown_list(out, record_lines(report));
  for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
    const Comparison& one = report.comparisons[i];
    const std::string label = record_label(i + 1);
    out << "\n## " << label << " against A\n";
    for (const CaseGroup& group : compared_groups(one, label)) {
      out << "\n### " << escaped(group.heading) << '\n';
      write_markdown_table(out, group.table);
    }
    if (one.cases.empty()) out << "\nNo case can be compared.\n";
    if (const Table views = view_table(one, label); !views.rows.empty()) {
      out << "\n### By machine, chip and watt\n";
      write_markdown_table(out, views);
    }
    if (!one.families.empty()) {
      out << "\n### By family\n";
      write_markdown_table(out, family_table(one));
    }
    write_markdown_section(out, "Notes", comparison_notes(one));
    write_markdown_section(out, "Not compared", not_compared(one, label));
  }
  for (const std::string& line : comparison_legend(report)) out << '\n' << escaped(line) << '\n';
}

}  // namespace fourfold
