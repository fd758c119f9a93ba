// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bench/record/record.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// A figure that every sample of a case has, over its launches.
struct SampleFigure {
  double value = 0;  ///< median over launches of each launch's median over its samples
  /// At 95 %, around the value. One launch: order statistics, absent below 6 samples. Several: the
  /// mean of the launches' medians -+ t s / sqrt(K), stretched to the value; not of their
  /// logarithms as times are, since a share or a difference may be nothing or less.
  std::optional<Interval> interval;
};

/// From the measured records of one case, by launch; `of` gives a number for each sample of a
/// trial. Nothing where a launch has none.
std::optional<SampleFigure> sample_figure(
    const std::map<int, std::vector<const CaseRecord*>>& launches,
    std::vector<double> (*of)(const Trial&));

}  // namespace fourfold
