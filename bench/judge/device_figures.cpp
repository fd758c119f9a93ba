// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/device_figures.hpp"

#include <algorithm>

#include "bench/judge/by_rank.hpp"
#include "core/statistics.hpp"

namespace fourfold {

DeviceFigures device_figures(const TrialTelemetry& telemetry) {
  DeviceFigures figures;
  figures.rank_0 = telemetry.rank_0;
  if (std::vector<double> clocks = known_of(telemetry.clock_mhz); !clocks.empty()) {
    figures.lowest_clock_mhz = std::ranges::min(clocks);
    figures.clock_mhz = median_in_place(clocks);
  }
  if (std::vector<double> watts = known_of(telemetry.power_w); !watts.empty()) {
    figures.power_w = median_in_place(watts);
  }
  if (const std::vector<double> heat = known_of(telemetry.temperature_c); !heat.empty()) {
    figures.hottest_c = std::ranges::max(heat);
  }
  if (std::vector<double> slowed = telemetry.slowed.list(); !slowed.empty()) {
    const auto most = std::ranges::max_element(slowed);
    figures.slowed_rank = static_cast<int>(most - slowed.begin());
    figures.slowed_most = *most;
    figures.slowed_ranks = slowed.size();
    figures.slowed_usually = median_in_place(slowed);
  }
  return figures;
}

}  // namespace fourfold
