// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "device/telemetry_units.hpp"

namespace fourfold {

/// What a device says of itself beside a measurement. A gauge goes up and down; its unit stands in
/// its name ("sm_clock_MHz").
enum class Gauge {
  SmClock,
  MemoryClock,
  CpuClock,  ///< mean over CPUs
  Power,
  Temperature,  ///< of the GPU; of the hottest zone on hosts
  MemoryTemperature,
  PcieGeneration,
  PcieWidth,
};
inline constexpr std::size_t kGauges = 8;
std::string_view name(Gauge gauge);

/// A counter of events only grows; differences of it count.
enum class EventCounter {
  EccCorrected,
  EccUncorrected,
  RemappedRowsCorrectable,
  RemappedRowsUncorrectable,
  NvlinkCrc,
  NvlinkReplay,
  NvlinkRecovery,
  PcieReplay,
};
inline constexpr std::size_t kEventCounters = 8;
std::string_view name(EventCounter counter);

/// Keys of TelemetrySummary::missing that are neither a gauge nor a counter.
inline constexpr std::string_view kEnergyName = "energy_J";
inline constexpr std::string_view kClockEventsName = "clock_events";
inline constexpr std::string_view kTelemetryName = "telemetry";

/// Monotonic; comparable with the times of other threads of the same host.
using TelemetryClock = std::chrono::steady_clock;

/// One look at everything. What was refused is empty.
struct TelemetrySample {
  TelemetryClock::time_point at;
  /// Until when it speaks for the device: the next sample, but never long after `at`.
  TelemetryClock::time_point until;
  std::array<std::optional<float>, kGauges> gauges;
  std::array<std::optional<std::uint64_t>, kEventCounters> counters;
  std::optional<Joules> energy;               ///< since some moment in the past
  Seconds cost;                               ///< processor time since the sample before
  std::optional<std::uint64_t> clock_events;  ///< bits of NVML's reasons for a lower clock

  std::optional<float>& operator[](Gauge gauge) { return gauges[static_cast<std::size_t>(gauge)]; }
  std::optional<std::uint64_t>& operator[](EventCounter counter) {
    return counters[static_cast<std::size_t>(counter)];
  }
};

/// Names of what was refused, and why.
using Refusals = std::map<std::string, std::string, std::less<>>;

/// One gauge over a window: the mean is weighted by time.
struct GaugeSummary {
  double min = 0;
  double mean = 0;
  double max = 0;
};

/// Where an energy comes from.
enum class EnergySource { Counter, Power };

/// What happened between two moments.
struct TelemetrySummary {
  Seconds length;
  int samples = 0;     ///< taken inside the window
  Seconds cost;        ///< processor time that taking them took, of one core
  double covered = 0;  ///< fraction of the window that samples speak for, 0 to 1
  std::map<Gauge, GaugeSummary> gauges;
  /// Where the SM clock comes from, in words, when not from the driver; else "".
  std::string clock_from = {};
  std::optional<Joules> energy;
  EnergySource energy_source = EnergySource::Counter;
  /// Reason for a lower clock -> fraction of the time it was given for. Only reasons that were
  /// given; two may hold at once, so fractions may add up to more than 1.
  std::map<std::string, double> clock_events;
  /// How much each counter grew. An event between the last sample before the window and the first
  /// one in it counts, so that none falls between two windows.
  std::map<EventCounter, std::uint64_t> counters;
  /// Name of a gauge, a counter or one of the names above -> why it is not here, or not in all
  /// samples.
  Refusals missing;
};

/// Summarises samples in the order of their time, of which those before and after the window may be
/// left out but for the nearest. Pure: no clock, no hardware, no thread. `refusals` are the reasons
/// known for quantities that samples lack.
///
/// Each sample holds from `at` to `until`. Energy is the difference of the counter, interpolated
/// at both ends of the window; without a counter, or over less than half a second, the mean power
/// times the length. It is missing where samples cover less than half of the window.
TelemetrySummary summarize(std::span<const TelemetrySample> samples,
                           TelemetryClock::time_point begin, TelemetryClock::time_point end,
                           const Refusals& refusals);

/// Adds up a counter that starts again from 0 after `range` (RAPL: max_energy_range_uj). It has to
/// be fed before it has gone round once.
class WrappingCounter {
 public:
  explicit WrappingCounter(std::uint64_t range) : range_(range) {}

  /// The sum of all growth since the first reading.
  std::uint64_t total(std::uint64_t reading);

 private:
  std::uint64_t range_;
  std::optional<std::uint64_t> last_;
  std::uint64_t total_ = 0;
};

}  // namespace fourfold
