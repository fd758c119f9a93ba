// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace fourfold {
namespace {

constexpr std::uint64_t kVectorSeed = 0x46726569;
constexpr double kSafety = 8;  // of the probabilistic bound: e^(-8^2/2) per row

/// Unit round-off of what the kernel adds up in, and of what it makes of its inputs.
double accumulator_roundoff(const GemmProblem& p) {
  switch (p.input) {
    case DataType::f64:
      return 0x1p-53;
    case DataType::f8e4m3:
      return 0x1p-13;  // Hopper's FP8 path keeps about 14 bits
    case DataType::f32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::tf32:
      return 0x1p-24;
    case DataType::i32:
    case DataType::i8:
      return 0;
  }
  return 0;
}

/// tf32 kernels first cut both factors to 11 significant bits.
double input_roundoff(const GemmProblem& p) { return p.input == DataType::tf32 ? 2 * 0x1p-11 : 0; }

bool sums_are_exact(const GemmProblem& p, Distribution input) {
  if (!traits(p.input).is_float) return true;
  if (input == Distribution::Uniform) return false;
  // Products are at most 9; partial sums lie on the accumulator's grid and sums on the output's.
  const double largest = 9.0 * static_cast<double>(p.k);
  return largest <= static_cast<double>(traits(p.output()).exact_integers) &&
         largest * accumulator_roundoff(p) <= 1;
}

std::uint64_t as_bits(double whole_number) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(whole_number));
}

double norm(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x * x;
  return std::sqrt(sum);
}

}  // namespace

GemmCheck::GemmCheck(const GemmProblem& problem, Distribution input, const std::byte* a,
                     const std::byte* b)
    : problem_(problem), exact_(sums_are_exact(problem, input)), a_(a), b_(b) {
  const auto n = static_cast<std::size_t>(problem.n);
  for (std::size_t j = 0; j < n; ++j) {
    const std::uint64_t bits = random_bits(kVectorSeed, j);
    r_bits_.push_back(bits | 1);
    signs_.push_back((bits >> 63) != 0 ? 1.0 : -1.0);
  }
  std::vector<double> through(static_cast<std::size_t>(problem.k), 0.0);  // B^T r
  std::vector<std::uint64_t> through_bits(through.size(), 0);
  for (std::size_t j = 0; j < n; ++j) {
    const std::vector<double> bj = row(problem.input, b, static_cast<std::int64_t>(j), problem.k);
    for (std::size_t l = 0; l < bj.size(); ++l) {
      through[l] += bj[l] * signs_[j];
      if (exact_) through_bits[l] += as_bits(bj[l]) * r_bits_[j];
    }
    const double length = norm(bj);
    b_norm_ += length * length;
  }
  b_norm_ = std::sqrt(b_norm_);
  for (std::int64_t i = 0; i < problem.m; ++i) {
    const std::vector<double> ai = row(problem.input, a, i, problem.k);
    double sum = 0;
    std::uint64_t sum_bits = 0;
    for (std::size_t l = 0; l < ai.size(); ++l) {
      sum += ai[l] * through[l];
      if (exact_) sum_bits += as_bits(ai[l]) * through_bits[l];
    }
    want_.push_back(sum);
    want_bits_.push_back(sum_bits);
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

double GemmCheck::allowed(double a_norm, double b_norm) const {
  const double k = static_cast<double>(problem_.k);
  // The last term is this check's own arithmetic, in f64.
  const double relative = std::sqrt(k) * accumulator_roundoff(problem_) + input_roundoff(problem_) +
                          std::sqrt(k + static_cast<double>(problem_.n)) * 0x1p-53;
  return kSafety * relative * a_norm * b_norm;
}

bool GemmCheck::row_is_right_exactly(const std::byte* d, std::int64_t i) const {
  std::uint64_t sum = 0;
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  for (std::size_t j = 0; j < di.size(); ++j) {
    const bool whole = std::abs(di[j]) < 0x1p62 && di[j] == std::nearbyint(di[j]);
    if (!whole) return false;  // also NaN and infinity
    sum += as_bits(di[j]) * r_bits_[j];
  }
  return sum == want_bits_[static_cast<std::size_t>(i)];
}

bool GemmCheck::row_is_right(const std::byte* d, std::int64_t i) const {
  if (exact_) return row_is_right_exactly(d, i);
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  double sum = 0;
  for (std::size_t j = 0; j < di.size(); ++j) sum += di[j] * signs_[j];
  if (!std::isfinite(sum)) return false;  // an infinite row would allow an infinite error
  const auto index = static_cast<std::size_t>(i);
  const double most = allowed(a_norms_[index], b_norm_) +
                      kSafety * traits(problem_.output()).unit_roundoff * norm(di);
  return std::abs(sum - want_[index]) <= most;
}

Mismatch GemmCheck::worst_in_row(const std::byte* d, std::int64_t i) const {
  const std::vector<double> ai = row(problem_.input, a_, i, problem_.k);
  const std::vector<double> di = row(problem_.output(), d, i, problem_.n);
  Mismatch worst;
  double worst_excess = -1;
  for (std::int64_t j = 0; j < problem_.n; ++j) {
    const std::vector<double> bj = row(problem_.input, b_, j, problem_.k);
    double expected = 0;
    for (std::size_t l = 0; l < ai.size(); ++l) expected += ai[l] * bj[l];
    const double got = di[static_cast<std::size_t>(j)];
    const double most = exact_ ? 0
                               : allowed(norm(ai), norm(bj)) +
                                     traits(problem_.output()).unit_roundoff * std::abs(expected);
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
  if (exact_) {
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

bool GemmCheck::decisive() const {
  if (exact_ || b_norm_ == 0) return true;
  // For inputs of independent entries: |d_ij| is about |a||b| / sqrt(k), and a row sqrt(n) times
  // that.
  const double root_n = std::sqrt(static_cast<double>(problem_.n));
  const double element = b_norm_ / root_n / std::sqrt(static_cast<double>(problem_.k));
  const double rounding =
      allowed(1.0, b_norm_) + kSafety * traits(problem_.output()).unit_roundoff * element * root_n;
  return rounding <= element / 2;
}

std::string GemmCheck::method() const {
  if (!decisive()) return "nothing: rounding may explain as much as a typical element";
  if (exact_) return "every row exactly, modulo 2^64 (Freivalds)";
  return fmt::format(
      "every row within rounding: 8 sqrt(k) 2^{:.0f} |a||b| + 2^{:.0f} |d| (Freivalds)",
      std::log2(accumulator_roundoff(problem_)),
      std::log2(traits(problem_.output()).unit_roundoff));
}

}  // namespace fourfold
