// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/data_type.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/float_format.hpp"

namespace fourfold {
namespace {

template <class T>
T load(const std::byte* base, std::size_t index) {
  T value;
  std::memcpy(&value, base + index * sizeof(T), sizeof(T));
  return value;
}

template <class T>
void store(std::byte* base, std::size_t index, T value) {
  std::memcpy(base + index * sizeof(T), &value, sizeof(T));
}

template <class T>
void store_integer(std::byte* base, std::size_t index, double value) {
  if (std::isnan(value)) value = 0;  // the cast would be undefined
  if (std::isnan(value)) value = 0;
  const double low = std::numeric_limits<T>::min();
  const double high = std::numeric_limits<T>::max();
  store(base, index, static_cast<T>(std::nearbyint(std::clamp(value, low, high))));
}

}  // namespace

const DataTypeTraits& traits(DataType type) { return kDataTypes[static_cast<std::size_t>(type)]; }

std::string_view name(DataType type) { return traits(type).name; }

std::optional<DataType> parse_data_type(std::string_view name) {
  for (const DataTypeTraits& row : kDataTypes) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

double load_element(DataType type, const std::byte* base, std::size_t index) {
  switch (type) {
    case DataType::f64:
      return load<double>(base, index);
    case DataType::f32:
    case DataType::tf32:
      return load<float>(base, index);
    case DataType::f16:
      return decode_f16(load<std::uint16_t>(base, index));
    case DataType::bf16:
      return decode_bf16(load<std::uint16_t>(base, index));
    case DataType::f8e4m3:
      return decode_f8e4m3(load<std::uint8_t>(base, index));
    case DataType::i32:
      return load<std::int32_t>(base, index);
    case DataType::i8:
      return load<std::int8_t>(base, index);
  }
  return 0;
}

void store_element(DataType type, std::byte* base, std::size_t index, double value) {
  switch (type) {
    case DataType::f64:
      return store(base, index, value);
    case DataType::f32:
      return store(base, index, static_cast<float>(value));
    case DataType::tf32:
      return store(base, index, round_to_tf32(value));
    case DataType::f16:
      return store(base, index, encode_f16(value));
    case DataType::bf16:
      return store(base, index, encode_bf16(value));
    case DataType::f8e4m3:
      return store(base, index, encode_f8e4m3(value));
    case DataType::i32:
      return store_integer<std::int32_t>(base, index, value);
    case DataType::i8:
      return store_integer<std::int8_t>(base, index, value);
  }
}

}  // namespace fourfold
