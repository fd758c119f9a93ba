// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/float_format.hpp"

namespace fourfold {

/// Element types. tf32 is a way to multiply f32 data, so it is stored as f32 and only matmul has
/// it.
enum class DataType { f64, f32, tf32, f16, bf16, f8e4m3, i32, i8 };

/// One row of the table of element types.
struct DataTypeTraits {
  DataType type;
  std::string_view name;
  std::size_t bytes;  ///< storage of one element
  bool is_float;
  /// Every whole number from 0 to this one is exact, and so is every sum of them that stays within.
  std::int64_t exact_integers;
  /// Unit round-off u: half the distance from 1 to the next number; 0 for integers.
  double unit_roundoff;
};

inline constexpr std::array kDataTypes{
    DataTypeTraits{DataType::f64, "f64", 8, true, std::int64_t{1} << 53, 0x1p-53},
    DataTypeTraits{DataType::f32, "f32", 4, true, 1 << 24, 0x1p-24},
    DataTypeTraits{DataType::tf32, "tf32", 4, true, 1 << 11, 0x1p-11},
    DataTypeTraits{DataType::f16, "f16", 2, true, 1 << 11, 0x1p-11},
    DataTypeTraits{DataType::bf16, "bf16", 2, true, 1 << 8, 0x1p-8},
    DataTypeTraits{DataType::f8e4m3, "f8e4m3", 1, true, 1 << 4, 0x1p-4},
    DataTypeTraits{DataType::i32, "i32", 4, false, 0x7fffffff, 0},
    DataTypeTraits{DataType::i8, "i8", 1, false, 127, 0},
};

const DataTypeTraits& traits(DataType type);
std::string_view name(DataType type);
/// The type of that name, or nothing.
std::optional<DataType> parse_data_type(std::string_view name);

constexpr bool is_integer(DataType type) { return type == DataType::i32 || type == DataType::i8; }

/// `value` to the nearest whole number, ties to even, held within [low, high] (NaN: 0).
constexpr std::int64_t nearest_integer(double value, double low, double high) {
  if (!(value == value)) return 0;
  const double held = value < low ? low : (value > high ? high : value);
  constexpr double kOnTheGridOfOne = 0x1.8p52;  // a sum this large has no bits for fractions
  return static_cast<std::int64_t>((held + kOnTheGridOfOne) - kOnTheGridOfOne);
}

/// The bits of an element of `type` that holds `value`, in the low bytes; the same on host and GPU.
/// Rounded to nearest even (tf32: to its 11 significant bits); beyond the range: infinity (f8e4m3:
/// NaN, it has no infinity), and for integers the nearest end of the range (NaN: 0).
constexpr std::uint64_t encode_element(DataType type, double value) {
  switch (type) {
    case DataType::f64:
      return std::bit_cast<std::uint64_t>(value);
    case DataType::f32:
      return std::bit_cast<std::uint32_t>(static_cast<float>(value));
    case DataType::tf32:
      return std::bit_cast<std::uint32_t>(round_to_tf32(value));
    case DataType::f16:
      return encode_f16(value);
    case DataType::bf16:
      return encode_bf16(value);
    case DataType::f8e4m3:
      return encode_f8e4m3(value);
    case DataType::i32:
      return static_cast<std::uint32_t>(nearest_integer(value, -0x1p31, 0x1p31 - 1));
    case DataType::i8:
      return static_cast<std::uint8_t>(nearest_integer(value, -128, 127));
  }
  return 0;
}

/// The value of an element whose bits are the low bytes of `bits`, as a double (exact).
constexpr double decode_element(DataType type, std::uint64_t bits) {
  switch (type) {
    case DataType::f64:
      return std::bit_cast<double>(bits);
    case DataType::f32:
    case DataType::tf32:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case DataType::f16:
      return decode_f16(static_cast<std::uint16_t>(bits));
    case DataType::bf16:
      return decode_bf16(static_cast<std::uint16_t>(bits));
    case DataType::f8e4m3:
      return decode_f8e4m3(static_cast<std::uint8_t>(bits));
    case DataType::i32:
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits));
    case DataType::i8:
      return static_cast<std::int8_t>(static_cast<std::uint8_t>(bits));
  }
  return 0;
}

/// The element at `index` of an array of `type` on the host.
double load_element(DataType type, const std::byte* base, std::size_t index);
/// Writes `value`, rounded as encode_element says.
void store_element(DataType type, std::byte* base, std::size_t index, double value);

/// A byte that outputs are filled with before a call: repeated, it is NaN in every float type, so
/// that no element which a call left out can look right; in integers, a number far from small ones.
constexpr unsigned char poison_byte(DataType type) { return is_integer(type) ? 0xCB : 0xFF; }

}  // namespace fourfold
