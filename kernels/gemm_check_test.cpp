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
    const auto columns = static_cast<std::uint64_t>(p.k);
    fill_input(distribution, p.input, 1, a.data(), static_cast<std::size_t>(p.m * p.k), columns);
    fill_input(distribution, p.input, 2, b.data(), static_cast<std::size_t>(p.n * p.k), columns);
    const auto host = open_host_device();
    Stream stream = host->make_stream();
    prepare_naive(p, *host, 1).enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
  }
  std::optional<Mismatch> check() const {
    return GemmCheck(problem, products(problem, input), a.data(), b.data()).check(d.data());
  }
};

constexpr GemmProblem kSmall{.m = 37, .n = 53, .k = 71, .input = DataType::f32};

TEST(GemmCheck, AcceptsWhatIsRightInEveryTypeAndDistribution) {
  for (const DataTypeTraits& type : kDataTypes) {
    for (std::size_t d = 0; d < kDistributions.size(); ++d) {
      const auto input = static_cast<Distribution>(d);
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
    std::fill(solved.d.begin(), solved.d.end(), std::byte{poison_byte(DataType::f32)});
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
  const auto of = [](DataType type, std::int64_t k) {
    return products({.m = 1, .n = 1, .k = k, .input = type}, Distribution::Integers);
  };
  EXPECT_EQ(of(DataType::f32, 4096), Products::Exact);
  EXPECT_EQ(of(DataType::i8, 4096), Products::Exact);
  EXPECT_EQ(of(DataType::bf16, 28), Products::Exact);
  EXPECT_EQ(of(DataType::bf16, 29), Products::Rounded) << "9 x 29 > 256, which bf16 may not hold";
  EXPECT_EQ(of(DataType::f32, 2000000), Products::Rounded);
  const GemmProblem longer{.m = 1, .n = 1, .k = 2000000, .input = DataType::bf16};
  EXPECT_EQ(products(longer, Distribution::Zeros), Products::Exact);
  EXPECT_EQ(products(longer, Distribution::Normal), Products::Rounded);
  EXPECT_EQ(products(longer, Distribution::Model), Products::Rounded);
}

/// Outliers are in both matrices, and in the norms of the bounds.
class GemmCheckOfModelInput : public ::testing::TestWithParam<DataType> {};

TEST_P(GemmCheckOfModelInput, AcceptsWhatIsRightAndSeesAZeroedElementOrSaysThatItMayNot) {
  const Solved solved({.m = 40, .n = 70, .k = 1024, .input = GetParam()}, Distribution::Model);
  const GemmCheck check(solved.problem, products(solved.problem, solved.input), solved.a.data(),
                        solved.b.data());
  const auto right = check.check(solved.d.data());
  ASSERT_FALSE(right.has_value()) << describe(*right);
  EXPECT_EQ(check.decisive(), GetParam() != DataType::f8e4m3);
  if (!check.decisive()) return;
  const DataType output = solved.problem.output();
  int zeroed = 0;
  for (std::size_t element = 0; element < 40 * 70 && zeroed < 20; ++element) {
    const double size = std::abs(load_element(output, solved.d.data(), element));
    if (size < check.typical_element()) continue;
    std::vector<std::byte> spoilt = solved.d;
    store_element(output, spoilt.data(), element, 0);
    const auto rows = check.wrong_rows(spoilt.data());
    ASSERT_EQ(rows, std::vector<std::int64_t>{static_cast<std::int64_t>(element) / 70});
    ++zeroed;
  }
  EXPECT_EQ(zeroed, 20);
}

INSTANTIATE_TEST_SUITE_P(Types, GemmCheckOfModelInput,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i32, DataType::i8),
                         [](const auto& one) { return std::string(name(one.param)); });

TEST(GemmCheck, KnowsTheTypicalElementOfMatricesWithLargeColumns) {
  const Solved solved({.m = 64, .n = 64, .k = 8, .input = DataType::f32}, Distribution::Model);
  double squares = 0;
  for (std::size_t i = 0; i < 64 * 64; ++i) {
    squares += std::pow(load_element(DataType::f32, solved.d.data(), i), 2);
  }
  const GemmCheck check(solved.problem, Products::Rounded, solved.a.data(), solved.b.data());
  EXPECT_NEAR(check.typical_element() / std::sqrt(squares / (64 * 64)), 1, 0.2);
}

/// What could go unseen in a long product of a short type: everything missing, and one element.
class GemmCheckOfLongRows : public ::testing::TestWithParam<DataType> {};

TEST_P(GemmCheckOfLongRows, SeesZerosAndOneZeroedElementOfTypicalSize) {
  Solved solved({.m = 2, .n = 300, .k = 8192, .input = GetParam()}, Distribution::Uniform);
  const DataType output = solved.problem.output();
  const GemmCheck check(solved.problem, Products::Rounded, solved.a.data(), solved.b.data());
  ASSERT_TRUE(check.decisive());
  const auto right = check.check(solved.d.data());
  ASSERT_FALSE(right.has_value()) << describe(*right);

  std::size_t element = 0;  // one of about typical size, in the last and incomplete block
  for (std::size_t j = 256; j < 300; ++j) {
    const double size = std::abs(load_element(output, solved.d.data(), j));
    if (std::abs(size - check.typical_element()) < 0.3 * check.typical_element()) element = j;
  }
  ASSERT_GE(element, 256u);
  std::vector<std::byte> spoilt = solved.d;
  store_element(output, spoilt.data(), element, 0);
  const auto mismatch = check.check(spoilt.data());
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->element, element);
  EXPECT_EQ(mismatch->wrong, 1u);

  std::fill(spoilt.begin(), spoilt.end(), std::byte{0});
  ASSERT_TRUE(check.check(spoilt.data()).has_value());
  EXPECT_EQ(check.check(spoilt.data())->wrong, 2u);
}

INSTANTIATE_TEST_SUITE_P(Types, GemmCheckOfLongRows,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16),
                         [](const auto& one) { return std::string(name(one.param)); });

TEST(GemmCheck, KnowsWhenItMayMissAnElement) {
  const auto decisive = [](std::int64_t k) {
    const Solved solved({.m = 2, .n = 64, .k = k, .input = DataType::f8e4m3},
                        Distribution::Uniform);
    return GemmCheck(solved.problem, Products::Rounded, solved.a.data(), solved.b.data())
        .decisive();
  };
  EXPECT_TRUE(decisive(16));
  EXPECT_FALSE(decisive(1024));
}

}  // namespace
}  // namespace fourfold
