// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace fourfold {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::string_view kIndent = "  ";

std::string clipped(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  return fmt::format("{}...", std::string_view(text).substr(0, most - 3));
}

std::vector<std::size_t> column_widths(const Table& table, std::size_t widest) {
  std::vector<std::size_t> widths;
  for (const std::string& cell : table.header) widths.push_back(cell.size());
  std::size_t others = kIndent.size();
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (const auto& row : table.rows) {
      const std::size_t size = column == 0 ? row[0].size() : clipped(row[column], widest).size();
      widths[column] = std::max(widths[column], size);
    }
    if (column > 0) others += widths[column] + 2;
  }
  const std::size_t room = others < kWidth ? kWidth - others : 0;
  widths[0] = std::min(widths[0], std::max(room, table.header[0].size()));
  return widths;
}

void write_cells(std::ostream& out, const std::vector<std::string>& cells,
                 const std::vector<std::size_t>& widths, std::size_t widest) {
  std::string line = fmt::format("{}{:<{}}", kIndent, cells[0], widths[0]);
  for (std::size_t column = 1; column < cells.size(); ++column) {
    const bool last = column + 1 == cells.size();
    const std::string cell = clipped(cells[column], widest);
    line += last ? "  " + cell : fmt::format("  {:>{}}", cell, widths[column]);
  }
  out << line << '\n';
}

}  // namespace

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

void write_table(std::ostream& out, const Table& table, std::size_t widest) {
  const std::vector<std::size_t> widths = column_widths(table, widest);
  write_cells(out, table.header, widths, widest);
  for (std::vector<std::string> row : table.rows) {
    if (row[0].size() > widths[0]) {
      out << kIndent << row[0] << '\n';
      row[0].clear();
    }
    write_cells(out, row, widths, widest);
  }
}

}  // namespace fourfold
