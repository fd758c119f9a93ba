// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "collectives/collective.hpp"
#include "core/mismatch.hpp"

namespace fourfold {

/// Sums of random numbers, as a second look beside the exact ones of CollectiveData: their last
/// bits depend on the order of summation, so they show whether a library always adds in the same
/// one, and whether it rounds as its type allows. Element i of rank r's input is uniform in
/// [-1, 1), rounded to the type, a function of (seed, r, i).
class RandomReduction {
 public:
  /// Sums and averages of float types over two ranks or more; of all else nothing depends on the
  /// order.
  static bool applies(Collective collective, ReductionOp op, DataType type, int ranks);

  RandomReduction(Collective collective, ReductionOp op, MessageShape shape, int rank, int ranks,
                  int root, std::uint64_t seed);

  /// Writes this rank's input (send_elements of them) at `send`.
  void fill_send(std::byte* send) const;

  /// Of this rank's output, by place in the whole result (kernels/hash.hpp): where ranks hold parts
  /// of it, the hashes of all add up to that of the whole. 0 where the rank has no output.
  std::uint64_t hash(const std::byte* receive) const;

  /// Compares up to kSampled elements of this rank's output with sums in f64 of all ranks' inputs.
  /// A difference up to bound() is right: n - 1 additions in any order, each rounded to the type,
  /// are off by at most (n - 1) u sum |x| in first order (Higham, Accuracy and Stability of
  /// Numerical Algorithms, 4.2); an average has two more roundings.
  std::optional<Mismatch> check(const std::byte* receive) const;
  std::uint64_t checked_elements() const;

  /// Whether that bound tells anything: not where (n + 1) u reaches 1/2, as with f8e4m3 from 7
  /// ranks on and with bf16 from 127.
  bool can_check() const;

  /// Enough that a wrong rank, sign or scale cannot hide, few enough for 100,000 ranks.
  static constexpr std::uint64_t kSampled = 64;

 private:
  struct Expected {
    double value = 0;
    double bound = 0;
  };

  double input(int rank, std::uint64_t element) const;
  Expected expected(std::uint64_t element) const;
  std::uint64_t first_element() const;
  std::uint64_t elements() const;

  Collective collective_;
  ReductionOp op_;
  MessageShape shape_;
  int rank_;
  int ranks_;
  int root_;
  std::uint64_t seed_;
};

}  // namespace fourfold
