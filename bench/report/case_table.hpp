// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/verdict.hpp"
#include "bench/report/report.hpp"

namespace fourfold {

/// Cells as text; the first column is a name (left), the last is a word (left), numbers between
/// are right-aligned. Every row has as many cells as the header.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// One operation's cases.
struct CaseGroup {
  std::string heading;  ///< "all_reduce, GB/s"
  Table table;
};

/// What ran, by operation in the order first met; skipped cases are in not_measured(). The case
/// column is the name without the operation, which is the heading, and the size, which has a column
/// of its own.
std::vector<CaseGroup> case_groups(const Report& report);

/// Clock, power and heat beside each case whose devices tell power or heat; no rows where none
/// does. Clock and power are medians over ranks; "held down" is the worst rank's share of the time.
Table device_table(const Report& report);

/// Matmuls and memory patterns beside what the record's chip can do at most (against_chip.hpp); no
/// rows where no chip is known. "?" marks what is formed with a figure that is in doubt.
Table chip_table(const Report& report);

/// Collectives beside what links can carry (against_links.hpp): the payload rate of all ranks
/// together, the share of a chip's link rate, what each network adapter of a host carries. A case
/// has a row where its links or adapters are known.
Table link_table(const Report& report);

/// Overlapped calls: the calls alone, the computation alone, both together, and how much of the
/// shorter one is hidden, with its interval; no rows where none was measured.
Table overlap_table(const Report& report);

/// Training steps: how many ranks reduce together, the rate of steps and the useful operations of
/// all ranks, what the two parts take alone and together, and by how much the whole is longer than
/// the products; no rows where none was measured.
Table step_table(const Report& report);

/// The same cases of more than one rank: how much longer each part takes beside the other one, how
/// much of the shorter one is hidden, and the efficiency of weak scaling, all with their intervals.
Table step_parts_table(const Report& report);

/// Cases that nodes or racks did each by itself: the median of the groups' own medians, the fastest
/// and the slowest group, how far these lie apart as a share of the median, and which the slowest
/// is; no rows where none was measured.
Table group_table(const Report& report);

/// Nodes that were measured in pairs: how many, in how many rounds (of a second look: after a
/// plus), the median pair's time and rate, the slowest pair and how much longer it took; no rows
/// where none was measured.
Table pair_table(const Report& report);
/// Collectives that were made in smaller and smaller groups, too, and whom that has found.
Table bisection_table(const Report& report);

/// Collectives to which a rank comes late (CaseMetrics::comes_late): which, and by how much beside
/// a call; no rows where none does.
Table late_table(const Report& report);

/// One row per dimension of the target: weight, both rates, their ratio and its interval.
Table dimension_table(const TargetVerdict& target);

}  // namespace fourfold
