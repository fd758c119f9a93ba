// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/judge/against_chip.hpp"
#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"

namespace fourfold {
namespace {

std::string percent(const Share& share) {
  return fmt::format("{}%{}", significant(100 * share.value), share.in_doubt ? "?" : "");
}

std::string bound_by(const AgainstChip& chip) {
  if (chip.ceiling.metric == Metric::Memory) return "memory";
  if (!chip.roofline) return "-";
  return chip.roofline->memory_bound ? "memory" : "arithmetic";
}

}  // namespace

Table chip_table(const Report& report) {
  Table table{{"case", "of peak", "at clock", "of roof", "FLOP/B", "bound by"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    const auto chip = against_chip(one, report.record.manifest);
    if (!chip || !has_figures(one)) continue;
    const auto& roof = chip->roofline;
    table.rows.push_back({one_line(one.name), percent(chip->of_peak),
                          chip->of_peak_at_clock ? percent(*chip->of_peak_at_clock) : "-",
                          roof ? percent(roof->of_roof) : "-",
                          roof ? significant(roof->intensity) : "-", bound_by(*chip)});
  }
  return table;
}

}  // namespace fourfold
