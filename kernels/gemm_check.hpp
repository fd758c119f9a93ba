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

namespace fourfold {

/// Decides whether D = A B^T is right, in O(mk + nk + mn) rather than the product's O(mnk).
///
/// Every row of D is multiplied by one random vector r and held against A (B^T r) (Freivalds 1977).
/// - Integers whose sums the output type holds exactly: modulo 2^64, with random 64-bit r; equality
///   is demanded, and one wrong element is always seen (r is odd).
/// - Otherwise in f64 with r = +-1. Allowed is what rounding explains: with u the accumulator's
/// unit
///   round-off and v the output's, |error of d_ij| <= 8 sqrt(k) u |a_i||b_j| + v |d_ij| with
///   overwhelming probability (Higham & Mary 2019, random rounding errors; |.| the 2-norm), and
///   over a row of random signs the same with |B|_F in place of |b_j|, and the 2-norm of the row of
///   D.
/// A row that fails is computed again in f64, and its worst element is named.
class GemmCheck {
 public:
  /// `a` and `b` are the inputs on the host; they must stay where they are.
  GemmCheck(const GemmProblem& problem, Distribution input, const std::byte* a, const std::byte* b);

  /// `d` is the output on the host. Nothing when it is right; Mismatch::wrong counts rows.
  std::optional<Mismatch> check(const std::byte* d) const;

  /// Whether equality of bits is demanded.
  bool exact() const { return exact_; }
  /// Whether an element of typical size that was not written would be seen. Where the type is so
  /// short and the row so long that rounding may explain it (bf16, tf32 and f8e4m3 on all but small
  /// sizes), passing proves nothing, and the case counts as not checked.
  bool decisive() const;
  /// In words, for the record.
  std::string method() const;

 private:
  std::vector<double> row(DataType type, const std::byte* base, std::int64_t index,
                          std::int64_t length) const;
  bool row_is_right(const std::byte* d, std::int64_t i) const;
  bool row_is_right_exactly(const std::byte* d, std::int64_t i) const;
  Mismatch worst_in_row(const std::byte* d, std::int64_t i) const;
  double allowed(double a_norm, double b_norm) const;

  GemmProblem problem_;
  bool exact_;
  const std::byte* a_;
  const std::byte* b_;
  std::vector<std::uint64_t> r_bits_;     ///< random vector, exact form (length n)
  std::vector<std::uint64_t> want_bits_;  ///< A (B^T r) modulo 2^64 (length m)
  std::vector<double> signs_;             ///< random vector, rounded form
  std::vector<double> want_;              ///< A (B^T r)
  std::vector<double> a_norms_;           ///< 2-norms of A's rows
  double b_norm_ = 0;                     ///< Frobenius norm of B
};

}  // namespace fourfold
