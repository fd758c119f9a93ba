// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "bench/run/case_run.hpp"
#include "bench/run/clock.hpp"
#include "bench/run/fake_operation.hpp"
#include "bench/run/host_computation.hpp"
#include "bench/run/sampler.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kCall_s = 100e-6;

/// Calls of 100 us, which pass in its start, or by themselves from its start on.
class Split final : public FakeOperation {
 public:
  Split(Device& device, bool all_in_start) : FakeOperation(device), all_in_start_(all_in_start) {}

  std::uint64_t made() const { return made_; }
  bool last_was_around() const { return last_was_around_; }
  bool overlaps() const override { return true; }
  void reset() override { made_ = 0; }
  void poison(CallRange calls) override {
    EXPECT_EQ(calls.end(), made_) << "no call's output may outlive its block";
  }
  void enqueue(std::uint64_t call) override {
    start(call);
    last_was_around_ = false;
    wait();
  }
  void enqueue_around(std::uint64_t call, const HostComputation& meanwhile) override {
    start(call);
    last_was_around_ = true;
    meanwhile.run();
    wait();
  }

 private:
  void start(std::uint64_t call) {
    EXPECT_EQ(call, made_++) << "a computation alone is no call";
    done_s_ = now_s() + kCall_s;
    if (all_in_start_) spin_until(done_s_);
  }
  void wait() const { spin_until(done_s_); }

  bool all_in_start_;
  double done_s_ = 0;
  std::uint64_t made_ = 0;
  bool last_was_around_ = false;
};

Trial trial_of(bool all_in_start) {
  Session session(test_session(), {});
  const auto host = open_host_device();
  Split operation(*host, all_in_start);
  Measure measure;
  measure.warmup = Seconds(0.002);
  measure.precision = 0;
  measure.max_samples = 41;  // the last block has one sample
  Sampler sampler(operation, nullptr, measure, session);
  Trial trial = sampler.trial();
  EXPECT_EQ(sampler.last_block().end(), operation.made());
  EXPECT_TRUE(operation.last_was_around()) << "the one that is checked in any case";
  return trial;
}

/// The first of five trials whose overlap is as expected, or the last: a machine that does
/// something else meanwhile spoils one, and not all of them.
Trial best_trial_of(bool all_in_start, double overlap) {
  for (int attempt = 1;; ++attempt) {
    Trial trial = trial_of(all_in_start);
    const bool as_expected = std::abs(median(overlaps(trial)) - overlap) < 0.1 &&
                             std::abs(median(trial.pure_seconds) - kCall_s) < 0.1 * kCall_s &&
                             std::abs(median(trial.compute_seconds) - kCall_s) < 0.4 * kCall_s;
    if (as_expected || attempt == 5) return trial;
  }
}

TEST(Overlap, WhatPassesInTheStartHidesNothing) {
  if (test_session().size() > 1) GTEST_SKIP() << "ranks that share processors add noise";
  const Trial trial = best_trial_of(true, 0);
  ASSERT_EQ(overlaps(trial).size(), trial.seconds.size());
  EXPECT_NEAR(median(overlaps(trial)), 0, 0.1);
  EXPECT_NEAR(median(trial.pure_seconds), kCall_s, 0.1 * kCall_s);
  EXPECT_NEAR(median(trial.compute_seconds), kCall_s, 0.4 * kCall_s) << "about as long";
}

TEST(Overlap, WhatPassesByItselfIsHiddenWholly) {
  if (test_session().size() > 1) GTEST_SKIP() << "ranks that share processors add noise";
  EXPECT_NEAR(median(overlaps(best_trial_of(false, 1))), 1, 0.1);
}

Case overlapped(Collective which, bool in_place, std::uint64_t bytes) {
  Case one;
  one.name = name(which);
  one.what = CollectiveCase{
      .collective = which,
      .backend = "mpi",
      .op = ReductionOp::Sum,
      .shape = message_shape(which, DataType::f32, Bytes(bytes), test_session().size()),
      .asked = Bytes(bytes),
      .in_place = in_place,
      .calls = CallForm::Overlapped,
      .root = 0};
  one.measure.cache = CacheState::Hot;
  one.measure.warmup = Seconds(0.001);
  one.measure.max_time = Seconds(0.005);
  one.measure.min_samples = 2;
  one.measure.max_samples = 6;
  return one;
}

void expect_right(const Case& one, int trials) {
  SCOPED_TRACE(one.name);
  Session session(test_session(), {});
  CaseRun run(one, session, 1);
  for (int i = 0; i < trials; ++i) EXPECT_TRUE(run.run_trial()) << run.record().reason;
  const Trial& trial = run.record().trials.back();
  EXPECT_EQ(overlaps(trial).size(), trial.seconds.size());
  for (const double seconds : trial.compute_seconds) EXPECT_GT(seconds, 0);
  EXPECT_EQ(run.record().work.message.count(), 0u) << "its time is not the transport's alone";
}

TEST(Overlap, IsMeasuredOfEveryCollectiveAndTheResultsAreRight) {
  for (const CollectiveTraits& row : kCollectives) {
    expect_right(overlapped(row.collective, false, 7000), 1);
  }
}

TEST(Overlap, BuffersRotateAndSumsInPlaceAreRestored) {
  if (test_session().size() > 4) GTEST_SKIP() << "fewer ranks show it, and fill less memory";
  Case one = overlapped(Collective::AllReduce, true, 1 << 20);
  one.measure.cache = CacheState::Cold;
  expect_right(one, 2);
}

TEST(Overlap, AStaleResultIsFound) {
  Session session(test_session(), parse_injection({"stale"}));
  CaseRun run(overlapped(Collective::AllReduce, false, 4000), session, 1);
  EXPECT_FALSE(run.run_trial());
  EXPECT_EQ(run.record().status, CaseStatus::Failed);
}

}  // namespace
}  // namespace fourfold
