// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/metrics.hpp"

#include <algorithm>

namespace fourfold {
namespace {

/// What one call accomplishes in the metric's terms; 0 where the case has no such figure.
double amount(const CaseMetrics& row, Metric metric) {
  switch (metric) {
    case Metric::Time:
    case Metric::Ratio:
      return 0;
    case Metric::Algbw:
      return static_cast<double>(row.work.message.count());
    case Metric::Busbw:
      return static_cast<double>(row.work.message.count()) * row.work.bus_factor;
    case Metric::Memory:
      return static_cast<double>(row.work.memory.count());
    case Metric::Flops:
      return row.work.flops.value();
    case Metric::StepRate:
      return row.operation == "step" ? 1 : 0;
    case Metric::Efficiency:
    case Metric::Overlap:
      return 0;
  }
  return 0;
}

}  // namespace

std::optional<double> CaseMetrics::figure(Metric metric) const {
  if (!(median_s > 0)) return std::nullopt;
  if (metric == Metric::Time) return median_s;
  if (metric == Metric::Ratio) return ratio;
  if (metric == Metric::Efficiency)
    return step ? std::optional(step->efficiency.value) : std::nullopt;
  if (metric == Metric::Overlap) return overlap ? std::optional(overlap->share) : std::nullopt;
  const double work_done = amount(*this, metric);
  if (!(work_done > 0)) return std::nullopt;
  return work_done / median_s;
}

std::optional<Interval> CaseMetrics::figure_interval(Metric metric) const {
  if (!interval_s || !figure(metric)) return std::nullopt;
  if (metric == Metric::Time) return interval_s;
  if (metric == Metric::Ratio) return ratio_interval;
  if (metric == Metric::Efficiency) return step->efficiency.interval;
  if (metric == Metric::Overlap) return overlap->interval;
  if (!(interval_s->lower > 0)) return std::nullopt;
  const double work_done = amount(*this, metric);
  return Interval{work_done / interval_s->upper, work_done / interval_s->lower};
}

bool CaseMetrics::comes_late() const {
  constexpr double kShare = 0.25;
  constexpr double kLeast_s = 5e-6;
  // Of two ranks the median lies half-way to the late one.
  const double usual = ranks > 2 ? usually_late_s : 0;
  return latest_rank >= 0 && latest_s - usual > std::max(kShare * median_s, kLeast_s);
}

Metric CaseMetrics::headline() const {
  if (ratio) return Metric::Ratio;
  if (work.flops.value() > 0) return Metric::Flops;
  if (work.memory.count() > 0) return Metric::Memory;
  const bool groups_differ = groups && !groups->even;
  return work.message.count() > 0 && ranks > 1 && !groups_differ ? Metric::Busbw : Metric::Time;
}

}  // namespace fourfold
