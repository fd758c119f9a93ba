// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

#include "bench/judge/compare_records.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// Records beside each other; formats only arrange them. The first is A, the others B, C, ...
struct ComparisonReport {
  std::vector<const RunRecord*> records;
  std::vector<Comparison> comparisons;  ///< of each but the first, with the first
};

/// One row of the table of formats of `fourfold compare`.
///
/// - `terminal`, `md`: for people; ratios with their intervals, "~" where no difference is shown.
/// - `csv`: RFC 4180, a row for each thing that is said: status is compared, refused, only_first,
///   only_other or family (then ratio is the family's). Base units, an empty field where nothing is
///   known. Columns keep their names and their order; new ones come last.
/// - `json`: schema "fourfold-comparison", version 1; null where nothing is known.
struct ComparisonFormat {
  std::string_view name;
  void (*write)(const ComparisonReport&, std::ostream&);
};
const std::vector<ComparisonFormat>& comparison_formats();

// What its rows call; each in the file of its name.
void write_comparison_terminal(const ComparisonReport& report, std::ostream& out);
void write_comparison_markdown(const ComparisonReport& report, std::ostream& out);
void write_comparison_csv(const ComparisonReport& report, std::ostream& out);
void write_comparison_json(const ComparisonReport& report, std::ostream& out);

}  // namespace fourfold
