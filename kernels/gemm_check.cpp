// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace fourfold {
namespace {

constexpr std::uint64_t kVectorSeed = 0x46726569;
constexpr double kSafety = 8;  // of the probabilistic bounds: e^(-8^2/2) per block
constexpr std::size_t kBlock = 64;

/// Unit round-off of what the kernel adds up in.
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

std::uint64_t as_bits(double whole_number) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(whole_number));
}

double sign(std::uint64_t bits) { return (bits >> 63) != 0 ? 1.0 : -1.0; }

double squares(const std::vector<double>& v) {
  return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
}

double norm(const std::vector<double>& v) { return std::sqrt(squares(v)); }

}  // namespace

Products products(const GemmProblem& p, Distribution input) {
  if (!traits(p.input).is_float) return Products::Exact;
  if (input == Distribution::Zeros) return Products::Exact;
  if (input != Distribution::Integers) return Products::Rounded;
  // Products are at most 9; partial sums lie on the accumulator's grid and sums on the output's.
  const double largest = 9.0 * static_cast<double>(p.k);
  const bool fits = largest <= static_cast<double>(traits(p.output()).exact_integers) &&
                    largest * accumulator_roundoff(p) <= 1;
  return fits ? Products::Exact : Products::Rounded;
}

GemmCheck::GemmCheck(const GemmProblem& problem, Products products, const std::byte* a,
                     const std::byte* b)
    : problem_(problem), products_(products), a_(a), b_(b) {
  for (std::uint64_t j = 0; j < static_cast<std::uint64_t>(problem.n); ++j) {
    r_.push_back(random_bits(kVectorSeed, j) | 1);
  }
  blocks_ = (r_.size() + kBlock - 1) / kBlock;
  if (products == Products::Exact) {
    prepare_exactly();
  } else {
    prepare_rounded();
  }
}

void GemmCheck::prepare_exactly() {
  std::vector<std::uint64_t> through(static_cast<std::size_t>(problem_.k), 0);  // B^T r
  for (std::size_t j = 0; j < r_.size(); ++j) {
    const std::vector<double> bj =
        row(problem_.input, b_, static_cast<std::int64_t>(j), problem_.k);
    for (std::size_t l = 0; l < bj.size(); ++l) through[l] += as_bits(bj[l]) * r_[j];
  }
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    const std::vector<double> ai = row(problem_.input, a_, i, problem_.k);
    std::uint64_t sum = 0;
    for (std::size_t l = 0; l < ai.size(); ++l) sum += as_bits(ai[l]) * through[l];
    exact_.push_back(sum);
  }
}

void GemmCheck::prepare_rounded() {
  const auto k = static_cast<std::size_t>(problem_.k);
  std::vector<double> through(k * blocks_, 0.0);  // B^T r by l and block
  b_norms_.assign(blocks_, 0.0);
  for (std::size_t j = 0; j < r_.size(); ++j) {
    const std::vector<double> bj =
        row(problem_.input, b_, static_cast<std::int64_t>(j), problem_.k);
    const std::size_t block = j / kBlock;
    for (std::size_t l = 0; l < k; ++l) through[l * blocks_ + block] += bj[l] * sign(r_[j]);
    b_norms_[block] += squares(bj);
  }
  for (double& one : b_norms_) one = std::sqrt(one);
  want_.assign(static_cast<std::size_t>(problem_.m) * blocks_, 0.0);
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    const std::vector<double> ai = row(problem_.input, a_, i, problem_.k);
    double* const want = want_.data() + static_cast<std::size_t>(i) * blocks_;
    for (std::size_t l = 0; l < k; ++l) {
      for (std::size_t block = 0; block < blocks_; ++block) {
        want[block] += ai[l] * through[l * blocks_ + block];
      }
    }
    a_norms_.push_back(norm(ai));
  }
}

std::vector<double> GemmCheck::row(DataType type, const std::byte* base, std::int64_t index,
                                   std::int64_t length) const {
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

double GemmCheck::allowed(double a_norm, double b_norm, double d_norm) const {
  const double k = static_cast<double>(problem_.k);
  // The last term is this check's own arithmetic, in f64.
  const double relative = std::sqrt(k) * accumulator_roundoff(problem_) +
                          std::sqrt(k + static_cast<double>(kBlock)) * 0x1p-53;
  return kSafety * (relative * a_norm * b_norm + traits(problem_.output()).unit_roundoff * d_norm);
}

bool GemmCheck::row_is_right_exactly(const std::byte* d, std::int64_t i) const {
  std::uint64_t sum = 0;
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  for (std::size_t j = 0; j < di.size(); ++j) {
    const bool whole = std::abs(di[j]) < 0x1p62 && di[j] == std::nearbyint(di[j]);
    if (!whole) return false;  // also NaN and infinity
    sum += as_bits(di[j]) * r_[j];
  }
  return sum == exact_[static_cast<std::size_t>(i)];
}

bool GemmCheck::row_is_right(const std::byte* d, std::int64_t i) const {
  if (products_ == Products::Exact) return row_is_right_exactly(d, i);
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  const auto index = static_cast<std::size_t>(i);
  for (std::size_t block = 0; block < blocks_; ++block) {
    double sum = 0;
    double square = 0;
    const std::size_t end = std::min(di.size(), (block + 1) * kBlock);
    for (std::size_t j = block * kBlock; j < end; ++j) {
      sum += di[j] * sign(r_[j]);
      square += di[j] * di[j];
    }
    if (!std::isfinite(square)) return false;  // an infinite block would allow an infinite error
    const double error = std::abs(sum - want_[index * blocks_ + block]);
    if (!(error <= allowed(a_norms_[index], b_norms_[block], std::sqrt(square)))) return false;
  }
  return true;
}

Mismatch GemmCheck::worst_in_row(const std::byte* d, std::int64_t i) const {
  const std::vector<double> ai = row(problem_.input, a_, i, problem_.k);
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  const bool exact = products_ == Products::Exact;
  Mismatch worst;
  double worst_excess = -HUGE_VAL;
  for (std::int64_t j = 0; j < problem_.n; ++j) {
    const std::vector<double> bj = row(problem_.input, b_, j, problem_.k);
    const double expected = std::inner_product(ai.begin(), ai.end(), bj.begin(), 0.0);
    const double got = di[static_cast<std::size_t>(j)];
    const double most = exact ? 0 : allowed(norm(ai), norm(bj), std::abs(expected));
    const double difference = std::abs(got - expected);
    const double excess = std::isfinite(difference) ? difference - most : HUGE_VAL;
    if (excess <= worst_excess) continue;
    worst_excess = excess;
    const auto element = static_cast<std::size_t>(i * problem_.n + j);
    worst.element = element;
    worst.expected = expected;
    worst.got = got;
    worst.got_bits = element_bits(problem_.output(), d, element);
  }
  if (exact) {
    std::byte bits[8];
    store_element(problem_.output(), bits, 0, worst.expected);
    worst.expected_bits = element_bits(problem_.output(), bits, 0);
  }
  return worst;
}

std::optional<Mismatch> GemmCheck::check(const std::byte* d) const {
  std::optional<Mismatch> first;
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    if (row_is_right(d, i)) continue;
    if (!first) first = worst_in_row(d, i);
    ++first->wrong;
  }
  return first;
}

double GemmCheck::typical_element() const {
  if (products_ == Products::Exact) return 1;
  // Over random signs, |d_ij|^2 is on average |a_i|^2 |b_j|^2 / k.
  const double elements = static_cast<double>(problem_.m) * static_cast<double>(problem_.n) *
                          static_cast<double>(problem_.k);
  return norm(a_norms_) * norm(b_norms_) / std::sqrt(std::max(elements, 1.0));
}

bool GemmCheck::decisive() const {
  if (products_ == Products::Exact) return true;
  const double typical = typical_element();
  const double b_block = *std::max_element(b_norms_.begin(), b_norms_.end());
  const double a_row = *std::max_element(a_norms_.begin(), a_norms_.end());
  return allowed(a_row, b_block, typical * std::sqrt(static_cast<double>(kBlock))) <= typical / 2;
}

std::string GemmCheck::method() const {
  if (products_ == Products::Exact) return "every row exactly, modulo 2^64 (Freivalds)";
  return fmt::format(
      "every row in blocks of {} within rounding: 8 (sqrt(k) 2^{:.0f} |a||b| + 2^{:.0f} |d|) "
      "(Freivalds)",
      kBlock, std::log2(accumulator_roundoff(problem_)),
      std::log2(traits(problem_.output()).unit_roundoff));
}

}  // namespace fourfold
