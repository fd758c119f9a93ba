// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/input.hpp"

#include <algorithm>
#include <cstring>

namespace fourfold {
namespace {

/// Uniform in [-1, 1) on a grid of 2^-23: exact in f32, so that only the type's own rounding acts.
double uniform(std::uint64_t bits) { return static_cast<double>(bits >> 40) * 0x1p-23 - 1.0; }

template <class T, class Convert>
void fill_with(std::byte* destination, std::size_t count, Convert convert) {
  for (std::size_t i = 0; i < count; ++i) {
    const T value = convert(i);
    std::memcpy(destination + i * sizeof(T), &value, sizeof(T));
  }
}

}  // namespace

std::string_view name(Distribution distribution) {
  return kDistributions[static_cast<std::size_t>(distribution)];
}

std::optional<Distribution> parse_distribution(std::string_view name) {
  const auto found = std::find(kDistributions.begin(), kDistributions.end(), name);
  if (found == kDistributions.end()) return std::nullopt;
  return static_cast<Distribution>(found - kDistributions.begin());
}

double input_value(Distribution distribution, DataType type, std::uint64_t seed,
                   std::uint64_t index) {
  const std::uint64_t bits = random_bits(seed, index);
  switch (distribution) {
    case Distribution::Uniform:
      if (traits(type).is_float) return uniform(bits);
      return static_cast<double>(bits % 255) - 127.0;
    case Distribution::Integers:
      return static_cast<double>(bits % 7) - 3.0;
    case Distribution::Zeros:
      return 0;
  }
  return 0;
}

void fill_input(Distribution distribution, DataType type, std::uint64_t seed,
                std::byte* destination, std::size_t count) {
  const auto value = [&](std::size_t i) { return input_value(distribution, type, seed, i); };
  switch (type) {
    case DataType::f64:
      return fill_with<double>(destination, count, value);
    case DataType::f32:
      return fill_with<float>(destination, count,
                              [&](std::size_t i) { return static_cast<float>(value(i)); });
    case DataType::tf32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::f8e4m3:
    case DataType::i32:
    case DataType::i8:
      for (std::size_t i = 0; i < count; ++i) store_element(type, destination, i, value(i));
  }
}

}  // namespace fourfold
