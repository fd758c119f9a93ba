// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/mismatch.hpp"
#include "kernels/gemm.hpp"
#include "kernels/input.hpp"
#include "kernels/product_rounding.hpp"
#include "kernels/wrong_region.hpp"

namespace fourfold {

/// Exact where every sum of products is a whole number that accumulator and output hold.
Products products(const GemmProblem& problem, Distribution input);

/// Decides whether D = A B^T is right, in O(mk + nk + mn) rather than the product's O(mnk), by
/// multiplying rows of D by a random vector r and comparing with A (B^T r) (Freivalds 1977).
///
/// - Exact: whole rows, modulo 2^64, with random odd 64-bit r. Equality is demanded: one wrong
///   element in a row is always seen, more of them but for a chance of about 2^-60.
/// - Rounded: rows in blocks of 64 columns (so O(mnk / 64), in f64), with r = +-1. Allowed is what
///   rounding explains (product_rounding.hpp). Blocks are short so that this stays below one
///   typical element: see decisive(). Beside it, one element of every 64x64 tile is computed in f64
///   and held to the bound of a single element.
///
/// Of the rows that fail, the first one's worst element is named. Where the wrong elements lie is
/// found without the product: the same check of D^T = B A^T names the columns, and one row and one
/// column are computed again in f64.
class GemmCheck {
 public:
  /// `a` and `b` are the inputs on the host; they must stay where they are. `seed` is of r.
  GemmCheck(const GemmProblem& problem, Products products, const std::byte* a, const std::byte* b,
            std::uint64_t seed = 0);

  /// `d` is the output on the host. Nothing when it is right; Mismatch::wrong counts rows.
  std::optional<Mismatch> check(const std::byte* d) const;
  /// The rows of `d` that are wrong, ascending.
  std::vector<std::int64_t> wrong_rows(const std::byte* d) const;

  /// Whether one element of typical size that was not written, or is off by its own size, would be
  /// seen wherever it is. Not so where the accumulator is short and k long (f8e4m3 from k = 33 on):
  /// then a product that is exact by design must be checked beside it (exact_product.hpp).
  bool decisive() const;
  /// Root mean square of D's elements under random signs of its products.
  double typical_element() const { return typical_; }
  /// In words, for the record.
  std::string method() const;

 private:
  void prepare_exactly();
  void prepare_rounded();
  bool row_is_right(const std::byte* d, std::int64_t i) const;
  bool row_is_right_exactly(const std::byte* d, std::int64_t i) const;
  Mismatch worst_in_row(const std::byte* d, std::int64_t i) const;
  std::vector<std::int64_t> wrong_in_row(const std::byte* d, std::int64_t i) const;
  /// `column` is wrong in the first of `rows`; adds rows that were not known to be wrong.
  WrongRegion locate(const std::byte* d, std::vector<std::int64_t>& rows,
                     std::int64_t column) const;
  void count(const std::byte* d, const std::vector<std::int64_t>& rows,
             const std::vector<std::int64_t>& columns, WrongRegion& region) const;
  double element(const std::byte* d, std::int64_t i, std::int64_t j) const;

  GemmProblem problem_;
  Products products_;
  const std::byte* a_;
  const std::byte* b_;
  std::vector<std::uint64_t> r_;      ///< random odd vector, length n; its top bits are the signs
  std::vector<std::uint64_t> exact_;  ///< A (B^T r) modulo 2^64, length m
  std::size_t blocks_ = 0;
  std::vector<double> want_;     ///< A (B^T r) by row and block, m x blocks_
  std::vector<double> a_norms_;  ///< 2-norms of A's rows
  std::vector<double> b_norms_;  ///< Frobenius norms of B's blocks of rows
  double typical_ = 1;           ///< of all elements
  double largest_typical_ = 1;   ///< of the row of D where it is largest
  std::vector<ProductElement> samples_;
};

}  // namespace fourfold
