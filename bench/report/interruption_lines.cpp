// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/record/interruptions.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
namespace {

/// Launches that lack every planned case for one reason are one line.
std::string launches_text(int first, int last) {
  return first == last ? fmt::format("launch {}", first)
                       : fmt::format("launches {} to {}", first, last);
}

}  // namespace

std::vector<std::string> interruption_lines(const Report& report) {
  std::vector<std::string> lines;
  const std::vector<Interruption> all = interruptions(report.record);
  for (const Interruption& one : all) {
    if (lines.size() == kShown) {
      lines.push_back(fmt::format("and {} more", all.size() - kShown));
      break;
    }
    lines.push_back(one_line(describe(one)));
  }
  return lines;
}

std::vector<std::string> unfinished_lines(const Report& report, std::size_t most_names) {
  std::vector<std::string> lines;
  const std::vector<Unfinished> all = unfinished(report.record);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Unfinished& one = all[i];
    const int first = one.launch;
    while (i + 1 < all.size() && all[i + 1].why == one.why && all[i + 1].cases == one.cases) ++i;
    std::vector<std::string> names = one.cases;
    if (names.size() > most_names) {
      names.resize(most_names);
      names.push_back(fmt::format("and {} more", one.cases.size() - most_names));
    }
    lines.push_back(one_line(fmt::format("{} of {} cases of {} ({}): {}", one.cases.size(),
                                         one.planned, launches_text(first, all[i].launch), one.why,
                                         fmt::join(names, ", "))));
  }
  const Manifest& manifest = report.record.manifest;
  if (!lines.empty() && manifest.imported.empty() && manifest.merged.empty()) {
    lines.push_back(
        one_line(fmt::format("to go on: fourfold run --resume {}", report.record.directory)));
  }
  return lines;
}

}  // namespace fourfold
