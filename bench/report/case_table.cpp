// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/case_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "bench/judge/rounding.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/sections.hpp"
#include "core/quantity.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

/// The rates of an operation: one of its own, or the two of a collective.
struct Rates {
  std::string_view unit;
  std::vector<Metric> metrics;
  std::vector<std::string> columns;
};

Rates rates_of(const std::string& operation) {
  if (operation == "gemm") return {"GFLOP/s of one rank", {Metric::Flops}, {"GFLOP/s"}};
  if (operation == "step") {
    return {"useful GFLOP/s of one rank", {Metric::Flops}, {"GFLOP/s"}};
  }
  if (operation == "contest") {
    return {
        "how many times as fast the first contender is", {Metric::Ratio}, {"ratio", "interval"}};
  }
  if (operation == "pairwise") return {"GB/s of the slowest pair", {Metric::Algbw}, {"algbw"}};
  if (operation == "communicator") return {"time to make one", {}, {}};
  if (operation == "memory") return {"GB/s of one rank", {Metric::Memory}, {"GB/s"}};
  return {"GB/s", {Metric::Algbw, Metric::Busbw}, {"algbw", "busbw"}};
}

/// `all_reduce/mpi/f32/1MiB/in_place` -> `mpi/f32/in_place`.
std::string label(const CaseMetrics& one) {
  std::string text = "/" + one_line(one.name) + "/";
  for (const std::string& part : {one.operation, one.size}) {
    const auto at = part.empty() ? std::string::npos : text.find("/" + part + "/");
    if (at != std::string::npos) text.erase(at, part.size() + 1);
  }
  return text.size() > 2 ? text.substr(1, text.size() - 2) : one_line(one.name);
}

std::string interval_cell(const CaseMetrics& one, bool mark_one_launch) {
  if (!has_figures(one) || !one.interval_s) return "-";
  const bool mark = mark_one_launch && !one.between_launches;
  return plus_minus(*one.interval_s, one.median_s) + (mark ? "*" : "");
}

std::vector<std::string> row(const Report& report, std::size_t index, const Rates& rates) {
  const CaseMetrics& one = report.metrics[index];
  std::vector<std::string> cells{label(one), one.size};
  cells.push_back(has_figures(one) ? std::to_string(one.samples) : "-");
  cells.push_back(has_figures(one) ? format_seconds(Seconds(one.median_s)) : "-");
  cells.push_back(interval_cell(one, interval_origin(report) == IntervalOrigin::Mixed));
  for (const Metric metric : rates.metrics) {
    if (metric == Metric::Ratio) {
      cells.push_back(one.ratio ? significant(*one.ratio) : "-");
      cells.push_back(one.ratio_interval ? interval_text(*one.ratio_interval) : "-");
    } else {
      cells.push_back(giga(one, metric));
    }
  }
  cells.emplace_back(correct_text(one));
  cells.push_back(case_verdict(report.judgement, index));
  return cells;
}

/// "41.2 GFLOP" or "3.1 GB": what a joule of one rank's device does.
std::string work_per_joule(const CaseMetrics& one, double watts) {
  const auto flops = one.figure(Metric::Flops);
  if (flops) return significant(*flops / watts / 1e9) + " GFLOP";
  const auto memory = one.figure(Metric::Memory);
  return memory ? significant(*memory / watts / 1e9) + " GB" : "-";
}

std::string figure_or_dash(const std::optional<double>& figure) {
  return figure ? significant(*figure) : "-";
}

}  // namespace

std::vector<CaseGroup> case_groups(const Report& report) {
  std::vector<CaseGroup> groups;
  std::vector<std::string> operations;
  for (std::size_t i = 0; i < report.metrics.size(); ++i) {
    const CaseMetrics& one = report.metrics[i];
    if (one.status == CaseStatus::Skipped) continue;
    const Rates rates = rates_of(one.operation);
    const auto known = std::find(operations.begin(), operations.end(), one.operation);
    const auto at = static_cast<std::size_t>(known - operations.begin());
    if (known == operations.end()) {
      operations.push_back(one.operation);
      CaseGroup group{fmt::format("{}, {}", one.operation, rates.unit), {}};
      group.table.header = {"case", "size", "samples", "median", "+-"};
      for (const std::string& column : rates.columns) group.table.header.push_back(column);
      group.table.header.insert(group.table.header.end(), {"correct", "verdict"});
      groups.push_back(std::move(group));
    }
    groups[at].table.rows.push_back(row(report, i, rates));
  }
  return groups;
}

Table device_table(const Report& report) {
  Table table{{"case", "clock MHz", "lowest rank", "W", "per J", "hottest C", "held down"}, {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!one.devices || !has_figures(one)) continue;
    const DeviceFigures& told = *one.devices;
    if (!told.power_w && !told.hottest_c) continue;
    table.rows.push_back(
        {one_line(one.name), figure_or_dash(told.clock_mhz), figure_or_dash(told.lowest_clock_mhz),
         figure_or_dash(told.power_w), told.power_w ? work_per_joule(one, *told.power_w) : "-",
         figure_or_dash(told.hottest_c), fmt::format("{:.0f}%", 100 * told.slowed_most)});
  }
  return table;
}

Table dimension_table(const TargetVerdict& target) {
  Table table{{"dimension", "weight", "candidate", "baseline", "ratio", "interval"}, {}};
  for (const DimensionRatio& one : target.dimensions) {
    table.rows.push_back({one_line(one.match), fmt::format("{:.3f}", one.weight),
                          rate_text(one.candidate, one.unit), rate_text(one.baseline, one.unit),
                          rounded_beside(one.ratio, Rounding::Down, one.floor),
                          interval_beside(one.interval, one.floor)});
  }
  return table;
}

}  // namespace fourfold
