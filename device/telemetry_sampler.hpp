// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "device/telemetry.hpp"
#include "device/telemetry_series.hpp"

namespace fourfold {

/// One look at a device.
struct TelemetryReading {
  TelemetrySample sample;  ///< its times are set by the sampler
  Refusals refused;        ///< every gauge, counter or other name that was asked for in vain
};

/// Where telemetry comes from. Used by one thread at a time.
class TelemetrySource {
 public:
  virtual ~TelemetrySource() = default;
  /// May throw; the sampler makes a refusal of it.
  virtual TelemetryReading read() = 0;
};

struct TelemetryOptions {
  double rate = 25;               ///< samples per second, 20 to 50
  std::size_t capacity = 32'768;  ///< samples that are kept, some 250 bytes each
};

/// Looks at a device again and again in a thread of its own while others measure:
///
///   TelemetrySampler sampler(open_nvml_telemetry(info.pci_bus));
///   const auto begin = TelemetryClock::now();
///   ... measure ...
///   const TelemetrySummary window = sampler.window(begin, TelemetryClock::now());
///
/// All members may be called from any thread. A source that throws or is slow costs samples, never
/// the run: it shows in TelemetrySummary::covered and ::missing. The thread runs on the CPUs of the
/// thread that makes the sampler: bound to one CPU, the two share it.
class TelemetrySampler {
 public:
  /// Starts at once. Throws Error for a rate outside 20 to 50.
  explicit TelemetrySampler(std::unique_ptr<TelemetrySource> source, TelemetryOptions options = {});
  /// Stops; waits for a look that is under way, not for the next one.
  ~TelemetrySampler();
  TelemetrySampler(const TelemetrySampler&) = delete;
  TelemetrySampler& operator=(const TelemetrySampler&) = delete;

  /// What happened between two moments; see summarize().
  TelemetrySummary window(TelemetryClock::time_point begin, TelemetryClock::time_point end) const;

 private:
  std::jthread start();
  void run(const std::stop_token& stop) noexcept;
  void look();

  std::unique_ptr<TelemetrySource> source_;
  TelemetryClock::duration period_;
  mutable std::mutex mutex_;
  TelemetrySeries series_;  ///< guarded by mutex_
  double used_s_ = 0;       ///< of the thread's processor time, accounted to samples
  Refusals refusals_;       ///< likewise: the latest reason of each
  std::condition_variable_any wake_;
  std::jthread thread_;  ///< last: it uses all the others
};

/// Telemetry of the GPU at `pci_bus` (DeviceInfo::pci_bus) from NVIDIA's management library;
/// `library` is for tests. Where library or GPU cannot be had, every reading says why.
std::unique_ptr<TelemetrySource> open_nvml_telemetry(
    const std::string& pci_bus, std::string_view library = "libnvidia-ml.so.1");

/// Telemetry of this host from Linux: clocks, RAPL energy, thermal zones; `root` is for tests. At
/// most 16 CPUs, evenly spread, are asked for their clock: asking may wake one that sleeps.
std::unique_ptr<TelemetrySource> open_host_telemetry(const std::string& root = "/");

}  // namespace fourfold
