// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "device/nvml.hpp"

namespace fourfold {
namespace {

using Moment = TelemetryClock::time_point;
using Samples = std::span<const TelemetrySample>;

constexpr std::array<std::string_view, kGauges> kGaugeNames{
    "sm_clock_MHz",  "memory_clock_MHz",     "cpu_clock_MHz",   "power_W",
    "temperature_C", "memory_temperature_C", "pcie_generation", "pcie_width"};

constexpr std::array<std::string_view, kEventCounters> kCounterNames{"ecc_corrected",
                                                                     "ecc_uncorrected",
                                                                     "remapped_rows_correctable",
                                                                     "remapped_rows_uncorrectable",
                                                                     "nvlink_crc_errors",
                                                                     "nvlink_replays",
                                                                     "nvlink_recoveries",
                                                                     "pcie_replays"};

/// Less of the window than this says nothing of its energy.
constexpr double kLeastCoverage = 0.5;
/// Energy counters move some ten times a second: over less time than this the power says more.
constexpr double kShortestForCounter = 0.5;

double seconds(TelemetryClock::duration time) {
  return std::chrono::duration<double>(time).count();
}

/// How long the sample speaks for within the window.
double weight(const TelemetrySample& sample, Moment begin, Moment end) {
  return std::max(0.0, seconds(std::min(sample.until, end) - std::max(sample.at, begin)));
}

/// Why something is missing from `absent` of `looked_at` samples; "" when it is not.
std::string reason_for(std::string_view what, int absent, int looked_at, const Refusals& refusals) {
  const auto known = refusals.find(what);
  if (absent == 0 || known == refusals.end()) return "";
  if (absent == looked_at) return known->second;
  return fmt::format("in {} of {} samples: {}", absent, looked_at, known->second);
}

/// One window being summarised.
class Window {
 public:
  Window(Samples samples, Moment begin, Moment end, const Refusals& refusals)
      : samples_(samples), begin_(begin), end_(end), refusals_(refusals) {
    summary_.length = Seconds(std::max(0.0, seconds(end - begin)));
    for (const TelemetrySample& sample : samples_) {
      if (sample.at >= begin_ && sample.at < end_) {
        ++summary_.samples;
        summary_.cost += sample.cost;
      }
      covered_ += weight(sample, begin_, end_);
    }
    if (summary_.length.value() > 0) {
      summary_.covered = std::min(1.0, covered_ / summary_.length.value());
    }
  }

  TelemetrySummary summary() && {
    if (const auto why = refusals_.find(kTelemetryName); why != refusals_.end()) {
      summary_.missing.emplace(*why);
    }
    if (covered_ == 0) summary_.missing.try_emplace(std::string(kTelemetryName), "no sample");
    for (std::size_t i = 0; i < kGauges; ++i) add_gauge(static_cast<Gauge>(i));
    for (std::size_t i = 0; i < kEventCounters; ++i) add_counter(static_cast<EventCounter>(i));
    add_clock_events();
    add_energy();
    return std::move(summary_);
  }

 private:
  /// Calls visit(value, weight) for each sample of the window that has what `of` looks for, and
  /// notes why others have not.
  template <class Of, class Visit>
  void each(std::string_view what, const Of& of, const Visit& visit) {
    int absent = 0;
    int looked_at = 0;
    for (const TelemetrySample& sample : samples_) {
      const double time = weight(sample, begin_, end_);
      if (time <= 0) continue;
      ++looked_at;
      if (const auto& value = of(sample)) {
        visit(*value, time);
      } else {
        ++absent;
      }
    }
    std::string why = reason_for(what, absent, looked_at, refusals_);
    if (!why.empty()) summary_.missing.try_emplace(std::string(what), std::move(why));
  }

  void add_gauge(Gauge gauge) {
    const auto index = static_cast<std::size_t>(gauge);
    GaugeSummary found;
    double time = 0;
    double integral = 0;
    each(
        name(gauge), [&](const TelemetrySample& sample) { return sample.gauges[index]; },
        [&](double value, double held) {
          found.min = time == 0 ? value : std::min(found.min, value);
          found.max = time == 0 ? value : std::max(found.max, value);
          time += held;
          integral += value * held;
        });
    if (time == 0) return;
    found.mean = integral / time;
    summary_.gauges[gauge] = found;
  }

  void add_clock_events() {
    double time = 0;
    std::array<double, 64> set{};
    each(
        kClockEventsName, [](const TelemetrySample& sample) { return sample.clock_events; },
        [&](std::uint64_t bits, double held) {
          time += held;
          for (std::size_t bit = 0; bit < set.size(); ++bit) {
            if ((bits >> bit & 1) != 0) set[bit] += held;
          }
        });
    for (std::size_t bit = 0; bit < set.size(); ++bit) {
      if (set[bit] > 0) {
        summary_.clock_events[clock_event_names(std::uint64_t{1} << bit)] = set[bit] / time;
      }
    }
  }

  void add_counter(EventCounter counter) {
    const auto index = static_cast<std::size_t>(counter);
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
    for (const TelemetrySample& sample : samples_) {
      const auto& value = sample.counters[index];
      if (!value) continue;
      if (!first || sample.at <= begin_) first = value;
      last = value;
      if (sample.at >= end_) break;
    }
    const std::string what(name(counter));
    if (!first) {
      const auto why = refusals_.find(what);
      if (why != refusals_.end()) summary_.missing[what] = why->second;
    } else if (*last < *first) {
      summary_.missing[what] = fmt::format(
          "went from {} back to {}: the device or its driver began anew", *first, *last);
    } else {
      summary_.counters[counter] = *last - *first;
    }
  }

  /// The energy counter at a moment, between its two nearest readings or beyond the last of them.
  std::optional<double> energy_at(Moment moment) const {
    const TelemetrySample* before = nullptr;
    const TelemetrySample* after = nullptr;
    for (const TelemetrySample& sample : samples_) {
      if (!sample.energy) continue;
      if (before != nullptr && after->at >= moment) break;
      before = after;
      after = &sample;
    }
    if (before == nullptr || after->at <= before->at) return std::nullopt;
    const double slope =
        (*after->energy - *before->energy).value() / seconds(after->at - before->at);
    return before->energy->value() + slope * seconds(moment - before->at);
  }

  void add_energy() {
    const double length = summary_.length.value();
    const bool enough = summary_.covered >= kLeastCoverage;
    const auto power = summary_.gauges.find(Gauge::Power);
    const auto first = energy_at(begin_);
    const auto last = energy_at(end_);
    const bool powered = power != summary_.gauges.end();
    const bool counted = first && last && *last >= *first;
    if (enough && counted && (length >= kShortestForCounter || !powered)) {
      summary_.energy = Joules(*last - *first);
    } else if (enough && powered) {
      summary_.energy = Joules(power->second.mean * length);
      summary_.energy_source = EnergySource::Power;
    } else {
      const auto why = refusals_.find(kEnergyName);
      summary_.missing[std::string(kEnergyName)] =
          !enough ? fmt::format("samples cover {:.0f}% of the time", summary_.covered * 100)
          : why != refusals_.end() ? why->second
                                   : "neither an energy counter nor a power";
    }
  }

  Samples samples_;
  Moment begin_;
  Moment end_;
  const Refusals& refusals_;
  double covered_ = 0;
  TelemetrySummary summary_;
};

}  // namespace

std::string_view name(Gauge gauge) { return kGaugeNames[static_cast<std::size_t>(gauge)]; }

std::string_view name(EventCounter counter) {
  return kCounterNames[static_cast<std::size_t>(counter)];
}

TelemetrySummary summarize(Samples samples, Moment begin, Moment end, const Refusals& refusals) {
  return Window(samples, begin, end, refusals).summary();
}

std::uint64_t WrappingCounter::total(std::uint64_t reading) {
  if (last_) total_ += reading >= *last_ ? reading - *last_ : range_ - *last_ + reading;
  last_ = reading;
  return total_;
}

}  // namespace fourfold
