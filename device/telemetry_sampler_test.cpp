// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry_sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>

#include "core/error.hpp"

namespace fourfold {
namespace {

using namespace std::chrono_literals;

/// Answers with what a test says, given how many looks there were before.
class ScriptedSource : public TelemetrySource {
 public:
  using Script = std::function<TelemetryReading(int)>;
  ScriptedSource(Script script, std::atomic<int>& looks)
      : script_(std::move(script)), looks_(looks) {}

  TelemetryReading read() override {
    const int look = looks_;
    ++looks_;
    return script_(look);
  }

 private:
  Script script_;
  std::atomic<int>& looks_;
};

class TelemetrySamplerTest : public testing::Test {
 protected:
  TelemetrySampler sampler(ScriptedSource::Script script) {
    return TelemetrySampler(std::make_unique<ScriptedSource>(std::move(script), looks_), {50, 64});
  }
  /// Until so many looks have begun; a busy machine may take its time.
  bool wait_for_looks(int count) const {
    const auto deadline = TelemetryClock::now() + 10s;
    while (looks_ < count) {
      if (TelemetryClock::now() > deadline) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }

  std::atomic<int> looks_ = 0;
  TelemetryClock::time_point begin_ = TelemetryClock::now();
};

TelemetryReading with_clock(float mhz) {
  TelemetryReading reading;
  reading.sample[Gauge::SmClock] = mhz;
  return reading;
}

TEST_F(TelemetrySamplerTest, SummarisesWhatItSawBetweenTwoMoments) {
  const TelemetrySampler sampler = this->sampler([](int) { return with_clock(1700); });
  ASSERT_TRUE(wait_for_looks(4));
  const TelemetrySummary window = sampler.window(begin_, TelemetryClock::now());
  EXPECT_GE(window.samples, 3);
  EXPECT_NEAR(window.gauges.at(Gauge::SmClock).mean, 1700, 1e-6);
  EXPECT_FALSE(window.missing.contains(kTelemetryName));
}

TEST_F(TelemetrySamplerTest, KeepsItsRate) {
  const TelemetrySampler sampler = this->sampler([](int) { return TelemetryReading{}; });
  ASSERT_TRUE(wait_for_looks(6));
  // Five periods of 20 ms lie between the first look and the sixth.
  EXPECT_GE(TelemetryClock::now() - begin_, 99ms);
}

TEST_F(TelemetrySamplerTest, ASourceThatThrowsIsAReasonAndTheNextLookCounts) {
  const TelemetrySampler sampler = this->sampler([](int look) {
    if (look == 0) throw 7;
    if (look == 1) throw Error("the bus is gone");
    return with_clock(900);
  });
  ASSERT_TRUE(wait_for_looks(4));
  const TelemetrySummary window = sampler.window(begin_, TelemetryClock::now());
  EXPECT_EQ(window.gauges.at(Gauge::SmClock).max, 900);
  EXPECT_EQ(window.missing.at(std::string(kTelemetryName)), "the bus is gone");
}

TEST_F(TelemetrySamplerTest, TellsWhyWhatIsRefusedIsMissing) {
  const TelemetrySampler sampler = this->sampler([](int) {
    TelemetryReading reading;
    reading.refused.emplace("power_W", "Not Supported");
    return reading;
  });
  ASSERT_TRUE(wait_for_looks(3));
  EXPECT_EQ(sampler.window(begin_, TelemetryClock::now()).missing.at("power_W"), "Not Supported");
}

TEST_F(TelemetrySamplerTest, StopsWithoutWaitingForTheNextLook) {
  const auto stopped = [&] {
    const TelemetrySampler sampler = this->sampler([](int) { return TelemetryReading{}; });
    wait_for_looks(1);
    return TelemetryClock::now();
  }();
  EXPECT_LT(TelemetryClock::now() - stopped, 15ms);
  const int after = looks_;
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(looks_, after);
}

TEST_F(TelemetrySamplerTest, ManyThreadsMayAskWhileItSamples) {
  const TelemetrySampler sampler = this->sampler([](int) { return with_clock(1); });
  ASSERT_TRUE(wait_for_looks(2));
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < 4; ++i) {
      askers.emplace_back([&] {
        for (int look = 0; look < 200; ++look) {
          EXPECT_EQ(sampler.window(begin_, TelemetryClock::now()).gauges.count(Gauge::SmClock), 1u);
        }
      });
    }
  }
}

TEST_F(TelemetrySamplerTest, RefusesARateThatItIsNotMadeFor) {
  for (const double rate : {0.0, 19.0, 51.0, std::nan("")}) {
    EXPECT_THROW(TelemetrySampler(open_host_telemetry(), {rate, 64}), Error) << rate;
  }
}

TEST(TelemetryOfThisHost, CanBeSampled) {
  const auto begin = TelemetryClock::now();
  const TelemetrySampler sampler(open_host_telemetry());
  std::this_thread::sleep_for(60ms);
  const TelemetrySummary window = sampler.window(begin, TelemetryClock::now());
  EXPECT_NE(window.gauges.contains(Gauge::CpuClock), window.missing.contains("cpu_clock_MHz"));
}

TEST_F(TelemetrySamplerTest, KnowsWhatItCosts) {
  const TelemetrySampler dear = this->sampler([](int) {
    volatile double x = 0;
    const auto began = TelemetryClock::now();
    while (TelemetryClock::now() - began < 5ms) x = x + 1;
    return TelemetryReading{};
  });
  ASSERT_TRUE(wait_for_looks(5));
  const double cost = dear.window(begin_, TelemetryClock::now()).cost.value();
  EXPECT_GT(cost, 0.001)
      << "of looks that spin for 15 ms and more, on a processor that others use too";
}

}  // namespace
}  // namespace fourfold
