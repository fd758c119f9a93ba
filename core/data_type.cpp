// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/data_type.hpp"

#include <cstring>

namespace fourfold {
namespace {

template <class Bits>
double load(DataType type, const std::byte* base, std::size_t index) {
  Bits bits;
  std::memcpy(&bits, base + index * sizeof(Bits), sizeof(Bits));
  return decode_element(type, bits);
}

template <class Bits>
void store(std::byte* base, std::size_t index, std::uint64_t element) {
  const auto bits = static_cast<Bits>(element);
  std::memcpy(base + index * sizeof(Bits), &bits, sizeof(Bits));
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
      return load<std::uint64_t>(DataType::f64, base, index);
    case DataType::f32:
    case DataType::tf32:
      return load<std::uint32_t>(DataType::f32, base, index);
    case DataType::f16:
      return load<std::uint16_t>(DataType::f16, base, index);
    case DataType::bf16:
      return load<std::uint16_t>(DataType::bf16, base, index);
    case DataType::f8e4m3:
      return load<std::uint8_t>(DataType::f8e4m3, base, index);
    case DataType::i32:
      return load<std::uint32_t>(DataType::i32, base, index);
    case DataType::i8:
      return load<std::uint8_t>(DataType::i8, base, index);
  }
  return 0;
}

void store_element(DataType type, std::byte* base, std::size_t index, double value) {
  const std::uint64_t element = encode_element(type, value);
  switch (traits(type).bytes) {
    case 8:
      return store<std::uint64_t>(base, index, element);
    case 4:
      return store<std::uint32_t>(base, index, element);
    case 2:
      return store<std::uint16_t>(base, index, element);
    default:
      return store<std::uint8_t>(base, index, element);
  }
}

}  // namespace fourfold
