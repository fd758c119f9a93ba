// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/gemm_check.hpp"
#include "kernels/gemm_naive.hpp"

namespace fourfold {
namespace {

using ::testing::StartsWith;

constexpr GemmProblem kProblem{.m = 96, .n = 160, .k = 64, .input = DataType::f32};

/// What the check says of a right product of kProblem after `spoil`(row, column, value).
template <class Spoil>
std::optional<Mismatch> verdict(Distribution input, Spoil spoil) {
  std::vector<std::byte> a(kProblem.a_bytes()), b(kProblem.b_bytes()), d(kProblem.d_bytes());
  fill_input(input, kProblem.input, 1, a.data(), 96 * 64, 64);
  fill_input(input, kProblem.input, 2, b.data(), 160 * 64, 64);
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  prepare_naive(kProblem, *host, 1).enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
  for (std::size_t i = 0; i < 96 * 160; ++i) {
    const double right = load_element(DataType::f32, d.data(), i);
    store_element(DataType::f32, d.data(), i, spoil(i / 160, i % 160, right));
  }
  return GemmCheck(kProblem, products(kProblem, input), a.data(), b.data()).check(d.data());
}

class GemmLocate : public ::testing::TestWithParam<Distribution> {};

TEST_P(GemmLocate, FindsAWrongTile) {
  const auto mismatch = verdict(GetParam(), [](std::size_t i, std::size_t j, double right) {
    return i >= 32 && i < 64 && j >= 64 && j < 128 ? right + 1 : right;
  });
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->wrong, 32u);
  EXPECT_EQ(mismatch->region,
            "rows 32-63, columns 64-127 (one 32x64 tile, at (1, 1) of its grid), "
            "2048 elements");
}

TEST_P(GemmLocate, FindsAWrongElementAColumnAndScatteredOnes) {
  auto mismatch = verdict(GetParam(), [](std::size_t i, std::size_t j, double right) {
    return i == 17 && j == 29 ? right + 1 : right;
  });
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->region, "row 17, column 29, 1 element");
  mismatch = verdict(GetParam(), [](std::size_t, std::size_t j, double right) {
    return j == 159 ? right + 1 : right;
  });
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->region, "rows 0-95, column 159, 96 elements");
  mismatch = verdict(GetParam(), [](std::size_t i, std::size_t j, double right) {
    return (i == 3 && j == 150) || (i == 90 && j == 7) ? NAN : right;
  });
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->region, "rows 3-90, columns 7-150, 2 elements");
}

TEST_P(GemmLocate, SaysWhenAllIsWrong) {
  const auto mismatch =
      verdict(GetParam(), [](std::size_t, std::size_t, double right) { return right + 1; });
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->region, "rows 0-95, columns 0-159 (the whole matrix), 15360 elements");
}

INSTANTIATE_TEST_SUITE_P(Inputs, GemmLocate,
                         ::testing::Values(Distribution::Uniform, Distribution::Normal,
                                           Distribution::Integers),
                         [](const auto& one) { return std::string(name(one.param)); });

/// One in f64, off by an amount that sums of 64 elements may be off by, and single ones may not.
TEST(SampledElements, AreHeldToTheBoundOfOneElement) {
  const GemmProblem p{.m = 130, .n = 70, .k = 256, .input = DataType::bf16};
  std::vector<std::byte> a(p.a_bytes()), b(p.b_bytes()), d(p.d_bytes());
  fill_input(Distribution::Uniform, p.input, 1, a.data(), 130 * 256);
  fill_input(Distribution::Uniform, p.input, 2, b.data(), 70 * 256);
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  prepare_naive(p, *host, 1).enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
  const GemmCheck check(p, Products::Rounded, a.data(), b.data());
  ASSERT_TRUE(check.wrong_rows(d.data()).empty());

  const std::vector<ProductElement> samples = sampled_elements(p, a.data(), b.data());
  ASSERT_EQ(samples.size(), 3u * 2u);
  for (std::size_t tile = 0; tile < samples.size(); ++tile) {
    const ProductElement& one = samples[tile];
    EXPECT_EQ(one.row / 64, static_cast<std::int64_t>(tile / 2));
    EXPECT_EQ(one.column / 64, static_cast<std::int64_t>(tile % 2));
    const auto index = static_cast<std::size_t>(one.row * 70 + one.column);
    std::vector<std::byte> spoilt = d;
    store_element(DataType::bf16, spoilt.data(), index, one.expected * (1 + 0x1p-6));
    EXPECT_EQ(check.wrong_rows(spoilt.data()), std::vector<std::int64_t>{one.row});
    const auto mismatch = check.check(spoilt.data());
    ASSERT_TRUE(mismatch.has_value());
    EXPECT_THAT(mismatch->region, StartsWith("row "));
    // The same error beside it is within what rounding explains in a sum of 64.
    std::vector<std::byte> beside = d;
    const std::size_t neighbour = one.column > 0 ? index - 1 : index + 1;
    const double right = load_element(DataType::bf16, d.data(), neighbour);
    store_element(DataType::bf16, beside.data(), neighbour, right * (1 + 0x1p-6));
    EXPECT_TRUE(check.wrong_rows(beside.data()).empty());
  }
}

TEST(SampledElements, AllowForOutputsBelowTheNormalNumbers) {
  const GemmProblem p{.m = 1, .n = 1, .k = 1, .input = DataType::f16};
  EXPECT_GE(allowed_in_element(p, 0x1p-11, 0x1p-11, 0x1p-22), 0x1p-25);
  EXPECT_GE(allowed_in_block(p, 0x1p-11, 0x1p-11, 0x1p-22), 0x1p-25);
}

}  // namespace
}  // namespace fourfold
