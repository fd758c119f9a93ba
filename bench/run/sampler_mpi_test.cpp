// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "bench/run/fake_operation.hpp"
#include "bench/run/rotation.hpp"
#include "bench/run/sampler.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

constexpr std::byte kRight{1};
constexpr unsigned char kPoison = 0xFF;

constexpr std::uint64_t kAlways = std::numeric_limits<std::uint64_t>::max();

/// Writes one byte a call; of timed calls only the first so many do.
class Writes final : public FakeOperation {
 public:
  Writes(Device& device, std::uint64_t slots, std::uint64_t timed_calls)
      : FakeOperation(device), timed_calls_(timed_calls), out_(device, 1, slots) {}

  void reset() override {
    out_.poison(kPoison, stream());
    made_ = 0;
    ++resets_;
  }
  void poison(CallRange calls) override {
    EXPECT_EQ(calls.end(), made_) << "no call's output may outlive its block";
    out_.poison(kPoison, calls, stream());
  }
  void enqueue(std::uint64_t call) override {
    made_ = call + 1;
    const bool warming_up = resets_ < 2;  // one reset before warm-up, one after it
    if (warming_up || call < timed_calls_) *out_.address(out_.slot_of(call)) = kRight;
  }
  Correctness verify(CallRange calls) override {
    Correctness result;
    const CallRange last = out_.surviving(calls);
    for (std::uint64_t call = last.first; call < last.end(); ++call) {
      ++result.elements;
      if (*out_.on_host(out_.slot_of(call)) == kRight) continue;
      if (!result.first) result.first = Mismatch{};
      ++result.first->wrong;
    }
    return result;
  }

 private:
  std::uint64_t timed_calls_;
  int resets_ = 0;
  std::uint64_t made_ = 0;  ///< calls since the last reset
  Rotation out_;
};

Measure forty_samples() {
  Measure measure;
  measure.timing = Timing::PerCall;
  measure.warmup = Seconds(0.001);
  measure.max_time = Seconds(10);
  measure.precision = 0;
  measure.min_samples = 40;
  measure.max_samples = 40;
  return measure;
}

TEST(Sampler, TheOutputsOfTheLastBlockAreTheWorkOfItsOwnCalls) {
  Session session(test_session(), {});
  const auto host = open_host_device();
  for (const std::uint64_t slots : {1u, 7u, 1000u}) {
    for (const std::uint64_t writes : {kAlways, std::uint64_t{20}}) {
      SCOPED_TRACE(std::to_string(slots) + " slots, " + std::to_string(writes) + " calls write");
      Writes operation(*host, slots, writes);
      Sampler sampler(operation, nullptr, forty_samples(), session);
      ASSERT_EQ(sampler.trial().seconds.size(), 40u);
      EXPECT_GE(sampler.last_block().end(), 40u);
      EXPECT_LE(sampler.last_block().end(), 48u) << "warm-up does not count; of a block one call";
      EXPECT_GE(sampler.last_block().first, 20u);
      const Correctness found = operation.verify(sampler.last_block());
      EXPECT_GE(found.elements, std::min<std::uint64_t>(slots, 8));
      const std::uint64_t wrong = found.first ? found.first->wrong : 0;
      EXPECT_EQ(wrong, writes == kAlways ? 0 : found.elements);
    }
  }
}

}  // namespace
}  // namespace fourfold
