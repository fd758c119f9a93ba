// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/markdown_text.hpp"

#include <ostream>

namespace fourfold {
namespace {

void write_row(std::ostream& out, const std::vector<std::string>& cells) {
  out << '|';
  for (const std::string& cell : cells) out << ' ' << escaped(cell) << " |";
  out << '\n';
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\|<>*`[]&#~").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

void write_markdown_table(std::ostream& out, const Table& table) {
  out << '\n';
  write_row(out, table.header);
  out << '|';
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    const bool number = column > 0 && column + 1 < table.header.size();
    out << (number ? " ---: |" : " --- |");
  }
  out << '\n';
  for (const auto& row : table.rows) write_row(out, row);
}

void write_markdown_list(std::ostream& out, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out << '\n';
  for (const std::string& item : items) out << "- " << escaped(item) << '\n';
}

void write_markdown_section(std::ostream& out, std::string_view title,
                            const std::vector<std::string>& items) {
  if (items.empty()) return;
  out << "\n### " << title << '\n';
  write_markdown_list(out, items);
}

}  // namespace fourfold
