// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {

Table pair_table(const Report& report) {
  Table table{{"case", "nodes", "rounds", "median", "GB/s", "slowest", "slowest is"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.pairs || !has_figures(one)) continue;
    const LinkSpread& pairs = *one.pairs;
    const double bytes = static_cast<double>(one.work.message.count());
    table.rows.push_back(
        {one_line(one.name), std::to_string(pairs.nodes),
         pairs.again > 0 ? fmt::format("{} + {}", pairs.rounds, pairs.again)
                         : std::to_string(pairs.rounds),
         format_seconds(Seconds(pairs.median_s)), significant(bytes / pairs.median_s / 1e9),
         fmt::format("x {:.2f}", pairs.slowest_s / pairs.median_s), one_line(pairs.slowest)});
  }
  return table;
}

}  // namespace fourfold
