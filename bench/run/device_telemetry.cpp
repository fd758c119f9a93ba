// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/device_telemetry.hpp"

#include <algorithm>
#include <limits>

namespace fourfold {
namespace {

double mean(const TelemetrySummary& summary, Gauge gauge) {
  const auto found = summary.gauges.find(gauge);
  return found == summary.gauges.end() ? 0 : found->second.mean;
}

double clock_mhz(const TelemetrySummary& summary, DeviceKind device) {
  return mean(summary, device == DeviceKind::Host ? Gauge::CpuClock : Gauge::SmClock);
}

/// The largest share of the time for which one reason held the clock down. That nothing runs, and
/// that someone asked for a lower clock, are no complaints.
double slowed(const TelemetrySummary& summary) {
  double most = 0;
  for (const auto& [reason, share] : summary.clock_events) {
    if (reason.find("idle") != std::string::npos || reason.find("setting") != std::string::npos) {
      continue;
    }
    most = std::max(most, share);
  }
  return most;
}

}  // namespace

std::optional<TrialTelemetry> gather_telemetry(Session& session, DeviceKind device,
                                               TelemetryClock::time_point begin,
                                               TelemetryClock::time_point end) {
  TrialTelemetry all;
  all.rank_0 = session.telemetry(device, begin, end);
  MpiSession& mpi = session.mpi();
  all.clock_mhz = mpi.gather(clock_mhz(all.rank_0, device));
  all.power_w = mpi.gather(mean(all.rank_0, Gauge::Power));
  all.temperature_c = mpi.gather(mean(all.rank_0, Gauge::Temperature));
  all.slowed = mpi.gather(slowed(all.rank_0));
  if (mpi.rank() != 0) return std::nullopt;
  return all;
}

std::vector<double> agreed_state(Session& session, DeviceKind device,
                                 TelemetryClock::time_point begin, TelemetryClock::time_point end) {
  const TelemetrySummary own = session.telemetry(device, begin, end);
  const std::vector<double> state{clock_mhz(own, device), mean(own, Gauge::Power)};
  std::vector<double> result;
  for (const MpiSession::Agreed& one : session.mpi().agree(state)) {
    result.push_back(one.max);
    result.push_back(one.min);
  }
  return result;
}

}  // namespace fourfold
