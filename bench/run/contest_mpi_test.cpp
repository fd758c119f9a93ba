// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "bench/run/clock.hpp"
#include "bench/run/fake_operation.hpp"
#include "bench/run/sampler.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

/// A device whose time is made up: what is measured is then known exactly.
class MadeUpTime final : public Device {
 public:
  const DeviceInfo& info() const override { return info_; }
  Buffer allocate(std::size_t) override { return {*this, nullptr, 0}; }
  Buffer allocate_pinned(std::size_t) override { return {*this, nullptr, 0}; }
  Stream make_stream() override { return {*this, nullptr}; }
  Event make_event() override { return {*this, nullptr}; }
  void upload(std::byte*, const void*, std::size_t) override {}
  void download(void*, const std::byte*, std::size_t) override {}
  void copy(std::byte*, const std::byte*, std::size_t, Stream&) override {}
  void set_bytes(std::byte*, unsigned char, std::size_t, Stream&) override {}
  void record(Event& event, Stream&) override { event.host_ns = now_ns_; }
  void wait(Stream&, const Event&) override {}
  bool finished(const Event&) override { return true; }
  Seconds elapsed(const Event& begin, const Event& end) override {
    return Seconds(static_cast<double>(end.host_ns - begin.host_ns) * 1e-9);
  }
  void synchronize(Stream&) override {}

  /// Work that takes so long on a cool device; every call heats it, and it slows down.
  void pass(double seconds) {
    heat_ += 1e-4;
    now_ns_ += static_cast<std::int64_t>(seconds * (1 + heat_) * 1e9);
  }

 private:
  void release_buffer(void*) noexcept override {}
  void release_stream(void*) noexcept override {}
  void release_event(void*) noexcept override {}

  DeviceInfo info_;
  std::int64_t now_ns_ = 0;
  double heat_ = 0;
};

/// 100 us times `pace`, with heavy-tailed noise of a few percent.
class Paced final : public FakeOperation {
 public:
  Paced(MadeUpTime& time, double pace, unsigned seed)
      : FakeOperation(time), time_(time), pace_(pace), random_(seed) {}

  void enqueue(std::uint64_t) override {
    const double noise = std::exp(0.02 * normal_(random_) + (tail_(random_) < 0.05 ? 0.3 : 0));
    time_.pass(100e-6 * pace_ * noise);
  }

 private:
  MadeUpTime& time_;
  double pace_;
  std::mt19937 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> tail_;
};

struct Outcome {
  double ratio;
  Interval interval;
};

Outcome contest(double pace, unsigned seed) {
  Session session(test_session(), {});
  MadeUpTime time;
  Paced first(time, 1, 2 * seed);
  Paced second(time, pace, 2 * seed + 1);
  Measure measure;
  measure.precision = 0;
  measure.warmup = Seconds(0);
  measure.max_time = Seconds(10);
  measure.min_samples = 60;
  measure.max_samples = 60;
  Sampler sampler(first, &second, measure, session);
  const Trial trial = sampler.trial();
  EXPECT_EQ(trial.rival_seconds.size(), 60u);
  std::vector<double> ratios = figures(trial);
  std::sort(ratios.begin(), ratios.end());
  return {quantile(ratios, 0.5), median_interval(ratios, 0.95).value()};
}

/// 95 % of intervals hold the truth: of 100, 90 is more than two standard deviations below.
void expect_kept_promise(double truth) {
  if (test_session().size() > 1) GTEST_SKIP() << "made-up time is the same on every rank";
  int held = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    const Outcome one = contest(truth, seed);
    EXPECT_NEAR(one.ratio, truth, 0.02 * truth);
    if (one.interval.lower <= truth && truth <= one.interval.upper) ++held;
  }
  EXPECT_GE(held, 90);
  EXPECT_LT(held, 100) << "an interval that always holds the truth is too wide";
}

TEST(Contest, ARowAgainstItselfIsOnceAsFast) { expect_kept_promise(1.0); }

TEST(Contest, OneThatIsTenPercentSlowerIsFoundSo) { expect_kept_promise(1.1); }

/// 100 us, longer by `burden` on the buffers that it began with or was given.
class Placed final : public FakeOperation {
 public:
  Placed(MadeUpTime& time, double burden) : FakeOperation(time), time_(time), burden_(burden) {}

  void enqueue(std::uint64_t) override { time_.pass(100e-6 * (1 + burden_)); }
  void exchange_buffers(Operation& rival) override {
    std::swap(burden_, dynamic_cast<Placed&>(rival).burden_);
  }

 private:
  MadeUpTime& time_;
  double burden_;
};

TEST(Contest, WhereTheirBuffersLieIsNeithersMerit) {
  Session session(test_session(), {});
  MadeUpTime time;
  Placed first(time, 0);
  Placed second(time, 0.05);
  Measure measure;
  measure.max_samples = 20;
  Sampler sampler(first, &second, measure, session);
  for (const double ratio : figures(sampler.trial())) EXPECT_NEAR(ratio, 1, 1e-3);
}

/// Takes 50 us of real time on the host.
class Spins final : public FakeOperation {
 public:
  using FakeOperation::FakeOperation;
  void enqueue(std::uint64_t) override { spin(50e-6); }
};

TEST(Contest, ThePlantedFaultSlowsTheSecondContenderOnly) {
  if (test_session().size() > 1) GTEST_SKIP() << "ranks that share processors add noise";
  Session session(test_session(), parse_injection({"slow-rival=400%"}));
  const auto host = open_host_device();
  Spins first(*host);
  Spins second(*host);
  Measure measure;
  measure.max_samples = 30;
  Sampler sampler(first, &second, measure, session);
  const double ratio = median(figures(sampler.trial()));
  EXPECT_GT(ratio, 4);
  EXPECT_LT(ratio, 6);
}

TEST(Contest, UnderSustainedLoadItSettlesFirstAndHolds) {
  Session session(test_session(), {});
  MadeUpTime time;
  Paced first(time, 1, 1);
  Measure measure;
  measure.load = Load::Sustained;
  measure.settle = Seconds(0.02);
  measure.hold = Seconds(0.05);
  measure.max_samples = 50;
  Sampler sampler(first, nullptr, measure, session);
  const Trial trial = sampler.trial();
  ASSERT_TRUE(trial.steady.has_value());
  EXPECT_GE(trial.warmup_s, 0.02);
  EXPECT_GE(trial.elapsed_s, 0.05);
}

}  // namespace
}  // namespace fourfold
