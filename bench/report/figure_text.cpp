// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/figure_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/quantity.hpp"

namespace fourfold {

namespace {

/// Digits after the point that make four significant ones.
int decimals(double value) {
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::clamp(3 - exponent, 0, 9);
}

}  // namespace

std::string significant(double value) {
  if (!std::isfinite(value)) return "-";
  if (value == 0) return "0";
  return fmt::format("{:.{}f}", value, decimals(value));
}

std::string plus_minus(const Interval& interval, double estimate) {
  const double side = std::max(interval.upper - estimate, estimate - interval.lower);
  const double percent = 100 * side / estimate;
  if (!std::isfinite(percent)) return "-";
  if (percent < 1) return fmt::format("{:.2f}%", percent);
  return fmt::format("{:.{}f}%", percent, percent < 100 ? 1 : 0);
}

std::string rate_text(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "-";
  if (unit == "B/s") return format_rate(BytesPerSecond(value));
  if (unit == "FLOP/s") return format_rate(FlopsPerSecond(value));
  return fmt::format("{} {}", significant(value), unit);
}

std::string giga(const CaseMetrics& one, Metric metric) {
  const auto figure = has_figures(one) ? one.figure(metric) : std::nullopt;
  return figure ? significant(*figure / 1e9) : "-";
}

bool has_figures(const CaseMetrics& one) { return one.samples > 0 && one.median_s > 0; }

std::string_view correct_text(const CaseMetrics& one) {
  if (one.mismatch) return "NO";
  return one.correct ? "yes" : "-";
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::NotTested:
      return "not tested";
    case Severity::Inconclusive:
      return "inconclusive";
    case Severity::Fatal:
      return "fatal";
  }
  return "-";
}

std::string_view name(Decision decision) {
  switch (decision) {
    case Decision::Accept:
      return "accept";
    case Decision::Reject:
      return "reject";
    case Decision::Inconclusive:
      return "inconclusive";
  }
  return "-";
}

std::string_view name(CaseStatus status) {
  switch (status) {
    case CaseStatus::Measured:
      return "measured";
    case CaseStatus::Skipped:
      return "skipped";
    case CaseStatus::Failed:
      return "failed";
  }
  return "-";
}

std::string_view name(ExitCode code) {
  switch (code) {
    case ExitCode::Accepted:
      return "accepted";
    case ExitCode::Warning:
      return "warning";
    case ExitCode::Rejected:
      return "rejected";
    case ExitCode::Inconclusive:
      return "inconclusive";
    case ExitCode::BadInput:
      return "bad input";
    case ExitCode::TimedOut:
      return "timed out";
  }
  return "-";
}

std::string case_verdict(const Judgement& judgement, std::size_t index) {
  const auto& verdicts = judgement.case_verdicts;
  return index < verdicts.size() && !verdicts[index].empty() ? one_line(verdicts[index]) : "-";
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = byte <= ' ' || byte == 0x7f;
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

}  // namespace fourfold
