// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/bisection_spread.hpp"
#include "bench/judge/conditions.hpp"
#include "bench/judge/device_figures.hpp"
#include "bench/judge/group_spread.hpp"
#include "bench/judge/link_spread.hpp"
#include "bench/judge/overlap.hpp"
#include "bench/judge/step_figures.hpp"
#include "bench/record/record.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// One case over all its launches. Times are seconds per call, slowest rank.
struct CaseMetrics {
  std::string name;
  std::string operation, backend, dtype, size;
  CaseStatus status = CaseStatus::Measured;  ///< Failed when any launch failed
  std::string reason;                        ///< of the failure, or of a skip in any launch
  int ranks = 0;
  Work work;
  std::size_t samples = 0;    ///< over all launches and trials
  std::vector<int> launches;  ///< numbers of the launches that measured it, ascending
  /// Launches that measured it on another number of ranks than most did, and so are in no figure.
  std::vector<int> set_aside;
  std::vector<double> launch_medians;  ///< by launches: of all samples of that launch
  /// By launches, how far the logarithm of what was measured may be from that of the launch's
  /// median, which a log has printed with so many digits; empty: none was rounded.
  std::vector<double> launch_rounding;
  double median_s = 0;  ///< median of the launch medians
  /// At 95 %, and always around median_s. Several launches: the geometric mean of the launch
  /// medians times or over exp(t s / sqrt(K)), stretched to median_s where that lies outside; one
  /// launch: the order statistics around its own median, absent below 6 samples
  /// (docs/method_verdict.md).
  std::optional<Interval> interval_s;
  /// Of an imported log: whose figure it is. Then one launch has no interval.
  std::optional<Reported> reported;
  double precision = 0;              ///< that was wanted of each trial; 0: not known
  bool between_launches = false;     ///< which of the two the interval is
  bool correct = false;              ///< checked and right wherever it was measured
  bool without_data = false;         ///< a collective of 0 bytes: there is nothing to check
  std::optional<Mismatch> mismatch;  ///< the first, over launches
  std::string stopped;    ///< "precise", or the budget that ended the least precise trial
  Conditions conditions;  ///< how it was measured and checked
  std::string algorithm;

  /// Of a contest: the names of the two, how many times as fast the first one is as the second
  /// (median of the launches' medians over their samples), and its interval at 95 %, formed as
  /// interval_s is. median_s is then the first one's time.
  std::vector<std::string> contenders;
  std::optional<double> ratio;
  std::optional<Interval> ratio_interval;
  double rival_median_s = 0;

  /// Of overlapped calls and training steps, whose median_s is that of calls with a computation
  /// inside.
  std::optional<Overlap> overlap;
  /// Of training steps of more than one rank.
  std::optional<StepFigures> step;

  /// Where nodes or racks did it each by itself; median_s is then that of the slowest in each
  /// sample.
  std::optional<GroupSpread> groups;

  /// Of nodes in pairs; median_s is then that of the slowest pair in each sample.
  std::optional<LinkSpread> pairs;
  /// Of a collective that was made in smaller and smaller groups, too.
  std::optional<BisectionSpread> bisection;

  bool repeats = true;  ///< its outputs had the same bits in all calls, ranks and launches
  std::optional<std::uint64_t> output_hash;  ///< of the first launch that has one
  bool steady = true;  ///< no trial under sustained load was measured before it was steady
  /// Of the last trial of the last launch that has any.
  std::optional<DeviceFigures> devices;

  /// The rank that was slowest most often, how often (0..1), and by how much its samples exceed the
  /// fastest rank's (median of slowest/fastest - 1 over the samples where it was slowest). Ranks
  /// are those of the first launch: where launches permute the hosts, or a start was made without
  /// some, a unit keeps the number it had there.
  int slowest_rank = -1;
  double slowest_share = 0;
  double slowest_excess = 0;
  int slowest_launches = 0;  ///< launches in which it was slowest in more than half of the samples

  /// The rank that comes latest to its calls and by how much later than the first, median over
  /// launches of medians; -1: not known. Others wait for it, and look slow.
  int latest_rank = -1;
  double latest_s = 0;
  double usually_late_s = 0;  ///< the median rank
  /// Whether it comes so late that others wait for it: by a quarter of a call and by 5 us more than
  /// the median rank.
  bool comes_late() const;

  /// By launches, the delivered rate of the whole machine (docs/method_verdict.md): matmul and
  /// memory the sum over ranks of FLOP/s or B/s from each rank's own median, where a rank without
  /// one counts 0; collectives n S / t, training steps n FLOP / t, of groups at the same time the
  /// sum over groups; 0 where there is no rate, as of groups in turns.
  std::vector<double> facility_rates;

  /// The figure in the metric's base unit, absent where the case has no such figure.
  std::optional<double> figure(Metric metric) const;
  /// Its interval, lower <= upper.
  std::optional<Interval> figure_interval(Metric metric) const;
  /// What such a case is quoted in: Ratio for a contest, Busbw for collectives (Time when S = 0 or
  /// n = 1, of overlapped calls, and of groups of unlike size), Flops, Memory.
  Metric headline() const;
};

/// One row per case name, in the order first met; skips and failures included.
std::vector<CaseMetrics> summarize(const RunRecord& record);

}  // namespace fourfold
