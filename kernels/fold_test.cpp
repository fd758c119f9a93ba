// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/fold.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <vector>

namespace fourfold {
namespace {

/// Bits of f32 on both sides of every boundary a conversion has, and 2^16 between.
std::vector<std::uint32_t> floats() {
  std::vector<std::uint32_t> all;
  for (std::uint32_t high = 0; high < 0x10000; ++high) {
    all.push_back(high << 16 | (high * 40503u & 0xffff));
  }
  for (std::uint32_t exponent = 0; exponent < 512; ++exponent) {
    for (int cut = 0; cut < 23; ++cut) {
      const std::uint32_t low = exponent << 23 | 1u << cut;   // ties that go down
      const std::uint32_t high = exponent << 23 | 3u << cut;  // and up, where two bits fit
      all.insert(all.end(), {low - 1, low, low + 1, (exponent << 23 | 0x7fffff) ^ 1u << cut});
      if (cut < 22) all.insert(all.end(), {high - 1, high, high + 1});
    }
  }
  return all;
}

template <DataType kType>
void expect_like_core() {
  using Format = FoldFormat<kType>;
  using Stored = typename Format::Stored;
  for (std::uint32_t bits = 0; bits <= std::numeric_limits<Stored>::max(); ++bits) {
    const double expected = decode_element(kType, bits);
    const float got = Format::widen(static_cast<Stored>(bits));
    const bool both_nan = expected != expected && got != got;
    ASSERT_TRUE(both_nan || std::bit_cast<std::uint64_t>(expected) ==
                                std::bit_cast<std::uint64_t>(static_cast<double>(got)))
        << name(kType) << " " << bits;
  }
  for (const std::uint32_t bits : floats()) {
    const auto value = std::bit_cast<float>(bits);
    ASSERT_EQ(Format::narrow(value), encode_element(kType, value)) << name(kType) << " " << bits;
  }
}

TEST(Fold, ConversionsGiveTheBitsOfCore) {
  expect_like_core<DataType::f16>();
  expect_like_core<DataType::bf16>();
  expect_like_core<DataType::f8e4m3>();
}

/// `sources` arrays at odd addresses; the result replaces the second and goes elsewhere too.
void expect_folds(DataType type, Fold fold, int sources, std::size_t count) {
  const std::size_t width = traits(type).bytes;
  const double held[3] = {2, -3, 4};
  std::vector<std::vector<std::byte>> arrays;
  std::vector<const std::byte*> from;
  for (int source = 0; source < sources; ++source) {
    auto& array = arrays.emplace_back(1 + count * width);
    for (std::size_t i = 0; i < count; ++i) {
      store_element(type, array.data() + 1, i, held[(i + static_cast<std::size_t>(source)) % 3]);
    }
    from.push_back(array.data() + 1);
  }
  std::vector<std::byte> elsewhere(3 + count * width, std::byte{0x5a});
  std::byte* const to[2] = {arrays[1].data() + 1, elsewhere.data() + 2};
  host_fold(type, fold)(to, 2, from.data(), sources, count * width);
  for (std::size_t i = 0; i < count; ++i) {
    double expected = held[i % 3];
    for (int source = 1; source < sources; ++source) {
      const double next = held[(i + static_cast<std::size_t>(source)) % 3];
      if (fold == Fold::Sum) expected += next;
      if (fold == Fold::Min) expected = std::min(expected, next);
      if (fold == Fold::Max) expected = std::max(expected, next);
    }
    for (const std::byte* place : to) ASSERT_EQ(load_element(type, place, i), expected) << i;
  }
  EXPECT_EQ(elsewhere.back(), std::byte{0x5a});
}

TEST(Fold, EveryTypeAndOperationAtAnyAddressAndCount) {
  for (const DataType type : {DataType::f64, DataType::f32, DataType::f16, DataType::bf16,
                              DataType::f8e4m3, DataType::i32}) {
    for (const Fold fold : {Fold::Sum, Fold::Min, Fold::Max}) {
      for (const int sources : {2, 3}) {
        for (const std::size_t count : {0, 1, 7, 512, 1300}) {
          expect_folds(type, fold, sources, count);
        }
      }
    }
  }
  EXPECT_EQ(host_fold(DataType::i8, Fold::Sum), nullptr);
}

TEST(Fold, ShortFloatsAreRoundedOnce) {
  const std::uint16_t one = encode_bf16(1);
  const std::uint16_t small = encode_bf16(0x1p-9);  // a quarter of the last place of 1
  const std::byte* const from[5] = {
      reinterpret_cast<const std::byte*>(&one), reinterpret_cast<const std::byte*>(&small),
      reinterpret_cast<const std::byte*>(&small), reinterpret_cast<const std::byte*>(&small),
      reinterpret_cast<const std::byte*>(&small)};
  std::uint16_t sum = 0;
  std::byte* const to = reinterpret_cast<std::byte*>(&sum);
  host_fold(DataType::bf16, Fold::Sum)(&to, 1, from, 5, 2);
  EXPECT_EQ(decode_bf16(sum), 1 + 0x1p-7);
}

TEST(Fold, NanStaysAndIntegersWrap) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(fold<Fold::Min>(nan, 1.0f), fold<Fold::Min>(nan, 1.0f));
  EXPECT_NE(fold<Fold::Min>(1.0f, nan), fold<Fold::Min>(1.0f, nan));
  EXPECT_NE(fold<Fold::Max>(nan, 1.0f), fold<Fold::Max>(nan, 1.0f));
  EXPECT_NE(fold<Fold::Max>(1.0f, nan), fold<Fold::Max>(1.0f, nan));
  EXPECT_EQ(fold<Fold::Sum>(std::int32_t{0x7fffffff}, std::int32_t{1}),
            std::numeric_limits<std::int32_t>::min());
}

}  // namespace
}  // namespace fourfold
