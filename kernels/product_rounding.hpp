// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Whether every right D of a problem is one set of bits, or any within rounding.
enum class Products { Exact, Rounded };

/// How far elements of a right D = A B^T may lie from what f64 gives. With u the accumulator's unit
/// round-off and v the output's, the error of one element is at most 8 sqrt(k) u |a_i||b_j| +
/// v |d_ij| with overwhelming probability (Higham & Mary 2019, random rounding errors; |.| the
/// 2-norm). It holds whatever the matrices contain: outliers are in the norms.

/// Unit round-off u of what kernels add up in; 0 for integers.
double accumulator_roundoff(const GemmProblem& problem);

/// The bound for one element, given the norms of its rows of A and B.
double allowed_in_element(const GemmProblem& problem, double a_norm, double b_norm, double d);
/// The bound for the sum, under random signs, of up to kProductBlock elements of one row of D:
/// 8 times the root of the sum of squares of their bounds (Hoeffding). `b_norm` is the Frobenius
/// norm of the block's rows of B, `d_norm` the 2-norm of its elements.
inline constexpr std::size_t kProductBlock = 64;
double allowed_in_block(const GemmProblem& problem, double a_norm, double b_norm, double d_norm);

/// Row `index` of a row-major matrix on the host whose rows are `length` long, as doubles.
std::vector<double> matrix_row(DataType type, const std::byte* base, std::int64_t index,
                               std::int64_t length);
double norm(const std::vector<double>& values);

/// One element of D as f64 gives it, and how far a right one may be from it.
struct ProductElement {
  std::int64_t row = 0;
  std::int64_t column = 0;
  double expected = 0;
  double allowed = 0;

  /// NaN is never right.
  bool is_right(double got) const;
};

/// D's element from its rows of A and B.
ProductElement product_element(const GemmProblem& problem, Products products,
                               const std::vector<double>& a_row, const std::vector<double>& b_row);

/// One element of every 64x64 tile of D, at a place that is a hash; the host's a and b.
/// O(mnk/4096).
std::vector<ProductElement> sampled_elements(const GemmProblem& problem, const std::byte* a,
                                             const std::byte* b);

}  // namespace fourfold
