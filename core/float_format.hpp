// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace fourfold {

/// Bit patterns of the short floating-point formats, so that machines without hardware for them
/// make and check the same data as those with it. Encoders round to nearest, ties to even. All of
/// it is whole-number arithmetic on the bits of a double: host and GPU run this same code, with no
/// rounding mode and no library function in which they could differ.

/// A binary format: sign, exponent, mantissa.
struct FloatFormat {
  int mantissa_bits;
  int exponent_bits;
  bool has_infinity;  ///< the all-ones exponent is infinity or NaN; otherwise only all ones is NaN
  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  constexpr unsigned sign() const { return 1u << (mantissa_bits + exponent_bits); }
  constexpr unsigned exponent_mask() const { return (1u << exponent_bits) - 1; }
  constexpr unsigned overflow() const {
    return has_infinity ? exponent_mask() << mantissa_bits : sign() - 1;
  }
  constexpr unsigned nan() const { return sign() - 1; }
};

constexpr unsigned encode(const FloatFormat& f, double value) {
  constexpr int kMantissa = 52;  // of a double
  constexpr int kBias = 1023;
  constexpr std::uint64_t kOne = 1;
  constexpr std::uint64_t kInfinity = std::uint64_t{0x7ff} << kMantissa;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const unsigned sign = static_cast<unsigned>(bits >> 63) * f.sign();
  const std::uint64_t magnitude = bits & ~(kOne << 63);
  if (magnitude > kInfinity) return sign | f.nan();
  const int cut = kMantissa - f.mantissa_bits;
  const auto rebias = static_cast<std::uint64_t>(kBias - f.bias());
  if (magnitude >= (rebias + 1) << kMantissa) {
    // A carry out of the mantissa moves to the next binade by itself. Half less one plus the last
    // bit kept: ties go to even.
    const std::uint64_t half = kOne << (cut - 1);
    const std::uint64_t rounded = (magnitude + half - 1 + (magnitude >> cut & 1)) >> cut;
    const std::uint64_t result = rounded - (rebias << f.mantissa_bits);
    return sign | (result >= f.overflow() ? f.overflow() : static_cast<unsigned>(result));
  }
  // Subnormal, in units of the smallest number. Less than half of it is 0, as are the subnormal
  // doubles; rounding up to the smallest normal number falls out.
  const int further = static_cast<int>(rebias) + 1 - static_cast<int>(magnitude >> kMantissa);
  if (cut + further > kMantissa + 1) return sign;
  const std::uint64_t significand = (magnitude & ((kOne << kMantissa) - 1)) | kOne << kMantissa;
  const std::uint64_t half = kOne << (cut + further - 1);
  const std::uint64_t odd = significand >> (cut + further) & 1;
  return sign | static_cast<unsigned>((significand + half - 1 + odd) >> (cut + further));
}

constexpr double decode(const FloatFormat& f, unsigned bits) {
  constexpr int kMantissa = 52;
  constexpr int kBias = 1023;
  const std::uint64_t sign = (bits & f.sign()) != 0 ? std::uint64_t{1} << 63 : 0;
  const unsigned magnitude = bits & (f.sign() - 1);
  const unsigned exponent = magnitude >> f.mantissa_bits;
  const unsigned mantissa = magnitude & ((1u << f.mantissa_bits) - 1);
  if (f.has_infinity ? exponent == f.exponent_mask() && mantissa != 0 : magnitude == f.nan()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (f.has_infinity && exponent == f.exponent_mask()) {
    return std::bit_cast<double>(sign | std::uint64_t{0x7ff} << kMantissa);
  }
  const auto biased = static_cast<std::uint64_t>(kBias - f.bias()) + (exponent == 0 ? 1 : exponent);
  const auto power = std::bit_cast<double>(sign | biased << kMantissa);
  if (exponent == 0) return power * (mantissa / static_cast<double>(1u << f.mantissa_bits));
  return std::bit_cast<double>(sign | biased << kMantissa |
                               std::uint64_t{mantissa} << (kMantissa - f.mantissa_bits));
}

// Functions, since GPU code may not refer to a host's constants.
constexpr FloatFormat f16_format() { return {10, 5, true}; }
constexpr FloatFormat bf16_format() { return {7, 8, true}; }
constexpr FloatFormat f8e4m3_format() { return {3, 4, false}; }
constexpr FloatFormat tf32_format() { return {10, 8, true}; }

/// IEEE 754 binary16; overflow gives infinity.
constexpr std::uint16_t encode_f16(double value) {
  return static_cast<std::uint16_t>(encode(f16_format(), value));
}
/// Upper half of binary32; overflow gives infinity.
constexpr std::uint16_t encode_bf16(double value) {
  return static_cast<std::uint16_t>(encode(bf16_format(), value));
}
/// OCP FP8 E4M3: 448 is the largest, beyond is NaN.
constexpr std::uint8_t encode_f8e4m3(double value) {
  return static_cast<std::uint8_t>(encode(f8e4m3_format(), value));
}
/// The tf32 number nearest to `value`, as the f32 that holds it: 11 significant bits, f32's range.
constexpr float round_to_tf32(double value) {
  constexpr int kMoreInF32 = 13;  // bits of f32's mantissa that tf32 has not
  return std::bit_cast<float>(encode(tf32_format(), value) << kMoreInF32);
}
constexpr double decode_f16(std::uint16_t bits) { return decode(f16_format(), bits); }
constexpr double decode_bf16(std::uint16_t bits) { return decode(bf16_format(), bits); }
constexpr double decode_f8e4m3(std::uint8_t bits) { return decode(f8e4m3_format(), bits); }

}  // namespace fourfold
