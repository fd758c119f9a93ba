// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/input.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

struct Moments {
  double mean = 0;
  double variance = 0;
  double kurtosis = 0;
  double largest = 0;
};

template <class Value>
Moments moments(std::size_t count, Value value) {
  double first = 0, second = 0, fourth = 0;
  Moments m;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = value(i);
    first += x;
    second += x * x;
    fourth += x * x * x * x;
    m.largest = std::max(m.largest, std::abs(x));
  }
  const auto n = static_cast<double>(count);
  m.mean = first / n;
  m.variance = second / n - m.mean * m.mean;
  m.kurtosis = fourth / n / (m.variance * m.variance);  // of a mean near 0
  return m;
}

Moments moments(Distribution distribution, DataType type) {
  return moments(200000,
                 [&](std::size_t i) { return input_value(distribution, type, 5, i, 1 << 20); });
}

TEST(Input, NamesParseBack) {
  for (std::size_t i = 0; i < kDistributions.size(); ++i) {
    EXPECT_EQ(parse_distribution(kDistributions[i]), static_cast<Distribution>(i));
    EXPECT_EQ(name(static_cast<Distribution>(i)), kDistributions[i]);
  }
  EXPECT_EQ(parse_distribution("gaussian"), std::nullopt);
}

TEST(Input, IsTheSameEverywhere) {
  EXPECT_EQ(random_bits(1, 0), 0x910A2DEC89025CC1ull) << "SplitMix64 seeded with 1";
  static_assert(input_value(Distribution::Uniform, DataType::f32, 3, 0) == -0x1.8bd3bp-1);
  static_assert(input_value(Distribution::Normal, DataType::f32, 3, 0) == 0x1.179fp+0);
}

// 200,000 numbers: standard errors are 0.0013 (uniform) and 0.0022 of the mean, below 0.0032 of the
// variance and 0.011 of the kurtosis. Allowed are five.
TEST(Input, UniformHasItsMoments) {
  const Moments m = moments(Distribution::Uniform, DataType::f32);
  EXPECT_NEAR(m.mean, 0, 0.0065);
  EXPECT_NEAR(m.variance, 1.0 / 3, 0.004);
  EXPECT_NEAR(m.kurtosis, 1.8, 0.02);
  EXPECT_LE(m.largest, 1);
}

TEST(Input, NormalHasItsMoments) {
  const Moments m = moments(Distribution::Normal, DataType::f32);
  EXPECT_NEAR(m.mean, 0, 0.011);
  EXPECT_NEAR(m.variance, 1, 0.016);
  EXPECT_NEAR(m.kurtosis, 2.9, 0.055);
  EXPECT_GT(m.largest, 3.5);
  EXPECT_LE(m.largest, 6);
}

TEST(Input, IntegersAreWholeAndEquallyOften) {
  std::vector<int> times(7, 0);
  for (std::size_t i = 0; i < 70000; ++i) {
    const double value = input_value(Distribution::Integers, DataType::bf16, 3, i);
    ASSERT_EQ(value, std::nearbyint(value));
    ASSERT_LE(std::abs(value), 3);
    ++times[static_cast<std::size_t>(value + 3)];
  }
  for (const int one : times) EXPECT_NEAR(one, 10000, 500);
  EXPECT_EQ(moments(Distribution::Zeros, DataType::f32).largest, 0);
}

TEST(Input, ModelHasOneLargeColumnInEveryStretchAndIsNormalElsewhere) {
  constexpr std::uint64_t kColumns = 2500;
  constexpr std::size_t kRows = 500;
  std::set<std::uint64_t> large;
  for (std::uint64_t column = 0; column < kColumns; ++column) {
    const double variance = moments(kRows, [&](std::size_t row) {
                              return input_value(Distribution::Model, DataType::f32, 9,
                                                 row * kColumns + column, kColumns);
                            }).variance;
    if (variance > 200) {
      large.insert(column / kOutlierStretch);
      EXPECT_EQ(column, outlier_column(9, column / kOutlierStretch, kColumns));
      EXPECT_NEAR(variance, 400, 130) << "five standard errors";
    } else {
      EXPECT_NEAR(variance, 1, 0.4);
    }
  }
  EXPECT_EQ(large, (std::set<std::uint64_t>{0, 1, 2}));
  EXPECT_NE(outlier_column(9, 0, kColumns), outlier_column(10, 0, kColumns)) << "by the seed";
}

TEST(Input, FitsEveryTypeWithoutSaturating) {
  for (const DataTypeTraits& type : kDataTypes) {
    for (const Distribution distribution :
         {Distribution::Uniform, Distribution::Normal, Distribution::Model}) {
      constexpr std::uint64_t kColumns = 8;  // an eighth is large
      const Moments m = moments(2000, [&](std::size_t i) {
        return decode_element(
            type.type,
            encode_element(type.type, input_value(distribution, type.type, 2, i, kColumns)));
      });
      EXPECT_TRUE(std::isfinite(m.kurtosis)) << type.name << " " << name(distribution);
      EXPECT_LT(m.largest, 127.5) << type.name << " " << name(distribution);
      EXPECT_GT(m.variance, 0.3) << type.name << " " << name(distribution);
    }
  }
}

TEST(Input, FillWritesEveryElementOfEveryTypeAndNoMore) {
  constexpr std::uint64_t kColumns = 7;
  constexpr std::size_t kCount = 100;
  for (const DataTypeTraits& type : kDataTypes) {
    for (std::size_t d = 0; d < kDistributions.size(); ++d) {
      const auto distribution = static_cast<Distribution>(d);
      std::vector<std::byte> data(type.bytes * (kCount + 1), std::byte{0xCB});
      fill_input(distribution, type.type, 9, data.data(), kCount, kColumns);
      std::vector<std::byte> one(type.bytes);
      for (std::size_t i = 0; i < kCount; ++i) {
        store_element(type.type, one.data(), 0,
                      input_value(distribution, type.type, 9, i, kColumns));
        ASSERT_EQ(load_element(type.type, data.data(), i), load_element(type.type, one.data(), 0))
            << type.name << " " << name(distribution) << " " << i;
      }
      EXPECT_EQ(data.back(), std::byte{0xCB});
    }
  }
}

TEST(Input, ModelWithoutColumnsIsAnError) {
  std::byte one[4];
  EXPECT_THROW(fill_input(Distribution::Model, DataType::f32, 1, one, 1), Error);
}

}  // namespace
}  // namespace fourfold
