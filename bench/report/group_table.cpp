// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

std::string time(double seconds) { return format_seconds(Seconds(seconds)); }

std::string named(const GroupFigure& group, bool even) {
  const std::string ranks = even ? "" : fmt::format(" ({} ranks)", group.ranks);
  return one_line(group.name) + ranks;
}

}  // namespace

Table group_table(const Report& report) {
  Table table{{"case", "groups", "median", "fastest", "slowest", "spread", "slowest is"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.groups || !has_figures(one)) continue;
    const GroupSpread& groups = *one.groups;
    table.rows.push_back(
        {one_line(one.name), std::to_string(groups.groups.size()), time(groups.median_s),
         time(groups.fastest().median_s), time(groups.slowest().median_s),
         fmt::format("{:.1f}%", 100 * groups.spread()), named(groups.slowest(), groups.even)});
  }
  return table;
}

}  // namespace fourfold
