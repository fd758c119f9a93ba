// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bench/run/sampler.hpp"
#include "bench/run/step_operation.hpp"
#include "collectives/late_device.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

// What a step would be if an all_reduce did not wait for its gradients, or the step not for its
// all_reduces. Every one of these must be found wrong, on the buffers of timed calls.

TrainingStep small_step() {
  TrainingModel model{.name = "small",
                      .layers = 2,
                      .hidden = 16,
                      .ffn = 32,
                      .heads = 2,
                      .kv_heads = 1,
                      .head_size = 8};
  return {.model = model, .tokens = 6, .type = DataType::f32, .bucket = Bytes(2000)};
}

Case small_case() {
  StepCase what;
  what.kernel = "naive";
  what.backend = "mpi";
  what.step = small_step();
  what.own_model = true;
  what.ranks = test_session().size();
  Case one;
  one.name = "step";
  one.what = what;
  one.measure.cache = CacheState::Hot;
  one.measure.warmup = Seconds(0.001);
  one.measure.max_time = Seconds(0.01);
  one.measure.min_samples = 2;
  one.measure.max_samples = 5;
  return one;
}

/// Makes its calls at once, in begin() or join(), where a thread would make them in between.
class Careless : public GradientReducer {
 public:
  Careless(Communicator& communicator, Device& host)
      : communicator_(communicator), stream_(host.make_stream()) {}
  void begin(const std::vector<CollectiveCall>& calls, Stream&) override {
    calls_ = &calls;
    full_ = 0;
  }
  void next_is_full(Stream&) override { ++full_; }
  void join(Stream&) override {}
  Seconds busy() override { return Seconds(0); }

 protected:
  std::size_t count() const { return calls_->size(); }
  std::size_t full() const { return full_; }
  void reduce(std::size_t bucket) { communicator_.enqueue((*calls_)[bucket], stream_); }

 private:
  Communicator& communicator_;
  Stream stream_;
  const std::vector<CollectiveCall>* calls_ = nullptr;
  std::size_t full_ = 0;
};

/// All of them before any product.
class TooEarly final : public Careless {
 public:
  using Careless::Careless;
  void begin(const std::vector<CollectiveCall>& calls, Stream& stream) override {
    Careless::begin(calls, stream);
    for (std::size_t i = 0; i < count(); ++i) reduce(i);
  }
};

/// Each when the bucket before it is full.
class OneTooEarly final : public Careless {
 public:
  using Careless::Careless;
  void begin(const std::vector<CollectiveCall>& calls, Stream& stream) override {
    Careless::begin(calls, stream);
    reduce(0);
  }
  void next_is_full(Stream& stream) override {
    Careless::next_is_full(stream);
    if (full() < count()) reduce(full());
  }
};

class WithoutTheLast final : public Careless {
 public:
  using Careless::Careless;
  void join(Stream&) override {
    for (std::size_t i = 0; i + 1 < count(); ++i) reduce(i);
  }
};

class OneTwice final : public Careless {
 public:
  using Careless::Careless;
  void join(Stream&) override {
    for (std::size_t i = 0; i < count(); ++i) reduce(i);
    reduce(0);
  }
};

class AllAtTheEnd final : public Careless {
 public:
  using Careless::Careless;
  void join(Stream&) override {
    for (std::size_t i = 0; i < count(); ++i) reduce(i);
  }
};

/// What is found in the last timed step, on the rank that it is found on first.
template <class Reducer>
bool is_found_wrong() {
  Session session(test_session(), {});
  const Case one = small_case();
  const auto operation = make_step_operation_with(
      one, std::get<StepCase>(one.what), session, [](Communicator& communicator, Device& host) {
        return std::make_unique<Reducer>(communicator, host);
      });
  Sampler sampler(*operation, nullptr, one.measure, session);
  sampler.trial();
  const Correctness found = operation->verify(sampler.last_block());
  EXPECT_GT(found.elements, 0u);
  return !test_session().consent(!found.first, "").all_well;
}

TEST(StepDependency, AnAllReduceThatDoesNotWaitForItsGradientsIsFound) {
  if (test_session().size() == 1) GTEST_SKIP() << "one rank has nothing to reduce";
  EXPECT_TRUE(is_found_wrong<TooEarly>());
  EXPECT_TRUE(is_found_wrong<OneTooEarly>());
}

TEST(StepDependency, AnAllReduceThatIsLeftOutOrMadeTwiceIsFound) {
  if (test_session().size() == 1) GTEST_SKIP() << "one rank has nothing to reduce";
  EXPECT_TRUE(is_found_wrong<Careless>()) << "none at all";
  EXPECT_TRUE(is_found_wrong<WithoutTheLast>());
  EXPECT_TRUE(is_found_wrong<OneTwice>());
  EXPECT_FALSE(is_found_wrong<AllAtTheEnd>()) << "late, and right";
}

/// A library whose calls are work in a stream, as NCCL's are.
class InStream final : public Communicator {
 public:
  InStream(LateDevice& device, Communicator& mpi) : device_(device), mpi_(mpi) {}
  int rank() const override { return mpi_.rank(); }
  int size() const override { return mpi_.size(); }
  Support support(const CollectiveCall& call) const override { return mpi_.support(call); }
  void enqueue(const CollectiveCall& call, Stream& stream) override {
    device_.later(stream, [this, call, &stream] { mpi_.enqueue(call, stream); });
  }
  std::string library() const override { return "late"; }
  std::vector<std::pair<std::string, std::string>> parameters() const override { return {}; }

 private:
  LateDevice& device_;
  Communicator& mpi_;
};

/// Which stream somebody waits for first: then it has done all that it may do, the other nothing.
enum class First { Products, Reductions };

/// Whether two steps on a device of streams are right when they are waited for in that order.
bool streams_are_right(First first, bool forgets_to_wait) {
  LateDevice device;
  device.forgets_to_wait = forgets_to_wait;
  const auto mpi = make_mpi_communicator(test_session());
  InStream communicator(device, *mpi);
  const TrainingStep step = small_step();
  StepMemory memory(step, device, CacheState::Hot, mpi->rank(), mpi->size(), 1,
                    [&](std::size_t bytes) { return device.allocate(bytes); });
  std::vector<CollectiveCall> calls;
  for (std::size_t i = 0; i < memory.layout().buckets.size(); ++i) {
    calls.push_back(memory.reduction(i, 0));
  }
  const auto reducer = make_stream_reducer(communicator, device);
  Stream stream = device.make_stream();
  const auto multiply = [&](const GemmProblem& problem, const GemmArguments& matrices) {
    PreparedGemm prepared = find_gemm_kernel("naive")->prepare(problem, device, 1);
    device.later(stream, [prepared, matrices, &stream] { prepared.enqueue(matrices, stream); });
  };
  memory.poison(stream);
  for (int i = 0; i < 2; ++i) {
    reducer->begin(calls, stream);
    const auto& weights = memory.layout().weights;
    for (std::size_t w = 0; w < weights.size(); ++w) {
      multiply(products_of(weights[w].shape, step).forward, memory.forward(w, 0));
    }
    for (std::size_t w = weights.size(); w-- > 0;) {
      const WeightProducts products = products_of(weights[w].shape, step);
      multiply(products.input_gradient, memory.input_gradient(w, 0));
      multiply(products.weight_gradient, memory.weight_gradient(w, 0));
      if (w == 0 || weights[w - 1].bucket != weights[w].bucket) reducer->next_is_full(stream);
    }
    reducer->join(stream);
    if (first == First::Reductions) device.run_others(stream);
    device.synchronize(stream);
  }
  const Correctness found = memory.verify({0, 1});
  return test_session().consent(!found.first, "").all_well;
}

TEST(StepDependency, StreamsWaitForEachOther) {
  EXPECT_TRUE(streams_are_right(First::Products, false));
  EXPECT_TRUE(streams_are_right(First::Reductions, false));
}

TEST(StepDependency, StreamsThatDoNotWaitForEachOtherAreFound) {
  if (test_session().size() == 1) GTEST_SKIP() << "one rank's sum is what it has";
  EXPECT_FALSE(streams_are_right(First::Products, true)) << "the step ends before its all_reduces";
  EXPECT_FALSE(streams_are_right(First::Reductions, true)) << "they begin before its products";
}

}  // namespace
}  // namespace fourfold
