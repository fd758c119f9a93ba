// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "bench/report/csv_row.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kHeader =
    "name,operation,backend,dtype,size,status,reason,ranks,launches,samples,median_s,lower_s,"
    "upper_s,interval,algbw_Bps,busbw_Bps,memory_Bps,flops_per_s,correct,verdict,algorithm,stopped,"
    "slowest_rank,slowest_share,slowest_excess,ratio,ratio_lower,ratio_upper,overlap,overlap_lower,"
    "overlap_upper,step_rate_per_s,efficiency,efficiency_lower,efficiency_upper,"
    "computation_slowdown,computation_slowdown_lower,computation_slowdown_upper,"
    "communication_slowdown,communication_slowdown_lower,communication_slowdown_upper,exposed_s,"
    "exposed_lower_s,exposed_upper_s";

void add_figures(const CaseMetrics& one, std::vector<std::string>& cells) {
  if (!has_figures(one)) {
    cells.resize(cells.size() + 8);
    return;
  }
  cells.push_back(exact(one.median_s));
  cells.push_back(one.interval_s ? exact(one.interval_s->lower) : "");
  cells.push_back(one.interval_s ? exact(one.interval_s->upper) : "");
  cells.emplace_back(!one.interval_s        ? ""
                     : one.between_launches ? "between_launches"
                                            : "one_launch");
  for (const Metric metric : {Metric::Algbw, Metric::Busbw, Metric::Memory, Metric::Flops}) {
    const auto figure = one.figure(metric);
    cells.push_back(figure ? exact(*figure) : "");
  }
}

void add_estimate(const std::optional<double>& value, const std::optional<Interval>& interval,
                  std::vector<std::string>& cells) {
  cells.push_back(value ? exact(*value) : "");
  cells.push_back(interval ? exact(interval->lower) : "");
  cells.push_back(interval ? exact(interval->upper) : "");
}

std::string correct_field(const CaseMetrics& one) {
  if (one.mismatch) return "false";
  return one.correct ? "true" : "";
}

std::vector<std::string> row(const Report& report, std::size_t index) {
  const CaseMetrics& one = report.metrics[index];
  const auto& verdicts = report.judgement.case_verdicts;
  std::vector<std::string> cells{one.name,
                                 one.operation,
                                 one.backend,
                                 one.dtype,
                                 one.size,
                                 std::string(name(one.status)),
                                 one.reason,
                                 std::to_string(one.ranks),
                                 std::to_string(one.launch_medians.size()),
                                 std::to_string(one.samples)};
  add_figures(one, cells);
  cells.insert(cells.end(), {correct_field(one), index < verdicts.size() ? verdicts[index] : "",
                             one.algorithm, one.stopped});
  const bool known = has_figures(one) && one.slowest_rank >= 0;
  cells.push_back(known ? std::to_string(one.slowest_rank) : "");
  cells.push_back(known ? exact(one.slowest_share) : "");
  cells.push_back(known ? exact(one.slowest_excess) : "");
  add_estimate(one.ratio, one.ratio_interval, cells);
  const auto& overlap = one.overlap;
  add_estimate(overlap ? std::optional(overlap->share) : std::nullopt,
               overlap ? overlap->interval : std::nullopt, cells);
  const auto rate = has_figures(one) ? one.figure(Metric::StepRate) : std::nullopt;
  cells.push_back(rate ? exact(*rate) : "");
  const auto add_figure = [&](SampleFigure StepFigures::*which) {
    if (one.step) return add_estimate((*one.step.*which).value, (*one.step.*which).interval, cells);
    add_estimate(std::nullopt, std::nullopt, cells);
  };
  add_figure(&StepFigures::efficiency);
  add_figure(&StepFigures::computation_slowdown);
  add_figure(&StepFigures::communication_slowdown);
  add_figure(&StepFigures::exposed_s);
  return cells;
}

/// As a row of cases: what has no column for it is the reason.
std::vector<std::string> target_row(const std::string& name, Decision decision,
                                    const std::string& text) {
  std::vector<std::string> cells(static_cast<std::size_t>(std::ranges::count(kHeader, ',') + 1));
  cells[0] = name;
  cells[1] = "target";
  cells[6] = text;
  cells[19] = fourfold::name(decision);
  return cells;
}

/// As write_target does: a row for each part that is slow or looked so.
void write_slow_parts(const std::vector<SlowPart>& parts, std::ostream& out) {
  for (const SlowPart& part : parts) {
    std::vector<std::string> cells(static_cast<std::size_t>(std::ranges::count(kHeader, ',') + 1));
    cells[0] = "slow_part/" + part.place;
    cells[1] = "slow_part";
    cells[6] = fmt::format("{}: {} ({})", name(part.fault), part.evidence, part.case_name);
    cells[19] = part.confirmed ? "named" : "seen once";
    write_csv_row(cells, out);
  }
}

void write_target(const TargetVerdict& target, std::ostream& out) {
  const std::string ratios = fmt::format("{}", fmt::join(target_ratios(target), "; "));
  write_csv_row(target_row("target", target.decision, ratios), out);
  for (const Clause& clause : target.clauses) {
    write_csv_row(target_row("target/" + clause.name, clause.decision, clause.text), out);
  }
}

}  // namespace

void write_csv(const Report& report, std::ostream& out) {
  out << kHeader << "\r\n";
  for (std::size_t i = 0; i < report.metrics.size(); ++i) {
    write_csv_row(row(report, i), out);
  }
  write_slow_parts(report.judgement.slow_parts, out);
  if (report.judgement.target) write_target(*report.judgement.target, out);
}

}  // namespace fourfold
