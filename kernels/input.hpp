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
///
/// - Uniform: in [-1, 1) on a grid of 2^-23. Integer types: whole numbers -127 ... 127.
/// - Normal: mean 0, variance 1, kurtosis 2.9 (a true normal has 3), at most 6: the sum of twelve
///   uniform numbers of 16 bits less 6 (Irwin & Hall), exact in f32. Integer types: 21 times that,
///   to the nearest, so that the largest is 126.
/// - Model: what a layer of a language model is fed. Normal, but one column in every 1024 (or in
///   the shorter last ones), at a place that is a hash, is 20 times as large: about 0.1 % of
///   feature dimensions, up to 20 times the others (Dettmers et al., LLM.int8(), 2022). At most
///   120, so it fits every type (f8e4m3 ends at 448). Integer types: to the nearest whole number,
///   as with one scale for the whole matrix.
/// - Integers: whole numbers -3 ... 3: products and sums exact, so results compare bit by bit.
/// - Zeros.
enum class Distribution { Uniform, Normal, Model, Integers, Zeros };
inline constexpr std::array<std::string_view, 5> kDistributions{"uniform", "normal", "model",
                                                                "integers", "zeros"};
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

/// Element `index` of Normal: a multiple of 2^-16, of mean exactly 0.
constexpr double normal_value(std::uint64_t seed, std::uint64_t index) {
  constexpr std::uint64_t kEveryOtherLane = 0x0000FFFF0000FFFFull;
  std::uint64_t sums = 0;  // two of them, 32 bits apart
  for (std::uint64_t draw = 0; draw < 3; ++draw) {
    const std::uint64_t lanes = random_bits(seed, 3 * index + draw);
    sums += (lanes & kEveryOtherLane) + (lanes >> 16 & kEveryOtherLane);
  }
  const auto twelve = static_cast<std::int64_t>((sums & 0xFFFFFFFF) + (sums >> 32));
  constexpr std::int64_t kMean = 6 * 0xFFFF;
  return static_cast<double>(twelve - kMean) * 0x1p-16;
}

inline constexpr std::uint64_t kOutlierStretch = 1024;
inline constexpr double kOutlierFactor = 20;

/// The column of Model's outliers among columns stretch * 1024 ... of a matrix of `columns`.
constexpr std::uint64_t outlier_column(std::uint64_t seed, std::uint64_t stretch,
                                       std::uint64_t columns) {
  const std::uint64_t first = stretch * kOutlierStretch;
  const std::uint64_t left = columns - first;
  return first + random_bits(~seed, stretch) % (left < kOutlierStretch ? left : kOutlierStretch);
}

/// Element `index` of a matrix of `columns` columns in row-major order, before rounding to `type`.
/// Exact arithmetic only: the same on host and GPU. Only Model looks at `columns`, which it needs.
constexpr double input_value(Distribution distribution, DataType type, std::uint64_t seed,
                             std::uint64_t index, std::uint64_t columns = 0) {
  switch (distribution) {
    case Distribution::Uniform:
      if (is_integer(type)) return static_cast<double>(random_bits(seed, index) % 255) - 127.0;
      return static_cast<double>(random_bits(seed, index) >> 40) * 0x1p-23 - 1.0;
    case Distribution::Normal:
      return normal_value(seed, index) * (is_integer(type) ? 21 : 1);
    case Distribution::Model: {
      const std::uint64_t column = index % columns;
      const bool outlier = column == outlier_column(seed, column / kOutlierStretch, columns);
      return normal_value(seed, index) * (outlier ? kOutlierFactor : 1);
    }
    case Distribution::Integers:
      return static_cast<double>(random_bits(seed, index) % 7) - 3.0;
    case Distribution::Zeros:
      return 0;
  }
  return 0;
}

/// Writes elements 0 ... count-1 of the matrix to host memory. Throws Error when Model is asked
/// without `columns`.
void fill_input(Distribution distribution, DataType type, std::uint64_t seed,
                std::byte* destination, std::size_t count, std::uint64_t columns = 0);

}  // namespace fourfold
