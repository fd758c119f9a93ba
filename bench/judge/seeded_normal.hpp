// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace fourfold {

/// Standard normal numbers (Box and Muller, Annals of Mathematical Statistics 29, 1958), the same
/// of one seed on every machine: those of the standard library's distribution are not.
class SeededNormal {
 public:
  explicit SeededNormal(std::uint64_t seed) : bits_(seed) {}

  double operator()() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  /// In (0, 1].
  double uniform() { return (static_cast<double>(bits_() >> 11) + 1) * 0x1p-53; }
  std::mt19937_64 bits_;
};

}  // namespace fourfold
