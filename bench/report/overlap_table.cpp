// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

std::string time(double seconds) { return format_seconds(Seconds(seconds)); }

}  // namespace

Table overlap_table(const Report& report) {
  Table table{{"case", "calls", "computation", "together", "overlap", "interval"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.overlap || one.step || !has_figures(one)) continue;
    const auto& interval = one.overlap->interval;
    table.rows.push_back(
        {one_line(one.name), time(one.overlap->pure_s), time(one.overlap->compute_s),
         time(one.median_s), fmt::format("{:.1f}%", 100 * one.overlap->share),
         interval ? fmt::format("{:.1f} .. {:.1f}%", 100 * interval->lower, 100 * interval->upper)
                  : "-"});
  }
  return table;
}

}  // namespace fourfold
