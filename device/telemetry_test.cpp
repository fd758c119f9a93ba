// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace fourfold {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Moment = TelemetryClock::time_point;
constexpr Moment kStart = Moment(1h);
constexpr auto kPeriod = 100ms;

/// `count` samples, one each period from kStart on, each filled in by `fill(sample, index)`.
template <class Fill>
std::vector<TelemetrySample> series(int count, const Fill& fill) {
  std::vector<TelemetrySample> samples(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    TelemetrySample& sample = samples[static_cast<std::size_t>(i)];
    sample.at = kStart + i * kPeriod;
    sample.until = sample.at + kPeriod;
    fill(sample, i);
  }
  return samples;
}

TEST(Summarize, ReasonsAreFractionsOfTimeByName) {
  const auto samples = series(10, [](TelemetrySample& sample, int i) {
    sample.clock_events = (i < 3 ? 0x4 : 0x0) | (i == 0 ? 0x40 : 0x0);
  });
  const auto summary = summarize(samples, kStart, kStart + 1s, {});
  ASSERT_EQ(summary.clock_events.size(), 2u);
  EXPECT_NEAR(summary.clock_events.at("sw_power_cap"), 0.3, 1e-9);
  EXPECT_NEAR(summary.clock_events.at("hw_thermal_slowdown"), 0.1, 1e-9);
  const auto first_half = summarize(samples, kStart, kStart + 500ms, {});
  EXPECT_NEAR(first_half.clock_events.at("sw_power_cap"), 0.6, 1e-9);
  EXPECT_EQ(summary.samples, 10);
  EXPECT_NEAR(summary.covered, 1, 1e-9);
  EXPECT_NEAR(summary.length.value(), 1, 1e-9);
}

TEST(Summarize, GaugesAreWeightedByTheTimeTheyHeld) {
  auto samples = series(2, [](TelemetrySample& sample, int i) {
    sample[Gauge::SmClock] = i == 0 ? 1000.0F : 2000.0F;
  });
  samples[1].until = samples[1].at + 300ms;
  const auto summary = summarize(samples, kStart, kStart + 400ms, {});
  const GaugeSummary clock = summary.gauges.at(Gauge::SmClock);
  EXPECT_NEAR(clock.mean, (1000 + 3 * 2000) / 4.0, 1e-6);
  EXPECT_EQ(clock.min, 1000);
  EXPECT_EQ(clock.max, 2000);
  EXPECT_FALSE(summary.gauges.contains(Gauge::Power));
}

TEST(Summarize, OnlyWhatLiesInTheWindowCounts) {
  const auto samples = series(
      10, [](TelemetrySample& sample, int i) { sample[Gauge::Power] = static_cast<float>(i); });
  const auto summary = summarize(samples, kStart + 350ms, kStart + 550ms, {});
  // Half of sample 3, all of 4, half of 5.
  EXPECT_EQ(summary.samples, 2);
  EXPECT_EQ(summary.gauges.at(Gauge::Power).min, 3);
  EXPECT_EQ(summary.gauges.at(Gauge::Power).max, 5);
  EXPECT_NEAR(summary.gauges.at(Gauge::Power).mean, 4, 1e-6);
}

TEST(Summarize, AWindowBetweenTwoSamplesHasTheOneThatHolds) {
  const auto samples = series(3, [](TelemetrySample& sample, int i) {
    sample[Gauge::Temperature] = 50.0F + static_cast<float>(i);
  });
  const auto summary = summarize(samples, kStart + 110ms, kStart + 120ms, {});
  EXPECT_EQ(summary.samples, 0);
  EXPECT_NEAR(summary.covered, 1, 1e-9);
  EXPECT_NEAR(summary.gauges.at(Gauge::Temperature).mean, 51, 1e-6);
}

TEST(Summarize, NothingIsSaidOfTimeThatNoSampleCovers) {
  const auto samples =
      series(2, [](TelemetrySample& sample, int) { sample[Gauge::Power] = 100.0F; });
  const auto partly = summarize(samples, kStart, kStart + 1s, {});
  EXPECT_NEAR(partly.covered, 0.2, 1e-9);
  EXPECT_FALSE(partly.energy);
  EXPECT_THAT(partly.missing, ElementsAre(Pair("energy_J", "samples cover 20% of the time")));
  const auto later = summarize(samples, kStart + 5s, kStart + 6s, {});
  EXPECT_THAT(later.gauges, IsEmpty());
  EXPECT_EQ(later.missing.at("telemetry"), "no sample");
  EXPECT_EQ(summarize({}, kStart, kStart + 1s, {}).missing.at("telemetry"), "no sample");
}

TEST(Summarize, EnergyIsTheDifferenceOfTheCounterAtBothEnds) {
  // 300 W by the counter, whatever the power gauge says.
  const auto samples = series(20, [](TelemetrySample& sample, int i) {
    sample.energy = Joules(1e6 + 30.0 * i);
    sample[Gauge::Power] = 1.0F;
  });
  const auto summary = summarize(samples, kStart + 250ms, kStart + 1250ms, {});
  ASSERT_TRUE(summary.energy);
  EXPECT_NEAR(summary.energy->value(), 300, 1e-6);
  EXPECT_EQ(summary.energy_source, EnergySource::Counter);
  // Beyond the last sample the counter goes on as it went.
  EXPECT_NEAR(summarize(samples, kStart + 1s, kStart + 2s, {}).energy->value(), 300, 1e-6);
}

TEST(Summarize, WithoutACounterOrOverTooShortATimeEnergyIsThatOfThePower) {
  const auto power_only =
      series(10, [](TelemetrySample& sample, int i) { sample[Gauge::Power] = i < 5 ? 100 : 300; });
  const auto summary = summarize(power_only, kStart, kStart + 1s, {});
  ASSERT_TRUE(summary.energy);
  EXPECT_NEAR(summary.energy->value(), 200, 1e-6);
  EXPECT_EQ(summary.energy_source, EnergySource::Power);
  // A counter that has not moved yet.
  const auto both = series(10, [](TelemetrySample& sample, int) {
    sample[Gauge::Power] = 700;
    sample.energy = Joules(5);
  });
  const auto brief = summarize(both, kStart, kStart + 100ms, {});
  EXPECT_NEAR(brief.energy->value(), 70, 1e-4);
  EXPECT_EQ(brief.energy_source, EnergySource::Power);
}

TEST(Summarize, CountersAreDifferencesAndNoneFallsBetweenTwoWindows) {
  // One more in each sample; the window lies between samples 2 and 3, and 5 and 6.
  const auto samples = series(10, [](TelemetrySample& sample, int i) {
    sample[EventCounter::EccCorrected] = 100 + static_cast<std::uint64_t>(i);
    sample[EventCounter::EccUncorrected] = 0;
  });
  const auto summary = summarize(samples, kStart + 250ms, kStart + 550ms, {});
  EXPECT_EQ(summary.counters.at(EventCounter::EccCorrected), 106u - 102u);
  EXPECT_EQ(summary.counters.at(EventCounter::EccUncorrected), 0u);
  EXPECT_FALSE(summary.counters.contains(EventCounter::NvlinkCrc));
  const auto next = summarize(samples, kStart + 550ms, kStart + 2s, {});
  EXPECT_EQ(next.counters.at(EventCounter::EccCorrected), 109u - 105u);
}

TEST(Summarize, ACounterThatWentBackIsMissingAndNoDifference) {
  const auto samples = series(
      4, [](TelemetrySample& sample, int i) { sample[EventCounter::PcieReplay] = i < 2 ? 50 : 1; });
  const auto summary = summarize(samples, kStart, kStart + 400ms, {});
  EXPECT_FALSE(summary.counters.contains(EventCounter::PcieReplay));
  EXPECT_THAT(summary.missing.at("pcie_replays"), HasSubstr("went from 50 back to 1"));
}

TEST(Summarize, SaysWhatIsMissingInSomeSamplesAndInAll) {
  const Refusals refusals{
      {"sm_clock_MHz", "GPU is lost"},     {"memory_temperature_C", "Not Supported"},
      {"nvlink_replays", "Not Supported"}, {"clock_events", "Not Supported"},
      {"energy_J", "no permission"},       {"power_W", "refused once, before"}};
  const auto samples = series(4, [](TelemetrySample& sample, int i) {
    if (i < 3) sample[Gauge::SmClock] = 1500;
    sample[Gauge::Power] = 1;
  });
  const auto summary = summarize(samples, kStart, kStart + 400ms, refusals);
  EXPECT_THAT(summary.missing, ElementsAre(Pair("clock_events", "Not Supported"),
                                           Pair("memory_temperature_C", "Not Supported"),
                                           Pair("nvlink_replays", "Not Supported"),
                                           Pair("sm_clock_MHz", "in 1 of 4 samples: GPU is lost")));
  EXPECT_NEAR(summary.gauges.at(Gauge::SmClock).mean, 1500, 1e-6);
  const auto powerless =
      summarize(series(4, [](TelemetrySample&, int) {}), kStart, kStart + 400ms, refusals);
  EXPECT_EQ(powerless.missing.at("energy_J"), "no permission");
  EXPECT_EQ(powerless.missing.at("power_W"), "refused once, before");
}

TEST(WrappingCounter, GoesOnWhereTheReadingStartsAgain) {
  WrappingCounter counter(262'143'328'850);  // a package's max_energy_range_uj
  EXPECT_EQ(counter.total(262'143'328'000), 0u);
  EXPECT_EQ(counter.total(262'143'328'800), 800u);
  EXPECT_EQ(counter.total(150), 800u + 50 + 150);
  EXPECT_EQ(counter.total(150), 1000u);
  EXPECT_EQ(counter.total(1150), 2000u);
}

TEST(TelemetryNames, AreAllDifferent) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kGauges; ++i) names.insert(name(static_cast<Gauge>(i)));
  for (std::size_t i = 0; i < kEventCounters; ++i) {
    names.insert(name(static_cast<EventCounter>(i)));
  }
  EXPECT_EQ(names.size(), kGauges + kEventCounters);
}

}  // namespace
}  // namespace fourfold
