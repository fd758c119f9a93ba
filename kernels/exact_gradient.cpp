// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/exact_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kRows = 0x6A;
constexpr std::uint64_t kColumns = 0x6B;
constexpr std::int64_t kMostValues = 15;      // contributions: few are enough to tell ranks apart
constexpr std::int64_t kMostFiller = 127;     // seven bits that vary: as bf16 has
constexpr std::int64_t kFloatSums = 1 << 23;  // half of what a sum in f32 holds exactly
constexpr std::int64_t kShortSums = 1 << 12;  // and of what Hopper's sums of f8e4m3 do
constexpr std::int64_t kIntegerSums = 1 << 30;

/// Up to which every sum of whole products is exact in what kernels add up in.
std::int64_t exact_sums(DataType input) {
  switch (input) {
    case DataType::f8e4m3:
      return kShortSums;
    case DataType::i8:
    case DataType::i32:
      return kIntegerSums;
    case DataType::f64:
    case DataType::f32:
    case DataType::tf32:
    case DataType::f16:
    case DataType::bf16:
      return kFloatSums;
  }
  return kShortSums;
}

}  // namespace

ExactGradients::ExactGradients(const TrainingStep& step, int rank, int ranks, std::uint64_t seed)
    : type_(step.type),
      gradient_type_(step.gradient_type()),
      tokens_(step.tokens),
      pairs_((step.tokens - 1) / 2),
      apart_(pairs_),
      largest_(0),
      rank_(rank),
      ranks_(ranks),
      window_(0),
      values_(0),
      seed_(seed) {
  const std::int64_t exact = traits(gradient_type_).exact_integers;
  window_ = static_cast<int>(std::min<std::int64_t>(ranks, exact));
  values_ = static_cast<int>(std::min(kMostValues, exact / window_));
  for (int i = 0; i < window_; ++i) sum_ += 1 + i % values_;
  const std::int64_t sums = exact_sums(type_) - kMostValues;
  pairs_ = std::min(pairs_, sums / 2);
  if (pairs_ == 0) return;
  const double square = static_cast<double>(sums) / static_cast<double>(2 * pairs_);
  largest_ = std::min(
      {static_cast<std::int64_t>(std::sqrt(square)), kMostFiller, traits(type_).exact_integers});
}

double ExactGradients::sign(std::uint64_t stream, std::int64_t index) const {
  const std::uint64_t bits = random_bits(~seed_ ^ stream, static_cast<std::uint64_t>(index));
  return (bits & 1) != 0 ? 1 : -1;
}

double ExactGradients::contribution(std::int64_t row) const {
  const std::int64_t place = ((rank_ - row) % ranks_ + ranks_) % ranks_;
  return place < window_ ? static_cast<double>(1 + place % values_) : 0;
}

double ExactGradients::filler(std::uint64_t stream, std::int64_t row, std::int64_t pair) const {
  const std::int64_t index = row * pairs_ + pair;
  const std::uint64_t bits = random_bits(seed_ ^ stream, static_cast<std::uint64_t>(index)) >> 32;
  const auto choices = static_cast<std::uint64_t>(2 * largest_ + 1);
  return static_cast<double>(bits % choices) - static_cast<double>(largest_);
}

/// `mirrored`: what the second one of a pair is multiplied by.
void ExactGradients::fill_row(std::uint64_t stream, std::int64_t row, double carried,
                              double mirrored, std::byte* to) const {
  const auto first = static_cast<std::size_t>(row * tokens_);
  for (std::int64_t token = 0; token < tokens_; ++token) {
    store_element(type_, to, first + static_cast<std::size_t>(token), 0);
  }
  for (std::int64_t pair = 0; pair < pairs_; ++pair) {
    const double value = filler(stream, row, pair);
    const auto place = first + static_cast<std::size_t>(pair);
    store_element(type_, to, place, value);
    store_element(type_, to, place + static_cast<std::size_t>(apart_), mirrored * value);
  }
  store_element(type_, to, first + static_cast<std::size_t>(tokens_ - 1), carried);
}

void ExactGradients::fill_a(std::int64_t rows, std::byte* a) const {
  for (std::int64_t row = 0; row < rows; ++row) {
    fill_row(kRows, row, sign(kRows, row) * contribution(row), -1, a);
  }
}

void ExactGradients::fill_b(std::int64_t rows, std::byte* b) const {
  for (std::int64_t row = 0; row < rows; ++row) {
    fill_row(kColumns, row, sign(kColumns, row), 1, b);
  }
}

void ExactGradients::expect(std::int64_t columns) {
  if (columns_ == columns) return;
  columns_ = columns;
  const auto count = static_cast<std::size_t>(columns);
  for (const std::size_t positive : {std::size_t{0}, std::size_t{1}}) {
    rows_[positive].resize(count * traits(gradient_type_).bytes);
    const double value = positive == 1 ? sum_ : -sum_;
    for (std::size_t i = 0; i < count; ++i) {
      store_element(gradient_type_, rows_[positive].data(), i,
                    value * sign(kColumns, static_cast<std::int64_t>(i)));
    }
  }
}

std::optional<Mismatch> ExactGradients::check(const std::byte* gradient, const WeightShape& weight,
                                              std::int64_t first_row) {
  expect(weight.inputs);
  const std::size_t bytes = traits(gradient_type_).bytes;
  const auto columns = static_cast<std::size_t>(weight.inputs);
  std::optional<Mismatch> found;
  for (std::int64_t row = 0; row < weight.outputs; ++row) {
    const std::byte* const got = gradient + static_cast<std::size_t>(row) * columns * bytes;
    const std::byte* const right = rows_[sign(kRows, first_row + row) > 0 ? 1 : 0].data();
    if (std::memcmp(got, right, columns * bytes) == 0) continue;
    for (std::size_t i = 0; i < columns; ++i) {
      if (std::memcmp(got + i * bytes, right + i * bytes, bytes) == 0) continue;
      if (found) {
        ++found->wrong;
        continue;
      }
      found.emplace();
      found->element = static_cast<std::uint64_t>(row) * columns + i;
      found->expected = load_element(gradient_type_, right, i);
      found->got = load_element(gradient_type_, got, i);
      found->expected_bits = element_bits(gradient_type_, right, i);
      found->got_bits = element_bits(gradient_type_, got, i);
      found->wrong = 1;
    }
  }
  return found;
}

}  // namespace fourfold
