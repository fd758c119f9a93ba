// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/record/record.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// One case over all its launches. Times are seconds per call, slowest rank.
struct CaseMetrics {
  std::string name;
  std::string operation, backend, dtype, size;
  CaseStatus status = CaseStatus::Measured;  ///< Failed when any launch failed
  std::string reason;
  int ranks = 0;
  Work work;
  std::size_t samples = 0;              ///< over all launches and trials
  std::vector<double> launch_medians;   ///< one per launch that measured it
  double median_s = 0;                  ///< median of the launch medians
  /// At 95 %. Several launches: median -+ Student t on the log of the launch medians, widened to hold
  /// every launch's own... see docs/method.md; one launch: the interval of its own median.
  std::optional<Interval> interval_s;
  bool between_launches = false;        ///< which of the two the interval is
  bool correct = false;                 ///< checked in every launch and right in every one
  std::optional<Mismatch> mismatch;     ///< the first, over launches
  std::string stopped;                  ///< "precise", or the budget that ended the least precise trial
  std::string algorithm;

  /// The rank that was slowest most often, how often (0..1), and by how much its samples exceed the
  /// fastest rank's (median of slowest/fastest - 1 over the samples where it was slowest).
  int slowest_rank = -1;
  double slowest_share = 0;
  double slowest_excess = 0;

  /// Facility rate per launch (docs/method.md section 4): sum over ranks of FLOP/s or memory B/s from
  /// each rank's own median; for collectives n S / t.
  std::vector<double> facility_rates;
  std::vector<double> rank_median_s;    ///< by rank, median over launches

  /// The figure in the metric's base unit, absent where the case has no such figure.
  std::optional<double> figure(Metric metric) const;
  /// Its interval, lower <= upper.
  std::optional<Interval> figure_interval(Metric metric) const;
  /// What such a case is quoted in: Busbw for collectives (Time when S = 0 or n = 1), Flops, Memory.
  Metric headline() const;
};

/// One row per case name, in the order first met; skips and failures included.
std::vector<CaseMetrics> summarize(const RunRecord& record);

}  // namespace fourfold
