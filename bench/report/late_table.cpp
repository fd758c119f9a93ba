// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {

Table late_table(const Report& report) {
  Table table{{"case", "call", "latest", "median rank", "of a call", "rank"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!has_figures(one) || !one.comes_late()) continue;
    table.rows.push_back({one_line(one.name), format_seconds(Seconds(one.median_s)),
                          format_seconds(Seconds(one.latest_s)),
                          format_seconds(Seconds(one.usually_late_s)),
                          fmt::format("{:.0f}%", 100 * one.latest_s / one.median_s),
                          std::to_string(one.latest_rank)});
  }
  return table;
}

}  // namespace fourfold
