// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/random_reduction.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace fourfold {
namespace {

constexpr std::uint64_t kSeed = 7;

RandomReduction of(DataType type, int rank, int ranks, std::uint64_t elements,
                   Collective collective = Collective::AllReduce,
                   ReductionOp op = ReductionOp::Sum) {
  const MessageShape shape =
      message_shape(collective, type, Bytes(elements * traits(type).bytes), ranks);
  return {collective, op, shape, rank, ranks, 0, kSeed};
}

/// All ranks' contributions added one after the other in the type itself, from `first` on.
std::vector<std::byte> added(DataType type, int ranks, std::uint64_t count, int first,
                             double scale = 1) {
  const std::size_t bytes = traits(type).bytes;
  std::vector<std::byte> sum(count * bytes), one(count * bytes);
  for (int step = 0; step < ranks; ++step) {
    of(type, (first + step) % ranks, ranks, count).fill_send(one.data());
    for (std::uint64_t i = 0; i < count; ++i) {
      const double before = step == 0 ? 0 : load_element(type, sum.data(), i);
      store_element(type, sum.data(), i, before + load_element(type, one.data(), i));
    }
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    store_element(type, sum.data(), i, scale * load_element(type, sum.data(), i));
  }
  return sum;
}

TEST(RandomReduction, AppliesWhereOrderMatters) {
  const auto applies = RandomReduction::applies;
  EXPECT_TRUE(applies(Collective::AllReduce, ReductionOp::Sum, DataType::bf16, 2));
  EXPECT_TRUE(applies(Collective::ReduceScatter, ReductionOp::Avg, DataType::f64, 3));
  EXPECT_FALSE(applies(Collective::AllReduce, ReductionOp::Sum, DataType::i32, 2));
  EXPECT_FALSE(applies(Collective::AllReduce, ReductionOp::Max, DataType::f32, 2));
  EXPECT_FALSE(applies(Collective::AllGather, ReductionOp::Sum, DataType::f32, 2));
  EXPECT_FALSE(applies(Collective::AllReduce, ReductionOp::Sum, DataType::f32, 1));
}

TEST(RandomReduction, EveryOrderIsRightAndOrdersDifferInTheirBits) {
  for (const DataType type : {DataType::f64, DataType::f32, DataType::f16, DataType::bf16}) {
    constexpr int kRanks = 5;
    constexpr std::uint64_t kCount = 3000;
    const RandomReduction reduction = of(type, 0, kRanks, kCount);
    const auto forwards = added(type, kRanks, kCount, 0);
    const auto rotated = added(type, kRanks, kCount, 2);
    EXPECT_FALSE(reduction.check(forwards.data())) << name(type);
    EXPECT_FALSE(reduction.check(rotated.data())) << name(type);
    EXPECT_EQ(reduction.hash(forwards.data()), reduction.hash(forwards.data()));
    EXPECT_NE(reduction.hash(forwards.data()), reduction.hash(rotated.data())) << name(type);
  }
}

TEST(RandomReduction, AnAverageIsTheSumScaled) {
  const RandomReduction reduction =
      of(DataType::f32, 0, 3, 100, Collective::AllReduce, ReductionOp::Avg);
  EXPECT_FALSE(reduction.check(added(DataType::f32, 3, 100, 0, 1.0 / 3).data()));
  EXPECT_TRUE(reduction.check(added(DataType::f32, 3, 100, 0).data()));
}

TEST(RandomReduction, AnAverageMayFallOntoTheGridOfTheSmallestNumbers) {
  // Each input is halved first and rounded, as a library that scales before it adds does.
  constexpr std::uint64_t kCount = RandomReduction::kSampled;  // every one of them is looked at
  for (const DataType type : {DataType::f8e4m3, DataType::f16}) {
    const MessageShape shape =
        message_shape(Collective::AllReduce, type, Bytes(kCount * traits(type).bytes), 2);
    std::vector<std::byte> mean(kCount * traits(type).bytes), one(kCount * traits(type).bytes);
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
      for (int rank = 0; rank < 2; ++rank) {
        const RandomReduction of_rank(Collective::AllReduce, ReductionOp::Avg, shape, rank, 2, 0,
                                      seed);
        of_rank.fill_send(one.data());
        for (std::uint64_t i = 0; i < kCount; ++i) {
          std::byte half[8]{};
          store_element(type, half, 0, load_element(type, one.data(), i) / 2);
          const double before = rank == 0 ? 0 : load_element(type, mean.data(), i);
          store_element(type, mean.data(), i, before + load_element(type, half, 0));
        }
        if (rank == 1) {
          EXPECT_FALSE(of_rank.check(mean.data())) << name(type) << ", " << seed;
        }
      }
    }
  }
}

TEST(RandomReduction, WhatIsBeyondRoundingIsNamed) {
  constexpr std::uint64_t kCount = 64;  // every one of them is looked at
  const RandomReduction reduction = of(DataType::f32, 1, 4, kCount);
  auto sum = added(DataType::f32, 4, kCount, 0);
  const double right = load_element(DataType::f32, sum.data(), 17);
  store_element(DataType::f32, sum.data(), 17, right + 4 * 5 * 0x1p-24);
  const auto mismatch = reduction.check(sum.data());
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->rank, 1);
  EXPECT_EQ(mismatch->element, 17u);
  EXPECT_EQ(mismatch->wrong, 1u);
  EXPECT_NEAR(mismatch->expected, right, 1e-6);
  store_element(DataType::f32, sum.data(), 17, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(reduction.check(sum.data())) << "NaN is within no bound";
}

TEST(RandomReduction, ARankThatIsMissingIsSeen) {
  EXPECT_TRUE(of(DataType::bf16, 0, 8, 100).check(added(DataType::bf16, 7, 100, 0).data()));
}

TEST(RandomReduction, PartsAreOfTheWhole) {
  constexpr int kRanks = 3;
  constexpr std::uint64_t kBlock = 40;
  const auto sum = added(DataType::f64, kRanks, kRanks * kBlock, 0);
  std::uint64_t parts = 0;
  for (int rank = 0; rank < kRanks; ++rank) {
    const RandomReduction part =
        of(DataType::f64, rank, kRanks, kRanks * kBlock, Collective::ReduceScatter);
    const std::byte* const own = sum.data() + static_cast<std::size_t>(rank) * kBlock * 8;
    EXPECT_FALSE(part.check(own)) << rank;
    EXPECT_EQ(part.checked_elements(), kBlock);
    parts += part.hash(own);
  }
  EXPECT_EQ(parts, of(DataType::f64, 0, kRanks, kRanks * kBlock).hash(sum.data()));
  const RandomReduction idle = of(DataType::f64, 1, kRanks, 10, Collective::Reduce);
  EXPECT_EQ(idle.hash(nullptr), 0u) << "only the root has the sum";
  EXPECT_EQ(idle.checked_elements(), 0u);
}

TEST(RandomReduction, WhereTheBoundTellsNothingOnlyBitsAreCompared) {
  EXPECT_TRUE(of(DataType::f8e4m3, 0, 6, 10).can_check());
  EXPECT_FALSE(of(DataType::f8e4m3, 0, 7, 10).can_check());
  EXPECT_EQ(of(DataType::f8e4m3, 0, 7, 10).checked_elements(), 0u);
  EXPECT_TRUE(of(DataType::f32, 0, 100'000, 10).can_check());
}

}  // namespace
}  // namespace fourfold
