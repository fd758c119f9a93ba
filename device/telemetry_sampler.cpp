// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry_sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <system_error>
#include <utility>

#include "core/error.hpp"

namespace fourfold {
namespace {

/// A sample speaks for so many periods when no other follows: a thread may wait for its turn on a
/// busy machine.
constexpr int kHoldPeriods = 10;

TelemetryClock::duration period_of(double rate) {
  if (!(rate >= 20 && rate <= 50)) {
    throw Error(fmt::format("telemetry is sampled 20 to 50 times a second, not {}", rate));
  }
  return std::chrono::duration_cast<TelemetryClock::duration>(
      std::chrono::duration<double>(1 / rate));
}

/// That the calling thread has used.
double thread_processor_s() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

TelemetrySampler::TelemetrySampler(std::unique_ptr<TelemetrySource> source,
                                   TelemetryOptions options)
    : source_(std::move(source)),
      period_(period_of(options.rate)),
      series_(options.capacity, kHoldPeriods * period_),
      thread_(start()) {}

std::jthread TelemetrySampler::start() {
  try {
    return std::jthread([this](const std::stop_token& stop) { run(stop); });
  } catch (const std::system_error& error) {
    throw Error(fmt::format("no thread for telemetry: {}", error.what()));
  }
}

TelemetrySampler::~TelemetrySampler() = default;

void TelemetrySampler::run(const std::stop_token& stop) noexcept {
  auto next = TelemetryClock::now();
  while (!stop.stop_requested()) {
    try {
      look();
    } catch (...) {
      // Out of memory: a sample less, which TelemetrySummary::covered shows.
    }
    // A look that took longer than its period does not make the next ones hurry.
    next = std::max(next + period_, TelemetryClock::now());
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, stop, next, [] { return false; });
  }
}

void TelemetrySampler::look() {
  TelemetryReading reading;
  std::string failure;
  const auto before = TelemetryClock::now();
  try {
    reading = source_->read();
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an error of unknown kind";
  }
  const std::lock_guard lock(mutex_);
  for (auto& [what, why] : reading.refused) refusals_.insert_or_assign(what, std::move(why));
  if (!failure.empty()) {
    refusals_.insert_or_assign(std::string(kTelemetryName), std::move(failure));
    return;
  }
  // Values are as of some moment during the look.
  const double used_s = thread_processor_s();
  reading.sample.cost = Seconds(used_s - used_s_);
  used_s_ = used_s;
  reading.sample.at = before + (TelemetryClock::now() - before) / 2;
  series_.append(reading.sample);
}

TelemetrySummary TelemetrySampler::window(TelemetryClock::time_point begin,
                                          TelemetryClock::time_point end) const {
  const std::lock_guard lock(mutex_);
  return summarize(series_.around(begin, end), begin, end, refusals_);
}

}  // namespace fourfold
