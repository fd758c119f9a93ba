// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <ostream>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "bench/report/markdown_text.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
void write_markdown(const Report& report, std::ostream& out) {
  out << "## Fourfold report\n\n**" << escaped(verdict_line(report)) << "**\n\n";
  if (!report.judgement.coverage.empty())
    out << escaped(one_line(report.judgement.coverage)) << "\n\n";
  for (const ContextLine& line : context(report)) {
    out << "- " << line.label << ": " << escaped(line.text) << '\n';
  }
  const std::vector<CaseGroup> groups = case_groups(report);
  for (const CaseGroup& group : groups) {
    out << "\n### " << escaped(group.heading) << '\n';
    write_markdown_table(out, group.table);
  }
  if (groups.empty()) out << "\nNo case was measured.\n";
  if (const Table overlap = overlap_table(report); !overlap.rows.empty()) {
    out << "\n### Overlap with a computation\n";
    write_markdown_table(out, overlap);
  }
  if (const Table steps = step_table(report); !steps.rows.empty()) {
    out << "\n### Training steps\n";
    write_markdown_table(out, steps);
  }
  if (const Table parts = step_parts_table(report); !parts.rows.empty()) {
    out << "\n### Parts of training steps beside each other\n";
    write_markdown_table(out, parts);
  }
  if (const Table nodes = group_table(report); !nodes.rows.empty()) {
    out << "\n### Nodes and racks, each by its own times\n";
    write_markdown_table(out, nodes);
  }
  if (const Table late = late_table(report); !late.rows.empty()) {
    out << "\n### Late to their calls, by synchronised clocks\n";
    write_markdown_table(out, late);
  }
  if (const Table groups = bisection_table(report); !groups.rows.empty()) {
    out << "\n### Bisected\n";
    write_markdown_table(out, groups);
  }
  if (const Table pairs = pair_table(report); !pairs.rows.empty()) {
    out << "\n### Nodes in pairs\n";
    write_markdown_table(out, pairs);
  }
  if (const Table devices = device_table(report); !devices.rows.empty()) {
    out << "\n### Devices meanwhile\n";
    write_markdown_table(out, devices);
  }
  if (const Table chip = chip_table(report); !chip.rows.empty()) {
    out << "\n### Against the chip: " << escaped(one_line(report.record.manifest.chip->name))
        << '\n';
    write_markdown_table(out, chip);
  }
  if (const Table links = link_table(report); !links.rows.empty()) {
    out << "\n### Against the links\n";
    write_markdown_table(out, links);
  }
  for (const std::string& line : legend(report)) out << '\n' << escaped(line) << '\n';

  write_markdown_section(out, "Interruptions", interruption_lines(report));
  constexpr std::size_t kAll = static_cast<std::size_t>(-1);
  write_markdown_section(out, "Not finished", unfinished_lines(report, kAll));
  write_markdown_section(out, "Skipped or failed", not_measured(report));
  if (const auto& target = report.judgement.target) {
    write_markdown_section(out, "Target", target_ratios(*target));
    if (!target->dimensions.empty()) write_markdown_table(out, dimension_table(*target));
    write_markdown_list(out, target_clauses(*target));
  }
  write_markdown_section(out, "Findings", findings(report));
}

}  // namespace fourfold
