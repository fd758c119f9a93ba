// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry_series.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

using namespace std::chrono_literals;
using Moment = TelemetryClock::time_point;

constexpr Moment kStart = Moment(1h);
constexpr auto kPeriod = 40ms;
constexpr auto kHold = 400ms;

TelemetrySample sample_at(Moment at, float power = 0) {
  TelemetrySample sample;
  sample.at = at;
  sample[Gauge::Power] = power;
  return sample;
}

TEST(TelemetrySeries, ASampleHoldsUntilTheNextButNotForLong) {
  TelemetrySeries series(100, kHold);
  series.append(sample_at(kStart));
  series.append(sample_at(kStart + 40ms));
  series.append(sample_at(kStart + 5s));
  const auto all = series.around(kStart, kStart + 10s);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].until, kStart + 40ms);
  EXPECT_EQ(all[1].until, kStart + 440ms);
  EXPECT_EQ(all[2].until, kStart + 5400ms);
}

TEST(TelemetrySeries, GivesTheNeighboursOfAWindow) {
  TelemetrySeries series(100, kHold);
  for (int i = 0; i < 10; ++i) series.append(sample_at(kStart + i * kPeriod));
  const auto some = series.around(kStart + 4 * kPeriod, kStart + 6 * kPeriod);
  EXPECT_EQ(some.front().at, kStart + 2 * kPeriod);
  EXPECT_EQ(some.back().at, kStart + 6 * kPeriod);
  EXPECT_EQ(series.around(kStart + 1h, kStart + 2h).size(), 2u);
  EXPECT_EQ(series.around(kStart - 2s, kStart - 1s).size(), 1u);
  EXPECT_TRUE(TelemetrySeries(100, kHold).around(kStart, kStart + 1s).empty());
}

TEST(TelemetrySeries, ALongRunFitsAndKeepsItsMeanAndItsLastMoments) {
  constexpr std::size_t kCapacity = 1024;
  constexpr int kRun = 2 * 3600 * 25;
  TelemetrySeries series(kCapacity, kHold);
  for (int i = 0; i < kRun; ++i) {
    series.append(sample_at(kStart + i * kPeriod, i < kRun / 4 ? 400.0F : 800.0F));
    ASSERT_LE(series.size(), kCapacity);
  }
  const Moment end = kStart + kRun * kPeriod;
  const auto run = summarize(series.around(kStart, end), kStart, end, {});
  EXPECT_NEAR(run.covered, 1, 1e-3);
  EXPECT_NEAR(run.gauges.at(Gauge::Power).mean, 700, 10);
  EXPECT_GT(run.samples, static_cast<int>(kCapacity / 2));
  EXPECT_EQ(series.around(end, end).back().at, end - kPeriod);
  // 25 samples a second.
  EXPECT_NEAR(summarize(series.around(end - 10s, end), end - 10s, end, {}).samples, 250, 1);
  // Ten early minutes still have an outline.
  const Moment early = kStart + 10min;
  EXPECT_GE(summarize(series.around(early, early + 10min), early, early + 10min, {}).samples, 5);
}

TEST(TelemetrySeries, SamplesOfOneMomentDoNotFillIt) {
  TelemetrySeries series(8, kHold);
  for (int i = 0; i < 100; ++i) series.append(sample_at(kStart));
  EXPECT_LE(series.size(), 8u);
}

}  // namespace
}  // namespace fourfold
