// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "bench/report/comparison_report.hpp"
#include "bench/report/comparison_text.hpp"
#include "bench/report/csv_row.hpp"

namespace fourfold {
namespace {

using Cells = std::vector<std::string>;

const Cells header_names{"first",       "other",     "status",     "name",       "other_name",
                         "operation",   "family",    "metric",     "unit",       "first_value",
                         "other_value", "ratio",     "lower",      "upper",      "p",
                         "p_holm",      "different", "machine",    "per_chip",   "first_W",
                         "other_W",     "per_watt",  "first_roof", "other_roof", "note"};

std::string optional_text(const std::optional<double>& value) { return value ? exact(*value) : ""; }

std::string roof(const std::optional<AgainstChip>& chip) {
  if (!chip) return "";
  return exact(chip->roofline ? chip->roofline->of_roof.value : chip->of_peak.value);
}

std::string joined(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += (text.empty() ? "" : "; ") + note;
  return text;
}

/// Both records and a status, then empty fields.
Cells start(const ComparisonReport& report, std::size_t index, const std::string& status) {
  Cells cells{report.records[0]->directory, report.records[index + 1]->directory, status};
  cells.resize(header_names.size());
  return cells;
}

void add_times(const TimesAsFast& times, Cells& cells) {
  cells[11] = exact(times.ratio);
  if (!times.interval) return;
  cells[12] = exact(times.interval->lower);
  cells[13] = exact(times.interval->upper);
}

void add_case(const ComparedCase& one, Cells& cells) {
  cells[3] = one.name;
  cells[4] = one.other_name;
  cells[5] = one.operation;
  cells[6] = one.family;
  cells[7] = name(one.metric);
  cells[8] = base_unit(one.metric);
  cells[9] = exact(one.first);
  cells[10] = exact(one.other);
  add_times(one.call, cells);
  cells[14] = optional_text(one.p);
  cells[15] = optional_text(one.p_holm);
  cells[16] = !one.p_holm ? "" : significant(one) ? "true" : "false";
  cells[17] = optional_text(one.machine);
  cells[18] = optional_text(one.per_chip);
  cells[19] = optional_text(one.first_watts);
  cells[20] = optional_text(one.other_watts);
  cells[21] = optional_text(one.per_watt);
  cells[22] = roof(one.first_chip);
  cells[23] = roof(one.other_chip);
  cells[24] = joined(one.notes);
}

}  // namespace

void write_comparison_csv(const ComparisonReport& report, std::ostream& out) {
  write_csv_row(header_names, out);
  for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
    const Comparison& comparison = report.comparisons[i];
    for (const ComparedCase& one : comparison.cases) {
      Cells cells = start(report, i, "compared");
      add_case(one, cells);
      write_csv_row(cells, out);
    }
    for (const FamilyRatio& one : comparison.families) {
      Cells cells = start(report, i, "family");
      cells[6] = one.family;
      add_times(one.call, cells);
      cells[24] = std::to_string(one.cases) + " cases";
      write_csv_row(cells, out);
    }
    for (const NotCompared& one : comparison.refused) {
      Cells cells = start(report, i, "refused");
      cells[3] = one.name;
      cells[4] = one.other_name;
      cells[24] = one.why;
      write_csv_row(cells, out);
    }
    for (const bool first : {true, false}) {
      for (const std::string& one : first ? comparison.only_first : comparison.only_other) {
        Cells cells = start(report, i, first ? "only_first" : "only_other");
        cells[first ? 3 : 4] = one;
        write_csv_row(cells, out);
      }
    }
  }
}

}  // namespace fourfold
