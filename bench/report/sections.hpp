// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/report/report.hpp"

namespace fourfold {

/// The parts of a report that are sentences, in the order in which they are shown; every format for
/// people says the same.

/// How many findings, and how many reasons for not measuring, are told one by one.
inline constexpr std::size_t kShown = 12;

/// "suite", "machine", "ranks", "program", "record" ... and what is known of each.
struct ContextLine {
  std::string label;
  std::string text;
};
std::vector<ContextLine> context(const Report& report);

/// Where the intervals of a run's medians come from. One launch does not show how launches differ.
enum class IntervalOrigin { None, OneLaunch, BetweenLaunches, Mixed };
IntervalOrigin interval_origin(const Report& report);
/// How to read the tables; empty when nothing was measured.
std::vector<std::string> legend(const Report& report);

/// The limits of MPI's transports that the sizes of send_recv cross, in one sentence, or "".
std::string eager_limits(const Report& report);

/// What was skipped, and what failed for another reason than a wrong result (which has a row and a
/// finding of its own): one sentence per reason, with the first names and a count.
std::vector<std::string> not_measured(const Report& report);

/// Starts that did not finish their launch: when, why, in which case, and what was done then. At
/// most kShown.
std::vector<std::string> interruption_lines(const Report& report);

/// What each launch has not finished and why, with at most so many names, and how to go on with it.
std::vector<std::string> unfinished_lines(const Report& report, std::size_t most_names);

/// At most kShown findings as "fatal: rank 1: ...", then "and 3 more".
std::vector<std::string> findings(const Report& report);

/// The judged ratio in one sentence, the ratios that stand beside it, and what it was judged by.
std::vector<std::string> target_ratios(const TargetVerdict& target);
/// One per clause, then what more launches would do while nothing is settled.
std::vector<std::string> target_clauses(const TargetVerdict& target);

/// The last line: the headline and what the program exits with.
std::string verdict_line(const Report& report);

}  // namespace fourfold
