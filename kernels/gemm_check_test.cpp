// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/gemm_naive.hpp"

namespace fourfold {
namespace {

/// A problem with its inputs and the naive kernel's output, all on the host.
struct Solved {
  GemmProblem problem;
  Distribution input;
  std::vector<std::byte> a, b, d;

  Solved(GemmProblem p, Distribution distribution)
      : problem(p), input(distribution), a(p.a_bytes()), b(p.b_bytes()), d(p.d_bytes()) {
    fill_input(distribution, p.input, 1, a.data(), static_cast<std::size_t>(p.m * p.k));
    fill_input(distribution, p.input, 2, b.data(), static_cast<std::size_t>(p.n * p.k));
    const auto host = open_host_device();
    Stream stream = host->make_stream();
    prepare_naive(p, *host, 1).enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
  }
  std::optional<Mismatch> check() const {
    return GemmCheck(problem, input, a.data(), b.data()).check(d.data());
  }
};

constexpr GemmProblem kSmall{.m = 37, .n = 53, .k = 71, .input = DataType::f32};

TEST(GemmCheck, AcceptsWhatIsRightInEveryTypeAndDistribution) {
  for (const DataTypeTraits& type : kDataTypes) {
    for (const Distribution input :
         {Distribution::Uniform, Distribution::Integers, Distribution::Zeros}) {
      GemmProblem problem = kSmall;
      problem.input = type.type;
      const auto mismatch = Solved(problem, input).check();
      EXPECT_FALSE(mismatch.has_value())
          << type.name << " " << name(input) << ": " << describe(*mismatch);
    }
  }
}

TEST(GemmCheck, SeesOneElementOffByOneExactly) {
  Solved solved(kSmall, Distribution::Integers);
  const std::size_t element = 17 * 53 + 29;
  const double right = load_element(DataType::f32, solved.d.data(), element);
  store_element(DataType::f32, solved.d.data(), element, right + 1);
  const auto mismatch = solved.check();
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->element, element);
  EXPECT_EQ(mismatch->expected, right);
  EXPECT_EQ(mismatch->got, right + 1);
  EXPECT_EQ(mismatch->wrong, 1u);
  EXPECT_FALSE(mismatch->expected_bits.empty());
}

TEST(GemmCheck, SeesAnErrorFarAboveRoundingAndIgnoresOneWithinIt) {
  Solved solved(kSmall, Distribution::Uniform);
  const std::size_t element = 3 * 53 + 50;
  const double right = load_element(DataType::f32, solved.d.data(), element);
  store_element(DataType::f32, solved.d.data(), element, right + 0x1p-23);
  EXPECT_FALSE(solved.check().has_value());
  store_element(DataType::f32, solved.d.data(), element, right + 0.01);
  const auto mismatch = solved.check();
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->element, element);
}

TEST(GemmCheck, SeesNanInfinityAndPoison) {
  for (const Distribution input : {Distribution::Uniform, Distribution::Integers}) {
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      Solved solved(kSmall, input);
      store_element(DataType::f32, solved.d.data(), 1000, bad);
      const auto mismatch = solved.check();
      ASSERT_TRUE(mismatch.has_value()) << name(input) << " " << bad;
      EXPECT_EQ(mismatch->element, 1000u);
    }
    Solved solved(kSmall, input);
    std::fill(solved.d.begin(), solved.d.end(), std::byte{0xCB});
    ASSERT_TRUE(solved.check().has_value());
    EXPECT_EQ(solved.check()->wrong, 37u) << "every row is wrong";
  }
}

TEST(GemmCheck, SeesSwappedColumnsAndAStaleTile) {
  Solved swapped(kSmall, Distribution::Integers);
  for (std::size_t i = 0; i < 37; ++i) {
    const double one = load_element(DataType::f32, swapped.d.data(), i * 53 + 5);
    const double two = load_element(DataType::f32, swapped.d.data(), i * 53 + 6);
    store_element(DataType::f32, swapped.d.data(), i * 53 + 5, two);
    store_element(DataType::f32, swapped.d.data(), i * 53 + 6, one);
  }
  EXPECT_TRUE(swapped.check().has_value());
  Solved stale(kSmall, Distribution::Uniform);
  for (std::size_t i = 8; i < 16; ++i) {
    for (std::size_t j = 8; j < 16; ++j)
      store_element(DataType::f32, stale.d.data(), i * 53 + j, 0);
  }
  ASSERT_TRUE(stale.check().has_value());
  EXPECT_EQ(stale.check()->wrong, 8u);
}

TEST(GemmCheck, KnowsWhereExactnessEnds) {
  const auto exact = [](DataType type, std::int64_t k) {
    const GemmProblem problem{.m = 1, .n = 1, .k = k, .input = type};
    const std::vector<std::byte> zero(static_cast<std::size_t>(k) * 8);
    return GemmCheck(problem, Distribution::Integers, zero.data(), zero.data()).exact();
  };
  EXPECT_TRUE(exact(DataType::f32, 4096));
  EXPECT_TRUE(exact(DataType::i8, 4096));
  EXPECT_TRUE(exact(DataType::bf16, 28));
  EXPECT_FALSE(exact(DataType::bf16, 29)) << "9 x 29 > 256, which bf16 may not hold";
  EXPECT_FALSE(exact(DataType::f32, 2000000));
}

TEST(GemmCheck, KnowsWhenItProvesNothing) {
  const auto decisive = [](DataType type, std::int64_t size) {
    const GemmProblem problem{.m = 1, .n = size, .k = size, .input = type};
    std::vector<std::byte> b(problem.b_bytes());
    fill_input(Distribution::Uniform, type, 2, b.data(), static_cast<std::size_t>(size * size));
    return GemmCheck(problem, Distribution::Uniform, b.data(), b.data()).decisive();
  };
  EXPECT_TRUE(decisive(DataType::f64, 1024));
  EXPECT_TRUE(decisive(DataType::f32, 1024));
  EXPECT_TRUE(decisive(DataType::f16, 1024));
  EXPECT_TRUE(decisive(DataType::bf16, 32));
  EXPECT_FALSE(decisive(DataType::bf16, 1024));
  EXPECT_FALSE(decisive(DataType::tf32, 1024));
  EXPECT_FALSE(decisive(DataType::f8e4m3, 1024));
}

}  // namespace
}  // namespace fourfold
