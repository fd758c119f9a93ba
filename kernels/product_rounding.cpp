// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/product_rounding.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr double kSafety = 8;  // of the probabilistic bounds: e^(-8^2/2)
constexpr std::uint64_t kPlaces = 0x53616D70;

/// What an output too small for its type's normal numbers may lose: half a subnormal step, or all
/// of it where kernels flush to zero.
double underflow(DataType output) {
  switch (output) {
    case DataType::f16:
      return 0x1p-25;
    case DataType::f32:
    case DataType::tf32:
    case DataType::bf16:
      return 0x1p-126;
    case DataType::f64:
    case DataType::f8e4m3:  // no kernel writes it
    case DataType::i32:
    case DataType::i8:
      return 0;
  }
  return 0;
}

}  // namespace

double accumulator_roundoff(const GemmProblem& p) {
  switch (p.input) {
    case DataType::f64:
      return 0x1p-53;
    case DataType::f8e4m3:
      return 0x1p-13;  // Hopper's FP8 path keeps about 14 bits
    case DataType::f32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::tf32:  // inputs are filled with tf32 numbers, so that cutting them loses nothing
      return 0x1p-24;
    case DataType::i32:
    case DataType::i8:
      return 0;
  }
  return 0;
}

double allowed_in_element(const GemmProblem& p, double a_norm, double b_norm, double d) {
  // The second round-off is that of the arithmetic here, in f64.
  const double relative = accumulator_roundoff(p) + 0x1p-53;
  return kSafety * std::sqrt(static_cast<double>(p.k)) * relative * a_norm * b_norm +
         traits(p.output()).unit_roundoff * std::abs(d) + underflow(p.output());
}

double allowed_in_block(const GemmProblem& p, double a_norm, double b_norm, double d_norm) {
  const double k = static_cast<double>(p.k);
  constexpr auto kTerms = static_cast<double>(kProductBlock);
  // The second term is the check's own arithmetic, in f64.
  const double relative = std::sqrt(k) * accumulator_roundoff(p) + std::sqrt(k + kTerms) * 0x1p-53;
  return kSafety * (relative * a_norm * b_norm + traits(p.output()).unit_roundoff * d_norm +
                    std::sqrt(kTerms) * underflow(p.output()));
}

std::vector<double> matrix_row(DataType type, const std::byte* base, std::int64_t index,
                               std::int64_t length) {
  const auto count = static_cast<std::size_t>(length);
  const auto first = static_cast<std::size_t>(index) * count;
  std::vector<double> values(count);
  if (type == DataType::f64) {
    std::memcpy(values.data(), base + first * sizeof(double), count * sizeof(double));
    return values;
  }
  for (std::size_t l = 0; l < count; ++l) values[l] = load_element(type, base, first + l);
  return values;
}

double norm(const std::vector<double>& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

bool ProductElement::is_right(double got) const { return std::abs(got - expected) <= allowed; }

ProductElement product_element(const GemmProblem& problem, Products products,
                               const std::vector<double>& a_row, const std::vector<double>& b_row) {
  ProductElement element;
  element.expected = std::inner_product(a_row.begin(), a_row.end(), b_row.begin(), 0.0);
  if (products == Products::Rounded) {
    element.allowed = allowed_in_element(problem, norm(a_row), norm(b_row), element.expected);
  }
  return element;
}

std::vector<ProductElement> sampled_elements(const GemmProblem& problem, const std::byte* a,
                                             const std::byte* b) {
  constexpr std::int64_t kTile = 64;
  std::vector<ProductElement> samples;
  const auto place = [&](std::int64_t first, std::int64_t end, std::uint64_t bits) {
    return first + static_cast<std::int64_t>(bits) % std::min(kTile, end - first);
  };
  for (std::int64_t row = 0; row < problem.m; row += kTile) {
    for (std::int64_t column = 0; column < problem.n; column += kTile) {
      const std::uint64_t bits = random_bits(kPlaces, samples.size());
      const std::int64_t i = place(row, problem.m, bits & 0xFFFFFFFF);
      const std::int64_t j = place(column, problem.n, bits >> 32);
      ProductElement one =
          product_element(problem, Products::Rounded, matrix_row(problem.input, a, i, problem.k),
                          matrix_row(problem.input, b, j, problem.k));
      one.row = i;
      one.column = j;
      samples.push_back(one);
    }
  }
  return samples;
}

}  // namespace fourfold
