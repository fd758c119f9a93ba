// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bench/record/record.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// Of a case of overlapped calls: medians over launches of each launch's median over its samples.
struct Overlap {
  double share = 0;  ///< overlaps() of the trials; 1: the shorter of the two is wholly hidden
  /// At 95 %, around `share`. One launch: order statistics, absent below 6 samples. Several: the
  /// mean of the launches' medians -+ t s / sqrt(K), stretched to `share`; not of their logarithms
  /// as times are, since a share may be nothing or less.
  std::optional<Interval> interval;
  double pure_s = 0;     ///< the calls alone
  double compute_s = 0;  ///< the computation alone
};

/// From the measured records of one case, by launch; nothing where it is not about overlap.
std::optional<Overlap> overlap_of(const std::map<int, std::vector<const CaseRecord*>>& launches);

}  // namespace fourfold
