// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/data_type.hpp"
#include "core/float_format.hpp"

namespace fourfold {

/// How an all-reduce of ours makes one element of several.
enum class Fold { Sum, Min, Max };

/// How elements of a type are stored, and what they are added up as: 16- and 8-bit floats in f32,
/// rounded once at the end. Without branches, so that loops over it become vectors on a CPU and one
/// instruction stream on a GPU; widen() and narrow() give the bits of decode_element and
/// encode_element of core (fold_test.cpp compares them).
template <class Stored_, class Wide_>
struct Exact {
  using Stored = Stored_;
  using Wide = Wide_;
  static constexpr Wide widen(Stored x) { return x; }
  static constexpr Stored narrow(Wide x) { return x; }
};

/// kMantissa and kExponent bits; with infinities, or else with all ones as the only NaN.
template <class Stored_, int kMantissa, int kExponent, bool kInfinity>
struct Short {
  using Stored = Stored_;
  using Wide = float;
  static constexpr int kCut = 23 - kMantissa;
  static constexpr int kBias = (1 << (kExponent - 1)) - 1;
  static constexpr std::uint32_t kSign = 1u << (kMantissa + kExponent);
  static constexpr std::uint32_t kNan = kSign - 1;
  static constexpr std::uint32_t kBeyond = kInfinity ? ((1u << kExponent) - 1) << kMantissa : kNan;

  /// The exponent is moved by a multiplication, which is exact and gets subnormal numbers right.
  static constexpr float widen(Stored x) {
    const std::uint32_t magnitude = x & (kSign - 1);
    const auto scale = std::bit_cast<float>(static_cast<std::uint32_t>(127 + 127 - kBias) << 23);
    const float finite = std::bit_cast<float>(magnitude << kCut) * scale;
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(finite);
    const std::uint32_t special = 0x7f800000u | magnitude << kCut;
    const std::uint32_t sign = (static_cast<std::uint32_t>(x) & kSign)
                               << (31 - kMantissa - kExponent);
    return std::bit_cast<float>(sign | (magnitude >= kBeyond ? special : bits));
  }

  /// To the nearest, ties to even. Subnormal results come of an addition to a number whose last bit
  /// is their unit.
  static constexpr Stored narrow(float x) {
    constexpr std::uint32_t kRebias = static_cast<std::uint32_t>(127 - kBias) << kMantissa;
    constexpr std::uint32_t kUnit = static_cast<std::uint32_t>(127 + 24 - kBias - kMantissa) << 23;
    constexpr std::uint32_t kNormal = static_cast<std::uint32_t>(127 - kBias + 1) << 23;
    const auto all = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t magnitude = all & 0x7fffffffu;
    const std::uint32_t rounded =
        ((magnitude + (1u << (kCut - 1)) - 1 + (magnitude >> kCut & 1)) >> kCut) - kRebias;
    const float in_units = std::bit_cast<float>(magnitude) + std::bit_cast<float>(kUnit);
    const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(in_units) - kUnit;
    const std::uint32_t held = rounded >= kBeyond ? kBeyond : rounded;
    const std::uint32_t finite = magnitude < kNormal ? subnormal : held;
    const std::uint32_t sign = all >> (31 - kMantissa - kExponent) & kSign;
    return static_cast<Stored>(sign | (magnitude > 0x7f800000u ? kNan : finite));
  }
};

/// Of f64, f32, f16, bf16, f8e4m3 and i32; there is none of others.
template <DataType kType>
struct FoldFormat;
template <>
struct FoldFormat<DataType::f64> : Exact<double, double> {};
template <>
struct FoldFormat<DataType::f32> : Exact<float, float> {};
template <>
struct FoldFormat<DataType::i32> : Exact<std::int32_t, std::int32_t> {};
template <>
struct FoldFormat<DataType::f16> : Short<std::uint16_t, 10, 5, true> {};
template <>
struct FoldFormat<DataType::bf16> : Short<std::uint16_t, 7, 8, true> {};
template <>
struct FoldFormat<DataType::f8e4m3> : Short<std::uint8_t, 3, 4, false> {};

/// Sums of integers wrap around. A NaN on either side of min and max stays.
template <Fold kFold, class Wide>
constexpr Wide fold(Wide a, Wide b) {
  if constexpr (kFold == Fold::Sum && std::is_integral_v<Wide>) {
    using Unsigned = std::make_unsigned_t<Wide>;
    return static_cast<Wide>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b));
  } else if constexpr (kFold == Fold::Sum) {
    return a + b;
  } else if constexpr (kFold == Fold::Min) {
    return a <= b || a != a ? a : b;
  } else {
    return a >= b || a != a ? a : b;
  }
}

/// On the CPU: folds `bytes` (whole elements) of `sources` arrays in the order given, and writes
/// them to each of `copies` places. A place may be one of the sources, but may not overlap any in
/// another way. No address need be aligned.
using HostFold = void (*)(std::byte* const* to, int copies, const std::byte* const* from,
                          int sources, std::size_t bytes);
/// nullptr where there is none of that type.
HostFold host_fold(DataType type, Fold fold);

}  // namespace fourfold
