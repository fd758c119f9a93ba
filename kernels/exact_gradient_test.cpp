// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/exact_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/gemm_naive.hpp"

namespace fourfold {
namespace {

constexpr std::int64_t kOutputs = 9;
constexpr std::int64_t kInputs = 13;
constexpr std::int64_t kFirstRow = 5;
constexpr WeightShape kWeight{"weight", kOutputs, kInputs};

TrainingStep step_of(DataType type, std::int64_t tokens) {
  TrainingStep step;
  step.type = type;
  step.tokens = tokens;
  return step;
}

struct Operands {
  std::vector<std::byte> a, b;
  Operands(const TrainingStep& step, int rank, int ranks) {
    const ExactGradients exact(step, rank, ranks, 7);
    const std::size_t row = static_cast<std::size_t>(step.tokens) * traits(step.type).bytes;
    a.resize(static_cast<std::size_t>(kFirstRow + kOutputs) * row);
    b.resize(static_cast<std::size_t>(kInputs) * row);
    exact.fill_a(kFirstRow + kOutputs, a.data());
    exact.fill_b(kInputs, b.data());
    a.erase(a.begin(),
            a.begin() + static_cast<std::ptrdiff_t>(kFirstRow * static_cast<std::int64_t>(row)));
  }
};

/// One rank's gradient by the reference product.
std::vector<std::byte> gradient_of(const TrainingStep& step, int rank, int ranks) {
  const Operands operands(step, rank, ranks);
  const GemmProblem problem{kOutputs, kInputs, step.tokens, step.type};
  std::vector<std::byte> d(problem.d_bytes());
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  prepare_naive(problem, *host, 1)
      .enqueue({.a = operands.a.data(), .b = operands.b.data(), .d = d.data()}, stream);
  return d;
}

/// Added up one by one in the gradients' type; rank r counts `times(r)` times.
template <class Times>
std::vector<std::byte> summed(const TrainingStep& step, int ranks, Times times) {
  const DataType type = step.gradient_type();
  std::vector<std::byte> sum(static_cast<std::size_t>(kOutputs * kInputs) * traits(type).bytes);
  for (int rank = 0; rank < ranks; ++rank) {
    const std::vector<std::byte> own = gradient_of(step, rank, ranks);
    for (std::size_t i = 0; i < static_cast<std::size_t>(kOutputs * kInputs); ++i) {
      for (int k = 0; k < times(rank); ++k) {
        store_element(type, sum.data(), i,
                      load_element(type, sum.data(), i) + load_element(type, own.data(), i));
      }
    }
  }
  return sum;
}

const auto once = [](int) { return 1; };

constexpr std::array kTypes{DataType::f64,  DataType::f32,    DataType::tf32, DataType::f16,
                            DataType::bf16, DataType::f8e4m3, DataType::i8};

TEST(ExactGradients, AddUpExactlyInEveryTypeAtAnyNumberOfTokensAndRanks) {
  for (const DataType type : kTypes) {
    for (const std::int64_t tokens : {1, 2, 3, 4, 5, 64, 999}) {
      for (const int ranks : {1, 2, 3, 7, 16}) {
        const TrainingStep step = step_of(type, tokens);
        ExactGradients exact(step, 0, ranks, 7);
        EXPECT_FALSE(exact.check(summed(step, ranks, once).data(), kWeight, kFirstRow))
            << name(type) << ", " << tokens << " tokens, " << ranks << " ranks";
      }
    }
  }
}

TEST(ExactGradients, StayWithinTheTypeAtManyRanks) {
  const TrainingStep step = step_of(DataType::bf16, 3);
  ExactGradients exact(step, 0, 300, 7);
  EXPECT_LE(exact.sum(), 256) << "more ranks than bf16 has exact integers";
  EXPECT_FALSE(exact.check(summed(step, 300, once).data(), kWeight, kFirstRow));
  EXPECT_LE(ExactGradients(step, 0, 100'000, 7).sum(), 256);
}

TEST(ExactGradients, AreSeenToBeWrong) {
  for (const DataType type : kTypes) {
    for (const int ranks : {2, 3, 7}) {
      SCOPED_TRACE(std::string(name(type)) + " at " + std::to_string(ranks) + " ranks");
      const TrainingStep step = step_of(type, 33);
      ExactGradients exact(step, 0, ranks, 7);
      const auto wrong = [&](const std::vector<std::byte>& sum,
                             std::int64_t first_row = kFirstRow) {
        const auto found = exact.check(sum.data(), kWeight, first_row);
        return found ? found->wrong : 0;
      };
      const std::uint64_t all = kOutputs * kInputs;
      for (int rank = 0; rank < ranks; ++rank) {
        EXPECT_EQ(wrong(summed(step, ranks, [&](int r) { return r == rank ? 0 : 1; })), all)
            << "without rank " << rank;
        EXPECT_EQ(wrong(summed(step, ranks, [&](int r) { return r == rank ? 2 : 1; })), all)
            << "rank " << rank << " twice";
        EXPECT_EQ(wrong(summed(step, ranks, [&](int r) { return r == rank ? 1 : 0; })), all)
            << "rank " << rank << " alone, as before the all_reduce";
      }
      EXPECT_GT(wrong(summed(step, ranks, once), kFirstRow + StepLayout::kRowsApart), all / 5)
          << "another weight's";
      std::vector<std::byte> sum = summed(step, ranks, once);
      sum.back() ^= std::byte{1};
      const auto found = exact.check(sum.data(), kWeight, kFirstRow);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->wrong, 1u);
      EXPECT_EQ(found->element, all - 1);
      EXPECT_EQ(std::abs(found->expected), exact.sum());
    }
  }
}

TEST(ExactGradients, AreOfDenseOperands) {
  const TrainingStep step = step_of(DataType::bf16, 4097);
  const ExactGradients exact(step, 0, 2, 7);
  EXPECT_GE(exact.largest(), 40) << "numbers of six bits and their signs";
  // Every sum of products stays below what f32 holds.
  EXPECT_LE(exact.largest() * exact.largest() * 4096, 1 << 23);
  const Operands operands(step, 0, 2);
  std::size_t zeros = 0;
  const auto count = static_cast<std::size_t>(kOutputs * step.tokens);
  for (std::size_t i = 0; i < count; ++i) {
    zeros += load_element(step.type, operands.a.data(), i) == 0 ? 1 : 0;
  }
  EXPECT_LT(zeros, count / 25);
}

TEST(ExactGradients, NoticeATileOfTokensThatWasLeftOut) {
  const TrainingStep step = step_of(DataType::f32, 257);
  Operands operands(step, 0, 1);
  const GemmProblem problem{kOutputs, kInputs, step.tokens, step.type};
  for (std::int64_t row = 0; row < kOutputs; ++row) {
    for (std::int64_t token = 32; token < 64; ++token) {
      store_element(step.type, operands.a.data(),
                    static_cast<std::size_t>(row * step.tokens + token), 0);
    }
  }
  std::vector<std::byte> d(problem.d_bytes());
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  prepare_naive(problem, *host, 1)
      .enqueue({.a = operands.a.data(), .b = operands.b.data(), .d = d.data()}, stream);
  ExactGradients exact(step, 0, 1, 7);
  const auto found = exact.check(d.data(), kWeight, kFirstRow);
  ASSERT_TRUE(found);
  EXPECT_GT(found->wrong, static_cast<std::uint64_t>(kOutputs * kInputs) * 9 / 10);
}

}  // namespace
}  // namespace fourfold
