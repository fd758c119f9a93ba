// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "bench/judge/case_findings.hpp"

namespace fourfold {
namespace {

// Of the interval's wider side, as a share of the median: the "+-" of reports.
constexpr double kTimesWanted = 5;     // beyond so many times the precision asked for ...
constexpr double kWide = 0.10;         // ... and beyond this, a figure is not one to quote,
constexpr double kUseless = 0.50;      // and beyond this it says next to nothing
constexpr double kCounted = 10;        // how much beyond this it is, nobody asks
constexpr std::size_t kManyCases = 3;  // from here on one finding stands for all of them

/// Of the ratio of a contest, else of the time.
double reached(const CaseMetrics& row) {
  const double middle = row.ratio.value_or(row.median_s);
  const std::optional<Interval>& interval = row.ratio ? row.ratio_interval : row.interval_s;
  if (!interval || !(middle > 0)) return std::numeric_limits<double>::infinity();
  return std::max(interval->upper - middle, middle - interval->lower) / middle;
}

/// Two launches have a wide interval whatever they do: t(0.975, 1) is 12.7. That is want of
/// launches, and nothing is wrong with the machine.
Severity severity_of(const CaseMetrics& row) {
  return reached(row) > kUseless && row.launches.size() != 2 ? Severity::Warning : Severity::Note;
}

std::string why(const CaseMetrics& row) {
  const std::string budget = row.stopped == "precise" || row.stopped.empty()
                                 ? ""
                                 : row.stopped + " ended its least precise trial";
  if (!row.between_launches) return budget.empty() ? "its trials differ" : budget;
  const std::string launches =
      fmt::format("its {} launches differ, more of them narrow it", row.launches.size());
  return budget.empty() ? launches : launches + "; " + budget;
}

std::string how_wide(const CaseMetrics& row) {
  if (!row.interval_s && row.reported) return "one reported time has no interval";
  if (!row.interval_s) return fmt::format("{} samples are too few for an interval", row.samples);
  const std::string wanted =
      row.precision > 0 ? fmt::format(" (wanted: {:g} % wide)", 100 * row.precision) : "";
  const bool boundless = reached(row) > kCounted;
  return fmt::format("{}+-{:.0f} %{}: {}", boundless ? "more than " : "",
                     100 * std::min(reached(row), kCounted), wanted, why(row));
}

void tell(Severity severity, std::vector<const CaseMetrics*> rows, std::size_t measured,
          std::vector<Finding>& findings) {
  if (rows.size() < kManyCases) {
    for (const CaseMetrics* row : rows) {
      findings.push_back({severity, row->name, "not precise: " + how_wide(*row)});
    }
    return;
  }
  std::ranges::stable_sort(rows, std::ranges::greater{},
                           [](const auto* row) { return reached(*row); });
  findings.push_back({severity, "precision",
                      fmt::format("{} of {} cases are not precise; the worst is {}: {}; then {} "
                                  "and {}",
                                  rows.size(), measured, rows[0]->name, how_wide(*rows[0]),
                                  rows[1]->name, rows[2]->name)});
}

}  // namespace

void find_imprecise(const std::vector<CaseMetrics>& metrics, std::vector<std::string>& verdicts,
                    std::vector<Finding>& findings) {
  std::vector<const CaseMetrics*> useless, wide;
  std::size_t measured = 0;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const CaseMetrics& row = metrics[i];
    if (!row.launches.empty()) ++measured;
    // Pairs differ, which is no want of precision.
    if (row.pairs || verdicts[i] != "ok" ||
        reached(row) <= std::max(kWide, kTimesWanted * row.precision)) {
      continue;
    }
    verdicts[i] = "wide";
    (severity_of(row) == Severity::Warning ? useless : wide).push_back(&row);
  }
  tell(Severity::Warning, useless, measured, findings);
  tell(Severity::Note, wide, measured, findings);
}

}  // namespace fourfold
