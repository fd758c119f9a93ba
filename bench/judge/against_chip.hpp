// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// A part of something that a chip's file states, 1 for all of it.
struct Share {
  double value = 0;
  bool in_doubt = false;  ///< the file says so of a figure it was formed with
};

/// Where a matmul stands under its chip's roofline (Williams, Waterman, Patterson 2009): the lower
/// of the arithmetic's peak and of intensity times memory bandwidth, both as the sheet states them.
struct Roofline {
  double intensity = 0;  ///< operations per byte when each matrix crosses the memory once
  bool memory_bound = false;
  Share of_roof;
};

/// A case's figure beside what its chip can do at most.
struct AgainstChip {
  /// `at_most` is formed with the chip's highest clock; `source` has documents and dates.
  Limit ceiling;
  std::string doubt;  ///< why the ceiling is in doubt, "" where it is not
  double peak = 0;    ///< as the sheet states it, in the metric's base unit
  Share of_peak;
  /// Of the peak at the clock that devices told, the median over ranks; of matmuls.
  std::optional<Share> of_peak_at_clock;
  std::optional<Roofline> roofline;  ///< of matmuls
};

/// How many times as large as the last-level cache each array of a memory pattern is at least for
/// its figure to be the memory's: STREAM's rule.
inline constexpr double kArraysBeyondCache = 4;

/// Of a matmul, or of a memory pattern within the device whose arrays lie in its memory and are
/// measured cold. Nothing where the record has no chip, the chip no such figure, the case no
/// figure, or where it ran elsewhere than on the chip: a chip whose file claims "host" is the
/// host's, any other the GPU's.
std::optional<AgainstChip> against_chip(const CaseMetrics& row, const Manifest& manifest);

}  // namespace fourfold
