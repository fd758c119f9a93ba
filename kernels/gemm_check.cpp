// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <numeric>
#include <set>
#include <utility>

namespace fourfold {
namespace {

constexpr std::uint64_t kVectorSeed = 0x46726569;
constexpr std::int64_t kAffordable = 1 << 27;  // products to count wrong elements, some 0.5 s

std::uint64_t as_bits(double whole_number) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(whole_number));
}

double sign(std::uint64_t bits) { return (bits >> 63) != 0 ? 1.0 : -1.0; }

/// An m x n matrix of elements of so many bytes, turned over; in squares that a cache holds.
std::vector<std::byte> transposed(const std::byte* d, std::size_t m, std::size_t n,
                                  std::size_t bytes) {
  constexpr std::size_t kSquare = 64;
  std::vector<std::byte> result(m * n * bytes);
  for (std::size_t top = 0; top < m; top += kSquare) {
    for (std::size_t left = 0; left < n; left += kSquare) {
      for (std::size_t i = top; i < std::min(m, top + kSquare); ++i) {
        for (std::size_t j = left; j < std::min(n, left + kSquare); ++j) {
          std::memcpy(&result[(j * m + i) * bytes], d + (i * n + j) * bytes, bytes);
        }
      }
    }
  }
  return result;
}

/// Both lists are sorted, and so is the result.
std::vector<std::int64_t> united(const std::vector<std::int64_t>& one,
                                 const std::vector<std::int64_t>& other) {
  std::vector<std::int64_t> result;
  std::set_union(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(result));
  return result;
}

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
                     const std::byte* b, std::uint64_t seed)
    : problem_(problem), products_(products), a_(a), b_(b) {
  for (std::uint64_t j = 0; j < static_cast<std::uint64_t>(problem.n); ++j) {
    r_.push_back(random_bits(random_bits(kVectorSeed, seed), j) | 1);
  }
  blocks_ = (r_.size() + kProductBlock - 1) / kProductBlock;
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
        matrix_row(problem_.input, b_, static_cast<std::int64_t>(j), problem_.k);
    for (std::size_t l = 0; l < bj.size(); ++l) through[l] += as_bits(bj[l]) * r_[j];
  }
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    const std::vector<double> ai = matrix_row(problem_.input, a_, i, problem_.k);
    std::uint64_t sum = 0;
    for (std::size_t l = 0; l < ai.size(); ++l) sum += as_bits(ai[l]) * through[l];
    exact_.push_back(sum);
  }
}

void GemmCheck::prepare_rounded() {
  const auto k = static_cast<std::size_t>(problem_.k);
  std::vector<double> through(k * blocks_, 0.0);  // B^T r by l and block
  std::vector<double> b_squares(k, 0.0);          // of B's columns
  b_norms_.assign(blocks_, 0.0);
  for (std::size_t j = 0; j < r_.size(); ++j) {
    const std::vector<double> bj =
        matrix_row(problem_.input, b_, static_cast<std::int64_t>(j), problem_.k);
    const std::size_t block = j / kProductBlock;
    for (std::size_t l = 0; l < k; ++l) {
      through[l * blocks_ + block] += bj[l] * sign(r_[j]);
      b_squares[l] += bj[l] * bj[l];
    }
    b_norms_[block] += std::inner_product(bj.begin(), bj.end(), bj.begin(), 0.0);
  }
  for (double& one : b_norms_) one = std::sqrt(one);
  want_.assign(static_cast<std::size_t>(problem_.m) * blocks_, 0.0);
  double all = 0;  // of D's squares, under random signs
  double largest = 0;
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    const std::vector<double> ai = matrix_row(problem_.input, a_, i, problem_.k);
    double* const want = want_.data() + static_cast<std::size_t>(i) * blocks_;
    for (std::size_t l = 0; l < k; ++l) {
      for (std::size_t block = 0; block < blocks_; ++block) {
        want[block] += ai[l] * through[l * blocks_ + block];
      }
    }
    a_norms_.push_back(norm(ai));
    double squares = 0;
    for (std::size_t l = 0; l < k; ++l) squares += ai[l] * ai[l] * b_squares[l];
    all += squares;
    largest = std::max(largest, squares);
  }
  const auto columns = static_cast<double>(std::max<std::int64_t>(problem_.n, 1));
  largest_typical_ = std::sqrt(largest / columns);
  typical_ = std::sqrt(all / columns / static_cast<double>(std::max<std::int64_t>(problem_.m, 1)));
  samples_ = sampled_elements(problem_, a_, b_);
}

bool GemmCheck::row_is_right_exactly(const std::byte* d, std::int64_t i) const {
  std::uint64_t sum = 0;
  const std::vector<double> di = matrix_row(problem_.output(), d, i, problem_.n);
  for (std::size_t j = 0; j < di.size(); ++j) {
    const bool whole = std::abs(di[j]) < 0x1p62 && di[j] == std::nearbyint(di[j]);
    if (!whole) return false;  // also NaN and infinity
    sum += as_bits(di[j]) * r_[j];
  }
  return sum == exact_[static_cast<std::size_t>(i)];
}

bool GemmCheck::row_is_right(const std::byte* d, std::int64_t i) const {
  if (products_ == Products::Exact) return row_is_right_exactly(d, i);
  const std::vector<double> di = matrix_row(problem_.output(), d, i, problem_.n);
  const auto index = static_cast<std::size_t>(i);
  for (std::size_t block = 0; block < blocks_; ++block) {
    double sum = 0;
    double square = 0;
    const std::size_t end = std::min(di.size(), (block + 1) * kProductBlock);
    for (std::size_t j = block * kProductBlock; j < end; ++j) {
      sum += di[j] * sign(r_[j]);
      square += di[j] * di[j];
    }
    if (!std::isfinite(square)) return false;  // an infinite block would allow an infinite error
    const double error = std::abs(sum - want_[index * blocks_ + block]);
    if (!(error <= allowed_in_block(problem_, a_norms_[index], b_norms_[block], std::sqrt(square))))
      return false;
  }
  return true;
}

Mismatch GemmCheck::worst_in_row(const std::byte* d, std::int64_t i) const {
  const std::vector<double> ai = matrix_row(problem_.input, a_, i, problem_.k);
  Mismatch worst;
  double worst_excess = -HUGE_VAL;
  for (std::int64_t j = 0; j < problem_.n; ++j) {
    const ProductElement one =
        product_element(problem_, products_, ai, matrix_row(problem_.input, b_, j, problem_.k));
    const double got = element(d, i, j);
    const double difference = std::abs(got - one.expected);
    const double excess = std::isfinite(difference) ? difference - one.allowed : HUGE_VAL;
    if (excess <= worst_excess) continue;
    worst_excess = excess;
    const auto index = static_cast<std::size_t>(i * problem_.n + j);
    worst.element = index;
    worst.expected = one.expected;
    worst.got = got;
    worst.got_bits = element_bits(problem_.output(), d, index);
  }
  if (products_ == Products::Exact) {
    std::byte bits[8];
    store_element(problem_.output(), bits, 0, worst.expected);
    worst.expected_bits = element_bits(problem_.output(), bits, 0);
  }
  return worst;
}

double GemmCheck::element(const std::byte* d, std::int64_t i, std::int64_t j) const {
  return load_element(problem_.output(), d, static_cast<std::size_t>(i * problem_.n + j));
}

std::vector<std::int64_t> GemmCheck::wrong_rows(const std::byte* d) const {
  std::set<std::int64_t> rows;
  for (std::int64_t i = 0; i < problem_.m; ++i) {
    if (!row_is_right(d, i)) rows.insert(i);
  }
  for (const ProductElement& sample : samples_) {
    if (!sample.is_right(element(d, sample.row, sample.column))) rows.insert(sample.row);
  }
  return {rows.begin(), rows.end()};
}

std::vector<std::int64_t> GemmCheck::wrong_in_row(const std::byte* d, std::int64_t i) const {
  const std::vector<double> ai = matrix_row(problem_.input, a_, i, problem_.k);
  std::vector<std::int64_t> columns;
  for (std::int64_t j = 0; j < problem_.n; ++j) {
    const std::vector<double> bj = matrix_row(problem_.input, b_, j, problem_.k);
    if (!product_element(problem_, products_, ai, bj).is_right(element(d, i, j))) {
      columns.push_back(j);
    }
  }
  return columns;
}

std::optional<Mismatch> GemmCheck::check(const std::byte* d) const {
  std::vector<std::int64_t> rows = wrong_rows(d);
  if (rows.empty()) return std::nullopt;
  Mismatch first = worst_in_row(d, rows.front());
  first.region = describe(locate(d, rows, static_cast<std::int64_t>(first.element) % problem_.n),
                          problem_.m, problem_.n);
  first.wrong = rows.size();
  return first;
}

WrongRegion GemmCheck::locate(const std::byte* d, std::vector<std::int64_t>& rows,
                              std::int64_t column) const {
  GemmProblem turned_problem = problem_;
  std::swap(turned_problem.m, turned_problem.n);
  const GemmCheck turned_check(turned_problem, products_, b_, a_);
  const std::vector<std::byte> turned =
      transposed(d, static_cast<std::size_t>(problem_.m), static_cast<std::size_t>(problem_.n),
                 traits(problem_.output()).bytes);
  std::vector<std::int64_t> columns = turned_check.wrong_rows(turned.data());
  // Errors that are alike may cancel in a sum of signs; one row and one column, element by element,
  // show the extent of a rectangle whatever its errors.
  columns = united(columns, wrong_in_row(d, rows.front()));
  columns = united(columns, {column});
  rows = united(rows, turned_check.wrong_in_row(turned.data(), column));
  WrongRegion region{.first_row = rows.front(),
                     .last_row = rows.back(),
                     .first_column = columns.front(),
                     .last_column = columns.back(),
                     .elements = rows.size() * columns.size(),
                     .counted = false};
  const double work = static_cast<double>(region.elements) * static_cast<double>(problem_.k);
  if (work <= static_cast<double>(kAffordable)) count(d, rows, columns, region);
  return region;
}

void GemmCheck::count(const std::byte* d, const std::vector<std::int64_t>& rows,
                      const std::vector<std::int64_t>& columns, WrongRegion& region) const {
  std::uint64_t wrong = 0;
  for (const std::int64_t i : rows) {
    const std::vector<double> ai = matrix_row(problem_.input, a_, i, problem_.k);
    for (const std::int64_t j : columns) {
      const std::vector<double> bj = matrix_row(problem_.input, b_, j, problem_.k);
      if (!product_element(problem_, products_, ai, bj).is_right(element(d, i, j))) ++wrong;
    }
  }
  // None where many errors, each within its own bound, lean to one side.
  if (wrong == 0) return;
  region.elements = wrong;
  region.counted = true;
}

bool GemmCheck::decisive() const {
  if (products_ == Products::Exact) return true;
  const double b_block = *std::max_element(b_norms_.begin(), b_norms_.end());
  const double a_row = *std::max_element(a_norms_.begin(), a_norms_.end());
  const double d_block = largest_typical_ * std::sqrt(static_cast<double>(kProductBlock));
  return allowed_in_block(problem_, a_row, b_block, d_block) <= typical_ / 2;
}

std::string GemmCheck::method() const {
  if (products_ == Products::Exact) return "every row exactly, modulo 2^64 (Freivalds)";
  const double u = std::log2(accumulator_roundoff(problem_));
  const double v = std::log2(traits(problem_.output()).unit_roundoff);
  return fmt::format(
      "every row in blocks of {0} within rounding: 8 (sqrt(k) 2^{1:.0f} |a||b| + 2^{2:.0f} |d|) "
      "(Freivalds); one element of every 64x64 tile in f64: 8 sqrt(k) 2^{1:.0f} |a||b| + "
      "2^{2:.0f} |d|",
      kProductBlock, u, v);
}

}  // namespace fourfold
