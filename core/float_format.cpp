// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/float_format.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace fourfold {
namespace {

struct Format {
  int mantissa_bits;
  int exponent_bits;
  bool has_infinity;  // the all-ones exponent means infinity or NaN; otherwise only all ones is NaN
  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  constexpr unsigned sign() const { return 1u << (mantissa_bits + exponent_bits); }
  constexpr unsigned exponent_mask() const { return (1u << exponent_bits) - 1; }
  constexpr unsigned overflow() const {
    return has_infinity ? exponent_mask() << mantissa_bits : sign() - 1;
  }
  constexpr unsigned nan() const { return sign() - 1; }
};

constexpr Format kF16{10, 5, true};
constexpr Format kBf16{7, 8, true};
constexpr Format kF8e4m3{3, 4, false};
constexpr Format kTf32{10, 8, true};

unsigned encode(const Format& f, double value) {
  const unsigned sign = std::signbit(value) ? f.sign() : 0;
  if (std::isnan(value)) return sign | f.nan();
  const double magnitude = std::abs(value);
  if (std::isinf(magnitude)) return sign | f.overflow();
  if (magnitude == 0) return sign;
  const int exponent = std::max(std::ilogb(magnitude), 1 - f.bias());
  // In units of the last place, ties to even by the default rounding mode of nearbyint. A carry
  // into the next binade falls out of the addition below, also from subnormal to normal.
  const double units = std::nearbyint(std::ldexp(magnitude, f.mantissa_bits - exponent));
  const auto biased = static_cast<unsigned>(exponent + f.bias());
  const unsigned bits = ((biased - 1) << f.mantissa_bits) + static_cast<unsigned>(units);
  return sign | (bits >= f.overflow() ? f.overflow() : bits);
}

double decode(const Format& f, unsigned bits) {
  const double sign = (bits & f.sign()) != 0 ? -1 : 1;
  const unsigned magnitude = bits & (f.sign() - 1);
  const unsigned exponent = magnitude >> f.mantissa_bits;
  const unsigned mantissa = magnitude & ((1u << f.mantissa_bits) - 1);
  if (f.has_infinity && exponent == f.exponent_mask()) {
    return mantissa == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  }
  if (!f.has_infinity && magnitude == f.nan()) return std::numeric_limits<double>::quiet_NaN();
  const double fraction = mantissa + (exponent == 0 ? 0.0 : std::ldexp(1, f.mantissa_bits));
  const int power = (exponent == 0 ? 1 : static_cast<int>(exponent)) - f.bias() - f.mantissa_bits;
  return sign * std::ldexp(fraction, power);
}

}  // namespace

std::uint16_t encode_f16(double value) { return static_cast<std::uint16_t>(encode(kF16, value)); }
std::uint16_t encode_bf16(double value) { return static_cast<std::uint16_t>(encode(kBf16, value)); }
std::uint8_t encode_f8e4m3(double value) {
  return static_cast<std::uint8_t>(encode(kF8e4m3, value));
}
float round_to_tf32(double value) {
  constexpr int kMoreInF32 = 13;  // bits of f32's mantissa that tf32 has not
  return std::bit_cast<float>(encode(kTf32, value) << kMoreInF32);
}
double decode_f16(std::uint16_t bits) { return decode(kF16, bits); }
double decode_bf16(std::uint16_t bits) { return decode(kBf16, bits); }
double decode_f8e4m3(std::uint8_t bits) { return decode(kF8e4m3, bits); }

}  // namespace fourfold
