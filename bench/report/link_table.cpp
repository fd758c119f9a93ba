// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/judge/against_links.hpp"
#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"

namespace fourfold {
namespace {

std::string gigabytes(double bytes_per_s) { return significant(bytes_per_s / 1e9); }

std::string of_link(const AgainstLinks& links) {
  if (!links.of_link) return "-";
  return fmt::format("{}%{}{}", significant(100 * links.of_link->value),
                     links.of_link->in_doubt ? "?" : "", links.needs_switch ? " (switch)" : "");
}

}  // namespace

Table link_table(const Report& report) {
  Table table{
      {"case", "payload GB/s", "busbw GB/s", "of link", "adapter GB/s", "of adapter", "algorithm"},
      {}};
  for (const CaseMetrics& one : report.metrics) {
    const auto links = against_links(one, report.record);
    if (!links || !has_figures(one) || (!links->of_link && !links->adapters)) continue;
    const auto& adapters = links->adapters;
    table.rows.push_back(
        {one_line(one.name), gigabytes(links->payload),
         gigabytes(one.figure(Metric::Busbw).value_or(0)), of_link(*links),
         adapters ? fmt::format("{} x {}", adapters->ports, gigabytes(adapters->each)) : "-",
         adapters ? significant(100 * adapters->each / adapters->rate) + "%" : "-",
         one.algorithm.empty() ? "not known" : one_line(one.algorithm)});
  }
  return table;
}

}  // namespace fourfold
