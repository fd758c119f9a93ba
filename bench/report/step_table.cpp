// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

std::string time(double seconds) { return format_seconds(Seconds(seconds)); }

/// How many ranks reduce together, of the slowest group where there are several.
int together(const CaseMetrics& one) {
  return one.groups ? one.groups->slowest().ranks : one.ranks;
}

bool is_step(const CaseMetrics& one) { return one.operation == "step" && has_figures(one); }

/// Of groups in turns there is none.
std::string of_all_ranks(const CaseMetrics& one) {
  const double rate = one.facility_rates.empty() ? 0 : median(one.facility_rates);
  return rate > 0 ? significant(rate / 1e9) : "-";
}

std::string percent(const SampleFigure& figure) {
  return fmt::format("{:.1f}%", 100 * figure.value);
}

std::string percents(const std::optional<Interval>& interval) {
  if (!interval) return "-";
  return fmt::format("{:.1f} .. {:.1f}%", 100 * interval->lower, 100 * interval->upper);
}

std::string times(const SampleFigure& figure) { return fmt::format("{:.3f}", figure.value); }

std::string times(const std::optional<Interval>& interval) {
  if (!interval) return "-";
  return fmt::format("{:.3f} .. {:.3f}", interval->lower, interval->upper);
}

}  // namespace

Table step_table(const Report& report) {
  Table table{{"case", "ranks", "step/s", "GFLOP/s of all", "products", "all_reduces", "together",
               "exposed"},
              {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!is_step(one)) continue;
    std::vector<std::string> cells{one_line(one.name), std::to_string(together(one)),
                                   significant(1 / one.median_s), of_all_ranks(one)};
    if (one.step && one.overlap) {
      cells.insert(cells.end(), {time(one.overlap->compute_s), time(one.overlap->pure_s),
                                 time(one.median_s), time(one.step->exposed_s.value)});
    } else {
      cells.insert(cells.end(), {time(one.median_s), "none", time(one.median_s), "-"});
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table step_parts_table(const Report& report) {
  Table table{{"case", "products", "interval", "all_reduces", "interval", "overlap", "interval",
               "efficiency", "interval"},
              {}};
  for (const CaseMetrics& one : report.metrics) {
    if (!is_step(one) || !one.step || !one.overlap) continue;
    const StepFigures& step = *one.step;
    table.rows.push_back(
        {one_line(one.name), times(step.computation_slowdown),
         times(step.computation_slowdown.interval), times(step.communication_slowdown),
         times(step.communication_slowdown.interval),
         percent({one.overlap->share, one.overlap->interval}), percents(one.overlap->interval),
         percent(step.efficiency), percents(step.efficiency.interval)});
  }
  return table;
}

}  // namespace fourfold
