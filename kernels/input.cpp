// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/input.hpp"

#include <algorithm>
#include <cstring>

#include "core/error.hpp"

namespace fourfold {
namespace {

/// The type and, through `value`, the distribution are known to the compiler: one tight loop each.
template <DataType kType, class Bits, class Value>
void fill_elements(std::byte* destination, std::size_t count, Value value) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto bits = static_cast<Bits>(encode_element(kType, value(kType, i)));
    std::memcpy(destination + i * sizeof(Bits), &bits, sizeof(Bits));
  }
}

template <class Value>
void fill_type(DataType type, std::byte* destination, std::size_t count, Value value) {
  switch (type) {
    case DataType::f64:
      return fill_elements<DataType::f64, std::uint64_t>(destination, count, value);
    case DataType::f32:
      return fill_elements<DataType::f32, std::uint32_t>(destination, count, value);
    case DataType::tf32:
      return fill_elements<DataType::tf32, std::uint32_t>(destination, count, value);
    case DataType::f16:
      return fill_elements<DataType::f16, std::uint16_t>(destination, count, value);
    case DataType::bf16:
      return fill_elements<DataType::bf16, std::uint16_t>(destination, count, value);
    case DataType::f8e4m3:
      return fill_elements<DataType::f8e4m3, std::uint8_t>(destination, count, value);
    case DataType::i32:
      return fill_elements<DataType::i32, std::uint32_t>(destination, count, value);
    case DataType::i8:
      return fill_elements<DataType::i8, std::uint8_t>(destination, count, value);
  }
}

template <Distribution kDistribution>
void fill_distribution(DataType type, std::uint64_t seed, std::byte* destination,
                       std::size_t count) {
  fill_type(type, destination, count,
            [=](DataType t, std::size_t i) { return input_value(kDistribution, t, seed, i); });
}

/// Ordinary columns first, then the few others: no division by the number of columns per element.
void fill_model(DataType type, std::uint64_t seed, std::byte* destination, std::size_t count,
                std::uint64_t columns) {
  if (columns == 0) throw Error("input 'model' needs the number of columns of the matrix");
  fill_type(type, destination, count,
            [=](DataType, std::size_t i) { return normal_value(seed, i); });
  for (std::uint64_t stretch = 0; stretch * kOutlierStretch < columns; ++stretch) {
    for (std::size_t i = outlier_column(seed, stretch, columns); i < count; i += columns) {
      store_element(type, destination, i, input_value(Distribution::Model, type, seed, i, columns));
    }
  }
}

}  // namespace

std::string_view name(Distribution distribution) {
  return kDistributions[static_cast<std::size_t>(distribution)];
}

std::optional<Distribution> parse_distribution(std::string_view name) {
  const auto* const found = std::find(kDistributions.begin(), kDistributions.end(), name);
  if (found == kDistributions.end()) return std::nullopt;
  return static_cast<Distribution>(found - kDistributions.begin());
}

void fill_input(Distribution distribution, DataType type, std::uint64_t seed,
                std::byte* destination, std::size_t count, std::uint64_t columns) {
  switch (distribution) {
    case Distribution::Uniform:
      return fill_distribution<Distribution::Uniform>(type, seed, destination, count);
    case Distribution::Normal:
      return fill_distribution<Distribution::Normal>(type, seed, destination, count);
    case Distribution::Model:
      return fill_model(type, seed, destination, count, columns);
    case Distribution::Integers:
      return fill_distribution<Distribution::Integers>(type, seed, destination, count);
    case Distribution::Zeros:
      return fill_distribution<Distribution::Zeros>(type, seed, destination, count);
  }
}

}  // namespace fourfold
