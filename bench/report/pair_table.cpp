// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

/// Those after a plus looked again.
std::string rounds_text(std::size_t first, std::size_t again) {
  return again > 0 ? fmt::format("{} + {}", first, again) : std::to_string(first);
}

}  // namespace

Table pair_table(const Report& report) {
  Table table{{"case", "nodes", "rounds", "median", "GB/s", "slowest", "slowest is"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.pairs || !has_figures(one)) continue;
    const LinkSpread& pairs = *one.pairs;
    const double bytes = static_cast<double>(one.work.message.count());
    table.rows.push_back(
        {one_line(one.name), std::to_string(pairs.nodes), rounds_text(pairs.rounds, pairs.again),
         format_seconds(Seconds(pairs.median_s)), significant(bytes / pairs.median_s / 1e9),
         fmt::format("x {:.2f}", pairs.slowest_s / pairs.median_s), one_line(pairs.slowest)});
  }
  return table;
}

Table bisection_table(const Report& report) {
  Table table{{"case", "of", "rounds", "keeps the rest waiting"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.bisection || !has_figures(one)) continue;
    const BisectionSpread& bisection = *one.bisection;
    std::string slow;
    for (const SlowPart& part : bisection.parts) {
      if (!part.confirmed) continue;
      slow += fmt::format("{}{} (x {:.2f})", slow.empty() ? "" : ", ", one_line(part.place),
                          part.factor);
    }
    table.rows.push_back(
        {one_line(one.name),
         fmt::format("{} {}", bisection.members, bisection.of_nodes ? "nodes" : "ranks"),
         rounds_text(bisection.rounds, bisection.again), slow.empty() ? "nobody" : slow});
  }
  return table;
}

}  // namespace fourfold
