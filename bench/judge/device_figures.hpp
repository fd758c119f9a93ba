// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "bench/record/record.hpp"

namespace fourfold {

/// What the devices of all ranks said of themselves in a trial; figures over those ranks that told,
/// absent where none did.
struct DeviceFigures {
  TelemetrySummary rank_0;
  std::optional<double> clock_mhz;         ///< median
  std::optional<double> lowest_clock_mhz;  ///< of any rank
  std::optional<double> power_w;           ///< median
  std::optional<double> hottest_c;         ///< of any rank
  /// The share of the time for which one reason kept the clock down: of the rank with the largest,
  /// and the median over all ranks. -1: nobody told.
  int slowed_rank = -1;
  double slowed_most = 0;
  double slowed_usually = 0;
  std::size_t slowed_ranks = 0;  ///< that told
};

DeviceFigures device_figures(const TrialTelemetry& telemetry);

}  // namespace fourfold
