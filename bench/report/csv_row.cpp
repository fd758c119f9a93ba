// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/csv_row.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

namespace fourfold {
namespace {

/// RFC 4180, section 2: a field with a comma, a quote or a line end is quoted, quotes are doubled.
std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string result = "\"";
  for (const char c : field) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

}  // namespace

std::string exact(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

void write_csv_row(const std::vector<std::string>& cells, std::ostream& out) {
  for (std::size_t column = 0; column < cells.size(); ++column) {
    out << (column > 0 ? "," : "") << quoted(cells[column]);
  }
  out << "\r\n";
}

}  // namespace fourfold
