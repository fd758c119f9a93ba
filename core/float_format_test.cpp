// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/float_format.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace fourfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Every pattern that is a number encodes to itself, and values between two neighbours go to the
/// nearer one, ties to the even pattern. `last` is the largest finite positive pattern.
template <class Encode, class Decode>
void expect_nearest_even(unsigned last, Encode encode, Decode decode) {
  using Bits = decltype(encode(0.0));
  for (unsigned bits = 0; bits <= last; ++bits) {
    const double value = decode(static_cast<Bits>(bits));
    ASSERT_EQ(encode(value), bits);
    if (bits == last) break;
    const double next = decode(static_cast<Bits>(bits + 1));
    ASSERT_LT(value, next) << bits;
    const double middle = value + (next - value) / 2;
    ASSERT_EQ(encode(middle), bits + bits % 2) << bits;
    ASSERT_EQ(encode(std::nextafter(middle, 0)), bits) << bits;
    ASSERT_EQ(encode(std::nextafter(middle, kInfinity)), bits + 1) << bits;
  }
}

/// The same conversions told slowly, by the library's functions for powers of two.
unsigned slowly_encoded(const FloatFormat& f, double value) {
  const unsigned sign = std::signbit(value) ? f.sign() : 0;
  if (std::isnan(value)) return sign | f.nan();
  const double magnitude = std::abs(value);
  if (std::isinf(magnitude)) return sign | f.overflow();
  if (magnitude == 0) return sign;
  const int exponent = std::max(std::ilogb(magnitude), 1 - f.bias());
  const double units = std::nearbyint(std::ldexp(magnitude, f.mantissa_bits - exponent));
  const auto biased = static_cast<unsigned>(exponent + f.bias());
  const unsigned bits = ((biased - 1) << f.mantissa_bits) + static_cast<unsigned>(units);
  return sign | (bits >= f.overflow() ? f.overflow() : bits);
}

double slowly_decoded(const FloatFormat& f, unsigned bits) {
  const unsigned exponent = (bits & (f.sign() - 1)) >> f.mantissa_bits;
  const unsigned mantissa = bits & ((1u << f.mantissa_bits) - 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  double magnitude = 0;
  if (f.has_infinity && exponent == f.exponent_mask()) {
    magnitude = mantissa == 0 ? kInfinity : nan;
  } else if (!f.has_infinity && (bits & (f.sign() - 1)) == f.nan()) {
    magnitude = nan;
  } else if (exponent == 0) {
    magnitude = std::ldexp(mantissa, 1 - f.bias() - f.mantissa_bits);
  } else {
    magnitude = std::ldexp((1 << f.mantissa_bits) + static_cast<int>(mantissa),
                           static_cast<int>(exponent) - f.bias() - f.mantissa_bits);
  }
  return (bits & f.sign()) != 0 ? -magnitude : magnitude;
}

/// Every pattern, and around each number its ties with both neighbours and the doubles beside them.
void expect_as_slowly(const FloatFormat& f) {
  for (unsigned bits = 0; bits < 2 * f.sign(); ++bits) {
    const double value = slowly_decoded(f, bits);
    if (std::isnan(value)) {
      ASSERT_TRUE(std::isnan(decode(f, bits))) << bits;
      continue;
    }
    ASSERT_EQ(std::bit_cast<std::uint64_t>(decode(f, bits)), std::bit_cast<std::uint64_t>(value))
        << bits;
    const double next = slowly_decoded(f, bits + 1);
    const double middle = value + (next - value) / 2;
    for (const double one : {value, middle}) {
      for (const double near :
           {std::nextafter(one, -kInfinity), one, std::nextafter(one, kInfinity)}) {
        ASSERT_EQ(encode(f, near), slowly_encoded(f, near)) << bits << ": " << near;
      }
    }
  }
}

TEST(FloatFormat, AgreesWithTheSlowConversionsOnEveryPatternAndTie) {
  for (const FloatFormat& format : {f16_format(), bf16_format(), f8e4m3_format()}) {
    expect_as_slowly(format);
  }
}

TEST(FloatFormat, AgreesWithTheSlowConversionsInEveryBinadeOfDoubles) {
  for (const FloatFormat& format : {f16_format(), bf16_format(), f8e4m3_format(), tf32_format()}) {
    for (int exponent = -1074; exponent <= 1023; ++exponent) {
      for (const double significand :
           {1.0, 1 + 0x1p-52, 1.25, 1.5, 1 + 0x1p-11, 1 + 0x1.8p-10, 1 + 0x1p-8, 2 - 0x1p-52}) {
        const double value = std::ldexp(significand, exponent);
        ASSERT_EQ(encode(format, value), slowly_encoded(format, value)) << value;
        ASSERT_EQ(encode(format, -value), slowly_encoded(format, -value)) << value;
      }
    }
  }
}

TEST(FloatFormat, IsKnownToTheCompiler) {
  static_assert(encode_bf16(1) == 0x3f80 && decode_f8e4m3(0x7e) == 448);
  static_assert(decode_f16(encode_f16(0x1p-24)) == 0x1p-24);
}

TEST(FloatFormat, F16RoundsEveryValueToNearestEven) {
  expect_nearest_even(0x7bff, encode_f16, decode_f16);
}

TEST(FloatFormat, Bf16RoundsEveryValueToNearestEven) {
  expect_nearest_even(0x7f7f, encode_bf16, decode_bf16);
}

TEST(FloatFormat, F8RoundsEveryValueToNearestEven) {
  expect_nearest_even(0x7e, encode_f8e4m3, decode_f8e4m3);
}

TEST(FloatFormat, Bf16IsTheUpperHalfOfF32) {
  for (unsigned bits = 0; bits <= 0xffff; ++bits) {
    const double value = std::bit_cast<float>(bits << 16);
    const double decoded = decode_bf16(static_cast<std::uint16_t>(bits));
    if (std::isnan(value)) {
      ASSERT_TRUE(std::isnan(decoded)) << bits;
    } else {
      ASSERT_EQ(decoded, value) << bits;
    }
  }
}

TEST(FloatFormat, HasThePublishedLandmarks) {
  EXPECT_EQ(decode_f16(0x3c00), 1);
  EXPECT_EQ(decode_f16(0x7bff), 65504);
  EXPECT_EQ(decode_f16(0x0001), 0x1p-24);
  EXPECT_EQ(decode_f16(0x0400), 0x1p-14);
  EXPECT_EQ(decode_bf16(0x3f80), 1);
  EXPECT_EQ(decode_f8e4m3(0x38), 1);
  EXPECT_EQ(decode_f8e4m3(0x7e), 448);
  EXPECT_EQ(decode_f8e4m3(0x01), 0x1p-9);
  EXPECT_EQ(decode_f8e4m3(0x08), 0x1p-6);
}

TEST(FloatFormat, KeepsTheSign) {
  EXPECT_EQ(encode_f16(-1), 0xbc00);
  EXPECT_EQ(encode_bf16(-1), 0xbf80);
  EXPECT_EQ(encode_f8e4m3(-448), 0xfe);
  EXPECT_EQ(encode_f16(-0.0), 0x8000);
  EXPECT_TRUE(std::signbit(decode_f16(0x8000)));
  EXPECT_EQ(decode_f8e4m3(0xb8), -1);
}

TEST(FloatFormat, OverflowsAsEachFormatDoes) {
  EXPECT_EQ(encode_f16(65519), 0x7bff) << "below half a last place above the largest";
  EXPECT_EQ(encode_f16(65520), 0x7c00);
  EXPECT_EQ(encode_f16(-1e300), 0xfc00);
  EXPECT_EQ(encode_bf16(std::numeric_limits<double>::max()), 0x7f80);
  EXPECT_EQ(encode_f8e4m3(464), 0x7e) << "a tie, and 448 has the even pattern";
  EXPECT_EQ(encode_f8e4m3(464.5), 0x7f);
  EXPECT_EQ(encode_f8e4m3(kInfinity), 0x7f);
  EXPECT_EQ(decode_f16(0x7c00), kInfinity);
  EXPECT_EQ(decode_f16(0xfc00), -kInfinity);
}

TEST(FloatFormat, UnderflowsToZero) {
  EXPECT_EQ(encode_f16(0x1p-25), 0) << "a tie between 0 and the smallest";
  EXPECT_EQ(encode_f16(std::nextafter(0x1p-25, 1)), 1);
  EXPECT_EQ(encode_bf16(std::numeric_limits<double>::denorm_min()), 0);
  EXPECT_EQ(encode_f8e4m3(-0x1p-11), 0x80);
}

TEST(FloatFormat, NanStaysNan) {
  const double nan = std::nan("");
  EXPECT_TRUE(std::isnan(decode_f16(encode_f16(nan))));
  EXPECT_TRUE(std::isnan(decode_bf16(encode_bf16(-nan))));
  EXPECT_TRUE(std::isnan(decode_f8e4m3(encode_f8e4m3(nan))));
  EXPECT_TRUE(std::isnan(decode_f8e4m3(0xff)));
}

}  // namespace
}  // namespace fourfold
