// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "core/statistics.hpp"

namespace fourfold {

/// Mean and variance of the logarithms of one side's rates over its launches.
struct LogMean {
  double mean = 0;
  /// Sample variance; 0 for one launch. Of rounded values the largest that the true ones may have.
  double variance = 0;
  int launches = 0;
  double rounding = 0;  ///< how far the mean of the true values may be from `mean`
};
/// `logs` holds at least one value. Equal values give exactly that mean and, where none is rounded,
/// variance 0. Of values that others have rounded `off` says for each how far the true one may be
/// from it; empty: none is (docs/import.md, printed digits).
LogMean log_mean(std::span<const double> logs, std::span<const double> off = {});

/// How far the logarithm of a true figure may be from that of `printed`, which it was rounded to:
/// `half` is half a unit of the last digit. Finite, also where the figure may be none.
double off_by_rounding(double printed, double half);

/// Candidate over baseline: two means of logarithms, so that what is estimated is the ratio of
/// geometric means, by Welch's statistic (B. L. Welch, Biometrika 34, 1947;
/// docs/method_verdict.md).
struct LogRatio {
  LogMean candidate;
  LogMean baseline;

  /// The ratio itself, not its logarithm.
  double estimate() const;
  /// One-sided bounds of the ratio, each at `confidence` or more, whatever the two spreads: by
  /// Student's t of min(launches) - 1 degrees (M. R. Mickey and M. B. Brown, Annals of Mathematical
  /// Statistics 37, 1966). What verdicts rest on. They enclose the bounds of the figures before
  /// they were rounded. [0, inf] when a side has fewer than two launches; without width when no
  /// launch differs from the others of its side and nothing was rounded.
  Interval bounds(double confidence) const;
  /// The same by Satterthwaite's degrees: `confidence` on the average over data, a little more or
  /// less with the two spreads. The interval that belongs to p_value().
  Interval usual_bounds(double confidence) const;
  /// How likely launches that differ as these do would put the two means so far apart if the ratio
  /// were 1, two-sided; what rounding may have put between them is no distance. Absent when a side
  /// has fewer than two launches; 0 or 1 when no launch differs from the others of its side and
  /// nothing was rounded.
  std::optional<double> p_value() const;
  /// The bounds if the candidate had `more` further launches that spread like those it has.
  Interval bounds_after(int more, double confidence) const;
};

/// At least `value`, or short of it by rounding alone (1e-9 of it).
bool reaches(double ratio, double value);

/// Whether an interval lies on one side of `value`: its lower bound reaches it or its upper bound
/// does not.
bool settles(const Interval& interval, double value);

inline constexpr int kMostFurtherLaunches = 1000;

/// How many further launches of the candidate are expected to put the interval on one side of
/// `value`, with the spread seen so far; 0 when it is there. Absent when more than
/// kMostFurtherLaunches would be needed, or no number would do.
std::optional<int> launches_to_settle(const LogRatio& ratio, double value, double confidence);

/// Whether any number of further launches would do: the baseline's own spread stays.
bool can_be_settled(const LogRatio& ratio, double value, double confidence);

}  // namespace fourfold
