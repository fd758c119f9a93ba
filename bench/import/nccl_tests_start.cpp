// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/nccl_tests_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace fourfold {
namespace {

void check_whole(const NcclTestsStart& start, double average, int end, const LogText& log) {
  const std::uint64_t sizes = start.sweep.sizes();
  if (sizes > 0 && (start.lines.empty() || start.lines.size() % sizes != 0)) {
    refuse(log, end,
           fmt::format("the table of line {} has {} lines, and the header's sizes make {}: lines "
                       "are missing",
                       start.columns->line, start.lines.size(), sizes));
  }
  double sum = 0, slack = 0, count = 0;
  for (const NcclTestsLine& one : start.lines) {
    for (const NcclTestsHalf& half : one.halves) {
      sum += half.rates.busbw.value;
      slack += half.rates.busbw.half;
      ++count;
    }
  }
  if (count == 0) return;
  if (std::abs(sum / count - average) > slack / count + 1e-5 * average + 1e-9) {
    refuse(log, end,
           fmt::format("the average bus bandwidth is {:g}, and the lines of the table make {:.6g}: "
                       "lines are missing or changed",
                       average, sum / count));
  }
}

bool same_times(const NcclTestsLine& a, const NcclTestsLine& b) {
  const auto same = [](const NcclTestsHalf& one, const NcclTestsHalf& other) {
    return one.rates.microseconds.value == other.rates.microseconds.value;
  };
  return a.call.size == b.call.size && a.call.type == b.call.type && a.call.redop == b.call.redop &&
         std::ranges::equal(a.halves, b.halves, same);
}

/// A start goes through its sizes again with -N, and never in the same times.
void check_cycles(const NcclTestsStart& start, const LogText& log) {
  const std::size_t sizes = start.sweep.sizes();
  if (sizes == 0) return;
  const auto cycle = [&](std::size_t from) { return std::span(start.lines).subspan(from, sizes); };
  for (std::size_t from = sizes; from < start.lines.size(); from += sizes) {
    for (std::size_t earlier = 0; earlier < from; earlier += sizes) {
      if (!std::ranges::equal(cycle(from), cycle(earlier), same_times)) continue;
      refuse(log, start.lines[from].line,
             fmt::format("from here on {} lines have the same times as those from line {}: they "
                         "are a copy",
                         sizes, start.lines[earlier].line));
    }
  }
}

std::string collective_of(const NcclTestsStart& start, const LogText& log, const Told& told) {
  for (const NcclTestsLine& one : start.lines) {
    if (one.call.size == 0) continue;
    return collective_of(start.settings, one.call, start.section.ranks, told, log, one.line);
  }
  refuse(log, start.section.line, "no line of the table has any bytes");
}

/// Whether any line is said to be wrong; the sum of them all has to agree.
bool says_where_wrong(const NcclTestsStart& start, const LogText& log) {
  bool wrong = false;
  for (const NcclTestsLine& one : start.lines) {
    for (const NcclTestsHalf& half : one.halves) wrong = wrong || half.wrong.value_or(0) > 0;
  }
  const bool out_of_bounds = *start.out_of_bounds > 0;
  if (wrong != out_of_bounds && (wrong || start.columns->has("#wrong"))) {
    refuse(log, start.columns->line,
           fmt::format("the table {} wrong values, and '# Out of bounds values' is {}",
                       wrong ? "has" : "has no", *start.out_of_bounds));
  }
  return wrong;
}

}  // namespace

std::uint64_t SizeSweep::sizes() const {
  if (most < least || most == 0) return 0;
  if (!by_factor) return step == 0 ? 0 : (most - least) / step + 1;
  if (step < 2 || least == 0) return 0;
  std::uint64_t count = 1;
  for (std::uint64_t size = least; size <= most / step; size *= step) ++count;
  return count;
}

LogSection finished(NcclTestsStart start, double average, int end, const LogText& log,
                    const Told& told) {
  check_whole(start, average, end, log);
  check_cycles(start, log);
  const std::string collective = collective_of(start, log, told);
  const bool where_wrong = says_where_wrong(start, log);
  LogSection section = std::move(start.section);
  section.tool = start.settings.tool;
  for (NcclTestsLine& one : start.lines) {
    for (NcclTestsHalf& half : one.halves) {
      // Where only the whole table is said to be wrong, no line of it can be said to be right.
      if (*start.out_of_bounds > 0 && !where_wrong && half.wrong) half.wrong = start.out_of_bounds;
      section.rows.push_back(
          nccl_tests_row(start.settings, one.call, half, collective, section.ranks, log, one.line));
    }
  }
  return section;
}

}  // namespace fourfold
