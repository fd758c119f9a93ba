// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/report/case_table.hpp"
#include "bench/report/comparison_report.hpp"

namespace fourfold {

// The parts of a comparison that are words and tables, in the order in which they are shown.

/// "A", "B", ... by index.
std::string record_label(std::size_t index);

/// "A: RUN: suite gpu, started ..., 8 ranks, 5 launches, NVIDIA H200, fourfold 0.1.0".
std::vector<std::string> record_lines(const ComparisonReport& report);

/// "3.98x [3.95, 4.02]", with a third decimal where the interval is within 1 %; "3.98x" without
/// one.
std::string times_text(const TimesAsFast& times);

/// By operation and metric: both figures, their ratio and what the test says. `label` is the other
/// record's.
std::vector<CaseGroup> compared_groups(const Comparison& comparison, const std::string& label);

/// Whole machine, each chip, each watt, and what of its own chip either reaches; no rows where
/// ranks are equally many and neither power nor chip is known.
Table view_table(const Comparison& comparison, const std::string& label);

Table family_table(const Comparison& comparison);

/// Notes on the records, on cases, and what is not compared and why.
std::vector<std::string> comparison_notes(const Comparison& comparison);
std::vector<std::string> not_compared(const Comparison& comparison, const std::string& label);

/// How to read it all.
std::vector<std::string> comparison_legend(const ComparisonReport& report);

}  // namespace fourfold
