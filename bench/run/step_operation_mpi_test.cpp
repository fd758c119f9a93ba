// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "bench/run/case_run.hpp"
#include "bench/run/clock.hpp"
#include "bench/run/step_operation.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

struct Wanted {
  std::string backend = "mpi";
  DataType type = DataType::f32;
  std::uint64_t bucket = 3000;
  CacheState cache = CacheState::Hot;
  Grouping grouping = {};
  int ranks = test_session().size();
};

Case small_case(const Wanted& wanted) {
  StepCase what;
  what.kernel = "naive";
  what.backend = wanted.backend;
  what.step.model = {.name = "small",
                     .layers = 3,
                     .hidden = 16,
                     .ffn = 24,
                     .heads = 2,
                     .kv_heads = 1,
                     .head_size = 8,
                     .gated = true,
                     .vocabulary = 40};
  what.step.output_layer = true;
  what.step.tokens = 5;
  what.step.type = wanted.type;
  what.step.bucket = Bytes(wanted.bucket);
  what.own_model = true;
  what.grouping = wanted.grouping;
  what.ranks = wanted.ranks;
  Case one;
  one.name = "step/small";
  one.what = what;
  one.measure.cache = wanted.cache;
  one.measure.warmup = Seconds(0.001);
  one.measure.max_time = Seconds(0.02);
  one.measure.min_samples = 3;
  one.measure.max_samples = 7;
  return one;
}

void expect_right(const Case& one) {
  Session session(test_session(), {});
  CaseRun run(one, session, 1);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(run.run_trial()) << run.record().reason;
  const CaseRecord& record = run.record();
  const Trial& trial = record.trials.back();
  EXPECT_EQ(record.operation, "step");
  EXPECT_EQ(trial.calls_per_sample, 1);
  EXPECT_TRUE(record.correctness.checked);
  const TrainingStep& step = std::get<StepCase>(one.what).step;
  EXPECT_DOUBLE_EQ(record.work.flops.value(), step.flops().value());
  EXPECT_THAT(record.verified_by, HasSubstr("every element of every gradient"));
  const std::size_t parts = test_session().size() > 1 ? trial.seconds.size() : 0;
  for (const auto* times : {&trial.pure_seconds, &trial.compute_seconds, &trial.pure_within_seconds,
                            &trial.compute_within_seconds}) {
    EXPECT_EQ(times->size(), parts);
    for (const double seconds : *times) EXPECT_GT(seconds, 0);
  }
  for (std::size_t i = 0; i < parts; ++i) {
    EXPECT_LE(trial.compute_within_seconds[i], trial.seconds[i] + 1e-9) << "a part of the whole";
  }
}

TEST(StepOperation, IsRightByEveryBackendInEveryTypeAndSizeOfBuckets) {
  for (const std::uint64_t bucket :
       {std::uint64_t{1}, std::uint64_t{3000}, std::uint64_t{1} << 30}) {
    for (const DataType type : {DataType::f64, DataType::f32, DataType::i8}) {
      expect_right(small_case({.type = type, .bucket = bucket}));
    }
    for (const DataType type : {DataType::f32, DataType::f16, DataType::bf16, DataType::f8e4m3}) {
      expect_right(small_case({.backend = "peer", .type = type, .bucket = bucket}));
    }
  }
}

TEST(StepOperation, ItsBuffersRotate) {
  if (test_session().size() > 3) GTEST_SKIP() << "fewer ranks show it, and fill less memory";
  expect_right(small_case({.cache = CacheState::Cold}));
  expect_right(small_case({.backend = "peer", .cache = CacheState::Cold}));
}

TEST(StepOperation, AFastKernelIsRightToo) {
  if (!find_gemm_kernel("openblas")->probe()) GTEST_SKIP() << "no OpenBLAS";
  Case one = small_case({});
  std::get<StepCase>(one.what).kernel = "openblas";
  std::get<StepCase>(one.what).step.tokens = 64;
  expect_right(one);
}

void expect_found(const std::string& fault) {
  SCOPED_TRACE(fault);
  Session session(test_session(), parse_injection({fault}));
  CaseRun run(small_case({}), session, 1);
  EXPECT_FALSE(run.run_trial());
  EXPECT_EQ(run.record().status, CaseStatus::Failed);
  EXPECT_THAT(run.record().reason, HasSubstr("wrong result: rank "));
  EXPECT_THAT(run.record().reason, HasSubstr("gradient of weight 1 of 13 ('qkv')"));
}

TEST(StepOperation, PlantedFaultsOfItsOutputAreFound) {
  expect_found("wrong-element");
  expect_found("nan");
}

TEST(StepOperation, AStepThatWritesNothingIsFound) {
  Session session(test_session(), parse_injection({"stale"}));
  CaseRun run(small_case({}), session, 1);
  EXPECT_FALSE(run.run_trial());
  EXPECT_THAT(run.record().reason, HasSubstr("wrong result"));
}

/// Ranks 0, 1, 3, 4, 6 ... in rack a, 2, 5 ... in rack b.
RankGroups split_by_rack() {
  return {test_session(), {test_session().host(), "", ""}, [](std::span<const RackFacts> ranks) {
            std::vector<std::string> racks;
            for (std::size_t i = 0; i < ranks.size(); ++i)
              racks.emplace_back(i % 3 == 2 ? "b" : "a");
            return racks;
          }};
}

TEST(StepOperation, GroupsReduceEachByItself) {
  const int ranks = test_session().size();
  const int largest = ranks - ranks / 3;
  for (const GroupOrder order : {GroupOrder::Concurrent, GroupOrder::OneAtATime}) {
    for (const std::string backend : {"mpi", "peer"}) {
      RankGroups groups = split_by_rack();
      Session session(test_session(), {}, nullptr, &groups);
      CaseRun run(
          small_case({.backend = backend, .grouping = {Scope::Rack, order}, .ranks = largest}),
          session, 1);
      ASSERT_TRUE(run.run_trial()) << run.record().reason;
      const Trial& trial = run.record().trials.back();
      EXPECT_EQ(trial.pure_seconds.size(), largest > 1 ? trial.seconds.size() : 0);
      if (test_session().rank() != 0) continue;
      ASSERT_EQ(trial.groups.size(), ranks > 2 ? 2u : 1u);
      EXPECT_EQ(trial.groups[0].ranks, largest);
    }
  }
}

/// A library of two ranks whose all_reduces do nothing, last so long, and use no processor
/// meanwhile.
class Lasting final : public Communicator {
 public:
  explicit Lasting(double seconds) : seconds_(seconds) {}
  int rank() const override { return 0; }
  int size() const override { return 2; }
  Support support(const CollectiveCall&) const override { return Support::yes(); }
  void enqueue(const CollectiveCall&, Stream&) override {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds_));
  }
  std::string library() const override { return "lasting"; }
  std::vector<std::pair<std::string, std::string>> parameters() const override { return {}; }

 private:
  double seconds_;
};

TEST(StepOperation, WhatLastsByItselfIsHiddenBehindTheProducts) {
  if (test_session().size() > 1) GTEST_SKIP() << "ranks that share processors add noise";
  constexpr double kEach_s = 2e-3;
  constexpr double kBuckets = 13;
  Case one = small_case({.bucket = 1});
  std::get<StepCase>(one.what).step.tokens = 2000;
  one.measure.min_samples = 7;
  one.measure.max_time = Seconds(1);
  Session session(test_session(), {});
  Lasting lasting(kEach_s);
  StepOperation operation(one, std::get<StepCase>(one.what), &lasting, session,
                          make_thread_reducer);
  Sampler sampler(operation, nullptr, one.measure, session);
  const Trial trial = sampler.trial();
  EXPECT_GE(median(trial.pure_seconds), kBuckets * kEach_s) << "one after the other";
  EXPECT_GE(median(trial.pure_within_seconds), kBuckets * kEach_s);
  EXPECT_GT(median(trial.compute_seconds), kBuckets * kEach_s / 2) << "enough to hide behind";
  // Only what becomes full while the last products go on cannot be hidden.
  std::vector<double> behind;
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    behind.push_back(trial.seconds[i] - trial.compute_within_seconds[i]);
  }
  EXPECT_LT(median(behind), kBuckets * kEach_s * 3 / 4);
}

TEST(StepOperation, WhatBeginsAfterTheProductsHidesNothing) {
  if (test_session().size() > 1) GTEST_SKIP() << "ranks that share processors add noise";
  Case one = small_case({.bucket = 1 << 30});
  std::get<StepCase>(one.what).step.tokens = 600;
  one.measure.min_samples = 7;
  one.measure.max_time = Seconds(1);
  Session session(test_session(), {});
  Lasting lasting(20e-3);  // one bucket, full when all is done
  StepOperation operation(one, std::get<StepCase>(one.what), &lasting, session,
                          make_thread_reducer);
  Sampler sampler(operation, nullptr, one.measure, session);
  const Trial trial = sampler.trial();
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    EXPECT_GE(trial.seconds[i], trial.compute_within_seconds[i] + 0.999 * 20e-3);
  }
}

TEST(StepMemory, TheLastProductsOfBothPassesAreLookedAtToo) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  const TrainingStep step = std::get<StepCase>(small_case({}).what).step;
  StepMemory memory(step, *host, CacheState::Hot, 0, 1, 1,
                    [&](std::size_t bytes) { return host->allocate(bytes); });
  StepProducts products("naive", step, memory, *host, 1);
  memory.poison(stream);
  std::size_t full = 0;
  products.enqueue(0, stream, [&] { ++full; });
  EXPECT_EQ(full, memory.layout().buckets.size());
  EXPECT_FALSE(memory.verify({0, 1}).first);
  const auto found_with_one_off = [&](std::byte* result) {
    const double right = load_element(DataType::f32, result, 1);
    store_element(DataType::f32, result, 1, right + 10);
    const auto found = memory.verify({0, 1}).first;
    store_element(DataType::f32, result, 1, right);
    return found ? describe(*found) : "nothing";
  };
  EXPECT_THAT(found_with_one_off(memory.forward(memory.layout().weights.size() - 1, 0).d),
              HasSubstr("last product of the forward pass"));
  EXPECT_THAT(found_with_one_off(memory.input_gradient(0, 0).d), HasSubstr("last input gradient"));
  EXPECT_FALSE(memory.verify({0, 1}).first);
}

class Failing final : public Communicator {
 public:
  explicit Failing(int size) : size_(size) {}
  int rank() const override { return 0; }
  int size() const override { return size_; }
  Support support(const CollectiveCall&) const override { return Support::yes(); }
  void enqueue(const CollectiveCall&, Stream&) override {
    ++calls;
    throw Error("the network is gone");
  }
  std::string library() const override { return "failing"; }
  std::vector<std::pair<std::string, std::string>> parameters() const override { return {}; }
  int calls = 0;

 private:
  int size_;
};

TEST(ThreadReducer, TellsOfTheFirstFailureAndMakesNoFurtherCall) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  Failing failing(2);
  const auto reducer = make_thread_reducer(failing, *host);
  const std::vector<CollectiveCall> calls(3);
  reducer->begin(calls, stream);
  for (int i = 0; i < 3; ++i) reducer->next_is_full(stream);
  EXPECT_THROW(reducer->join(stream), Error);
  EXPECT_EQ(failing.calls, 1);
}

}  // namespace
}  // namespace fourfold
