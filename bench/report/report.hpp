// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// All that a report may say; formats only arrange it.
struct Report {
  const RunRecord& record;
  const std::vector<CaseMetrics>& metrics;
  const Judgement& judgement;
};

/// One row of the table of formats.
///
/// - `terminal`: for people, at most 100 columns; only a word longer than that (a path) is not
///   broken.
/// - `md`: the same content as GitHub Markdown.
/// - `csv`: RFC 4180, one row per case, base units, an empty field where nothing is known. The
///   columns keep their names and their order; new ones come last:
///   name, operation, backend, dtype, size, status (measured, skipped, failed), reason, ranks,
///   launches, samples, median_s, lower_s, upper_s, interval (of median_s at 95 %:
///   between_launches, one_launch), algbw_Bps, busbw_Bps, memory_Bps, flops_per_s (matmul and
///   memory: of one rank), correct (true, false, empty: not checked), verdict, algorithm, stopped,
///   slowest_rank, slowest_share, slowest_excess, ratio, ratio_lower, ratio_upper (of
///   contests). Where there is a target, rows of the operation
///   `target` follow the cases: `target` (verdict: accept, reject, inconclusive; reason: ratios and
///   baseline), then `target/CLAUSE` for each clause. Before them, rows of the operation
///   `slow_part` for what pairs of nodes have shown: `slow_part/PLACE` (verdict: named, seen once;
///   reason: what is wrong with it).
/// - `json`: schema "fourfold-report", version 1; the judgement whole, null where unknown; the key
///   `chip` of the run and of cases only where a chip is known, `links` of collectives over two
///   ranks or more. Samples and each rank's own medians stay in the record.
/// - `nccl-tests`: the lines that scripts for nccl-tests read; collectives only.
struct ReportFormat {
  std::string_view name;
  std::string_view description;
  void (*write)(const Report&, std::ostream&);
};
const std::vector<ReportFormat>& report_formats();

}  // namespace fourfold
