// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/exact_product.hpp"

#include <algorithm>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kPlaces = 0xE1;
constexpr std::uint64_t kSigns = 0xE2;
constexpr std::int64_t kShortestAccumulator = 1 << 13;  // FP8 on Hopper

double sign(std::uint64_t index) { return (random_bits(kSigns, index) & 1) != 0 ? 1.0 : -1.0; }

}  // namespace

ExactInputs exact_inputs(const GemmProblem& problem) {
  ExactInputs result;
  const DataType type = problem.input;
  result.terms =
      std::min({problem.k, traits(problem.output()).exact_integers, kShortestAccumulator});
  result.a.resize(problem.a_bytes());
  result.b.resize(problem.b_bytes());
  const auto k = static_cast<std::size_t>(problem.k);
  const auto terms = static_cast<std::size_t>(result.terms);
  for (std::size_t i = 0; i < static_cast<std::size_t>(problem.m) * k; ++i) {
    store_element(type, result.a.data(), i, 0);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(problem.m); ++i) {
    for (std::size_t term = 0; term < terms; ++term) {
      const std::size_t begin = term * k / terms;
      const std::size_t length = (term + 1) * k / terms - begin;
      const std::size_t place = begin + random_bits(kPlaces, i * terms + term) % length;
      store_element(type, result.a.data(), i * k + place, sign(i * terms + term));
    }
  }
  const std::size_t signs_of_a = static_cast<std::size_t>(problem.m) * terms;
  for (std::size_t i = 0; i < static_cast<std::size_t>(problem.n) * k; ++i) {
    store_element(type, result.b.data(), i, sign(signs_of_a + i));
  }
  return result;
}

}  // namespace fourfold
