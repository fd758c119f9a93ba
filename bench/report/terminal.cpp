// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <ostream>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "bench/report/sections.hpp"
#include "bench/report/terminal_text.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kIndent = "  ";

void write_target(std::ostream& out, const TargetVerdict& target) {
  out << '\n';
  const std::vector<std::string> ratios = target_ratios(target);
  write_wrapped(out, "", ratios.front(), 2);
  for (std::size_t i = 1; i < ratios.size(); ++i) {
    write_wrapped(out, kIndent, ratios[i], 4);
  }
  if (!target.dimensions.empty()) write_table(out, dimension_table(target));
  for (const std::string& clause : target_clauses(target)) {
    write_wrapped(out, kIndent, clause, 4);
  }
}

}  // namespace

void write_terminal(const Report& report, std::ostream& out) {
  for (const ContextLine& line : context(report)) {
    write_wrapped(out, fmt::format("{:<9} ", line.label), line.text, 10);
  }
  const std::vector<CaseGroup> groups = case_groups(report);
  for (const CaseGroup& group : groups) {
    out << '\n' << group.heading << '\n';
    write_table(out, group.table);
  }
  if (groups.empty()) out << "\nno case was measured\n";
  if (const Table overlap = overlap_table(report); !overlap.rows.empty()) {
    out << "\noverlap with a computation\n";
    write_table(out, overlap);
  }
  if (const Table steps = step_table(report); !steps.rows.empty()) {
    out << "\ntraining steps\n";
    write_table(out, steps);
  }
  if (const Table parts = step_parts_table(report); !parts.rows.empty()) {
    out << "\nparts of training steps beside each other\n";
    write_table(out, parts);
  }
  if (const Table nodes = group_table(report); !nodes.rows.empty()) {
    out << "\nnodes and racks, each by its own times\n";
    write_table(out, nodes);
  }
  if (const Table late = late_table(report); !late.rows.empty()) {
    out << "\nlate to their calls, by synchronised clocks\n";
    write_table(out, late);
  }
  if (const Table groups = bisection_table(report); !groups.rows.empty()) {
    out << "\nbisected\n";
    write_table(out, groups);
  }
  if (const Table pairs = pair_table(report); !pairs.rows.empty()) {
    out << "\nnodes in pairs\n";
    write_table(out, pairs);
  }
  if (const Table devices = device_table(report); !devices.rows.empty()) {
    out << "\ndevices meanwhile\n";
    write_table(out, devices);
  }
  if (const Table chip = chip_table(report); !chip.rows.empty()) {
    out << "\nagainst the chip: " << one_line(report.record.manifest.chip->name) << '\n';
    write_table(out, chip);
  }
  if (const Table links = link_table(report); !links.rows.empty()) {
    out << "\nagainst the links\n";
    write_table(out, links);
  }
  const std::vector<std::string> reading = legend(report);
  if (!reading.empty()) out << '\n';
  for (const std::string& line : reading) write_wrapped(out, "", line, 2);

  write_list(out, "interruptions", interruption_lines(report));
  write_list(out, "not finished", unfinished_lines(report, kShown));
  write_list(out, "skipped or failed", not_measured(report));
  if (report.judgement.target) write_target(out, *report.judgement.target);
  write_list(out, "findings", findings(report));
  out << '\n';
  if (!report.judgement.coverage.empty())
    write_wrapped(out, "", one_line(report.judgement.coverage), 2);
  write_wrapped(out, "", verdict_line(report), 2);
}

}  // namespace fourfold
