// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/mismatch.hpp"
#include "kernels/training_step.hpp"

namespace fourfold {

/// Operands of weight gradients whose sum over all ranks is known element by element and exact in
/// every type, at any number of tokens and ranks.
///
/// The gradient of a weight is D = A B^T with A outputs x tokens and B inputs x tokens. Its last
/// token carries what ranks contribute: A has s(row) c(rank, row) there and B has b(column), s and
/// b being signs. All other tokens are in pairs whose products cancel: B has the same at both and A
/// the opposite, whole numbers so large that every sum of products still is exact in the
/// accumulator. So the operands are dense, as in training, and the gradient is s c b, where every
/// term that is missing, doubled or from elsewhere leaves something else. A and B are shared by all
/// weights; each begins at another row of A.
///
/// c is 1 ... v for the w ranks that start at row mod n, as in the inputs of all_reduce
/// (collectives/expected.hpp), and 0 for others; w v is at most the largest whole number up to
/// which gradients are exact, and all rows have the same sum C of c over ranks.
class ExactGradients {
 public:
  ExactGradients(const TrainingStep& step, int rank, int ranks, std::uint64_t seed);

  /// Rows 0 ... rows-1 of this rank's A, and of B, which is every rank's.
  void fill_a(std::int64_t rows, std::byte* a) const;
  void fill_b(std::int64_t rows, std::byte* b) const;

  /// Compares a gradient that all ranks have added up: `weight` of it, whose A began at
  /// `first_row`. Bit by bit; on the host.
  std::optional<Mismatch> check(const std::byte* gradient, const WeightShape& weight,
                                std::int64_t first_row);
  /// Its value where the sign of row and column is +.
  double sum() const { return sum_; }
  /// Largest absolute value in the pairs of tokens that cancel; 0: there are none.
  std::int64_t largest() const { return largest_; }

 private:
  double contribution(std::int64_t row) const;
  double sign(std::uint64_t stream, std::int64_t index) const;
  double filler(std::uint64_t stream, std::int64_t row, std::int64_t pair) const;
  void fill_row(std::uint64_t stream, std::int64_t row, double carried, double mirrored,
                std::byte* to) const;
  void expect(std::int64_t columns);

  DataType type_;
  DataType gradient_type_;
  std::int64_t tokens_;
  std::int64_t pairs_;  ///< of tokens that cancel
  std::int64_t apart_;  ///< tokens from one of a pair to the other
  std::int64_t largest_;
  int rank_;
  int ranks_;
  int window_;  ///< w
  int values_;  ///< v
  double sum_ = 0;
  std::uint64_t seed_;
  std::int64_t columns_ = 0;                    ///< of the two rows below
  std::array<std::vector<std::byte>, 2> rows_;  ///< what a row of sign - and of sign + must be
};

}  // namespace fourfold
