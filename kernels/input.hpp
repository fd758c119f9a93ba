// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/data_type.hpp"

namespace fourfold {

/// What matrices are filled with. It bears on speed (zeros run faster where power limits), so it is
/// part of a case's name.
enum class Distribution {
  Uniform,   ///< uniform in [-1, 1), rounded to the type
  Integers,  ///< whole numbers -3 ... 3: products and sums exact, so results compare bit by bit
  Zeros,
};
inline constexpr std::array<std::string_view, 3> kDistributions{"uniform", "integers", "zeros"};
std::string_view name(Distribution distribution);
std::optional<Distribution> parse_distribution(std::string_view name);

/// 64 well-mixed bits for counter `index` of stream `seed`: the same on every machine, no state, so
/// that any element can be made anywhere without the ones before it (SplitMix64's finaliser).
constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t x = seed + (index + 1) * 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

/// Element `index` of the stream, before rounding to a type. i8 and i32 inputs use Integers scaled
/// to their range where Uniform is asked (-127 ... 127).
double input_value(Distribution distribution, DataType type, std::uint64_t seed,
                   std::uint64_t index);

/// Writes elements 0 ... count-1 of the stream to host memory.
void fill_input(Distribution distribution, DataType type, std::uint64_t seed,
                std::byte* destination, std::size_t count);

}  // namespace fourfold
