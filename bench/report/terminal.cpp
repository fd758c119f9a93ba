// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kCell = 18;  ///< widest cell after the first: a matmul's shape
constexpr std::string_view kIndent = "  ";

std::string clipped(const std::string& text) {
  if (text.size() <= kCell) return text;
  return fmt::format("{}...", std::string_view(text).substr(0, kCell - 3));
}

/// Words filled to lines of kWidth after `lead`; the second and later lines are indented by
/// `hanging`.
void write_wrapped(std::ostream& out, std::string_view lead, std::string_view text,
                   std::size_t hanging) {
  std::string line(lead);
  bool fresh = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!fresh && line.size() + 1 + word.size() > kWidth) {
      out << line << '\n';
      line.assign(hanging, ' ');
      fresh = true;
    }
    if (!fresh) line += ' ';
    line += word;
    fresh = false;
  }
  out << line << '\n';
}

void write_list(std::ostream& out, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out << '\n' << title << '\n';
  for (const std::string& item : items) write_wrapped(out, kIndent, item, 4);
}

std::vector<std::size_t> column_widths(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& cell : table.header) widths.push_back(cell.size());
  std::size_t others = kIndent.size();
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (const auto& row : table.rows) {
      const std::size_t size = column == 0 ? row[0].size() : clipped(row[column]).size();
      widths[column] = std::max(widths[column], size);
    }
    if (column > 0) others += widths[column] + 2;
  }
  const std::size_t room = others < kWidth ? kWidth - others : 0;
  widths[0] = std::min(widths[0], std::max(room, table.header[0].size()));
  return widths;
}

void write_cells(std::ostream& out, const std::vector<std::string>& cells,
                 const std::vector<std::size_t>& widths) {
  std::string line = fmt::format("{}{:<{}}", kIndent, cells[0], widths[0]);
  for (std::size_t column = 1; column < cells.size(); ++column) {
    const bool last = column + 1 == cells.size();
    const std::string cell = clipped(cells[column]);
    line += last ? "  " + cell : fmt::format("  {:>{}}", cell, widths[column]);
  }
  out << line << '\n';
}

/// A name too long for its column stands on a line of its own, above its figures.
void write_table(std::ostream& out, const Table& table) {
  const std::vector<std::size_t> widths = column_widths(table);
  write_cells(out, table.header, widths);
  for (std::vector<std::string> row : table.rows) {
    if (row[0].size() > widths[0]) {
      out << kIndent << row[0] << '\n';
      row[0].clear();
    }
    write_cells(out, row, widths);
  }
}

void write_target(std::ostream& out, const TargetVerdict& target) {
  out << '\n';
  const std::vector<std::string> ratios = target_ratios(target);
  write_wrapped(out, "", ratios.front(), 2);
  for (std::size_t i = 1; i < ratios.size(); ++i) {
    write_wrapped(out, kIndent, ratios[i], 4);
  }
  if (!target.dimensions.empty()) write_table(out, dimension_table(target));
  for (const std::string& clause : target_clauses(target)) {
    write_wrapped(out, kIndent, clause, 4);
  }
}

}  // namespace

void write_terminal(const Report& report, std::ostream& out) {
  for (const ContextLine& line : context(report)) {
    write_wrapped(out, fmt::format("{:<9} ", line.label), line.text, 10);
  }
  const std::vector<CaseGroup> groups = case_groups(report);
  for (const CaseGroup& group : groups) {
    out << '\n' << group.heading << '\n';
    write_table(out, group.table);
  }
  if (groups.empty()) out << "\nno case was measured\n";
  if (const Table overlap = overlap_table(report); !overlap.rows.empty()) {
    out << "\noverlap with a computation\n";
    write_table(out, overlap);
  }
  if (const Table nodes = group_table(report); !nodes.rows.empty()) {
    out << "\nnodes and racks, each by its own times\n";
    write_table(out, nodes);
  }
  if (const Table late = late_table(report); !late.rows.empty()) {
    out << "\nlate to their calls, by synchronised clocks\n";
    write_table(out, late);
  }
  if (const Table pairs = pair_table(report); !pairs.rows.empty()) {
    out << "\nnodes in pairs\n";
    write_table(out, pairs);
  }
  if (const Table devices = device_table(report); !devices.rows.empty()) {
    out << "\ndevices meanwhile\n";
    write_table(out, devices);
  }
  if (const Table chip = chip_table(report); !chip.rows.empty()) {
    out << "\nagainst the chip: " << one_line(report.record.manifest.chip->name) << '\n';
    write_table(out, chip);
  }
  if (const Table links = link_table(report); !links.rows.empty()) {
    out << "\nagainst the links\n";
    write_table(out, links);
  }
  const std::vector<std::string> reading = legend(report);
  if (!reading.empty()) out << '\n';
  for (const std::string& line : reading) write_wrapped(out, "", line, 2);

  write_list(out, "skipped or failed", not_measured(report));
  if (report.judgement.target) write_target(out, *report.judgement.target);
  write_list(out, "findings", findings(report));
  out << '\n';
  if (!report.judgement.coverage.empty())
    write_wrapped(out, "", one_line(report.judgement.coverage), 2);
  write_wrapped(out, "", verdict_line(report), 2);
}

}  // namespace fourfold
