// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "core/exit_code.hpp"

namespace fourfold {

/// Numbers and words of a judgement as text. All of it is ASCII, and "-" is what is not known. What
/// is held against a limit is rounded by bench/judge/rounding.hpp.

/// Four significant digits, never an exponent: 0.03612, 12.34, 989123. "-" when not finite.
std::string significant(double value);
/// The larger side of the interval as a share of the estimate: "0.84%", "12.3%", "140%".
std::string plus_minus(const Interval& interval, double estimate);
/// A rate in its unit ("B/s", "FLOP/s") with a prefix, or the bare number in any other unit.
std::string rate_text(double value, std::string_view unit);
/// The figure in 1e9 of its base unit (GB/s, GFLOP/s), or "-" where the case has none.
std::string giga(const CaseMetrics& one, Metric metric);

/// Whether a result came in and can be quoted: false for what was skipped or failed too early.
bool has_figures(const CaseMetrics& one);
/// "yes", "NO" (a wrong result), or "-" (not checked in every launch).
std::string_view correct_text(const CaseMetrics& one);

/// "fatal", "inconclusive", "not tested", "warning", "note".
std::string_view name(Severity severity);
/// "accept", "reject", "inconclusive".
std::string_view name(Decision decision);
/// "measured", "skipped", "failed".
std::string_view name(CaseStatus status);
/// "accepted", "warning", "rejected", "inconclusive", "bad input", "timed out".
std::string_view name(ExitCode code);

/// The verdict on metrics row `index`, "-" where the judgement has none.
std::string case_verdict(const Judgement& judgement, std::size_t index);

/// Control characters and line ends, as libraries' messages have them, become single spaces.
std::string one_line(std::string_view text);
/// "1 launch", "5 launches".
std::string counted(std::size_t count, std::string_view singular, std::string_view plural);

}  // namespace fourfold
