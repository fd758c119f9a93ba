// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bench/record/record.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// Of a case of overlapped calls or of training steps: medians over launches of each launch's
/// median over its samples.
struct Overlap {
  double share = 0;  ///< overlaps() of the trials; 1: the shorter of the two is wholly hidden
  /// At 95 %, around `share` (SampleFigure).
  std::optional<Interval> interval;
  double pure_s = 0;     ///< the calls alone; of a step its all_reduces
  double compute_s = 0;  ///< the computation alone; of a step its products
};

/// From the measured records of one case, by launch; nothing where it is not about overlap.
std::optional<Overlap> overlap_of(const std::map<int, std::vector<const CaseRecord*>>& launches);

}  // namespace fourfold
