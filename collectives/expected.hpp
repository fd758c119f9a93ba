// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectives/collective.hpp"
#include "core/mismatch.hpp"

namespace fourfold {

/// Input and expected output of every collective, as formulas of (rank, element), so that no rank
/// needs another's data to judge its own.
///
/// Reductions use small whole numbers: element i of rank r is non-zero for the ranks in a window of
/// w ranks that starts at i mod n, and w is such that the sum of all contributions stays within the
/// type's exact integers (256 for bf16, 16 for f8e4m3). Every partial sum in any order is exact, so
/// the comparison is of bits, at any number of ranks. Moves use hashed bit patterns of (source,
/// destination, element).
class CollectiveData {
 public:
  CollectiveData(Collective collective, ReductionOp op, MessageShape shape, int rank, int ranks,
                 int root);

  /// Writes this rank's input (send_elements of them) at `send`.
  void fill_send(std::byte* send) const;
  /// Compares this rank's whole receive buffer; nothing when all is right.
  std::optional<Mismatch> check_receive(const std::byte* receive) const;
  /// Bytes of this rank's two buffers, out of place.
  std::size_t send_bytes() const;
  std::size_t receive_bytes() const;
  /// How it compares them, in words.
  std::string how_checked() const;
  /// How many elements check_receive() compares.
  std::uint64_t checked_elements() const;
  /// Largest absolute difference allowed: 0 (bit equality) except for avg over a number of ranks
  /// that is no power of two: (n + 1) u max|x|, u the unit round-off (n - 1 additions, two
  /// scalings).
  double tolerance() const;

 private:
  double contribution(int rank, std::uint64_t element) const;
  double reduced(std::uint64_t element) const;
  std::uint64_t moved_bits(std::uint64_t element) const;
  void write_expected(std::uint64_t first, std::uint64_t count, std::byte* destination) const;
  bool close_enough(const std::byte* expected, const std::byte* got, std::uint64_t index) const;

  Collective collective_;
  ReductionOp op_;
  MessageShape shape_;
  int rank_;
  int ranks_;
  int root_;
  std::uint64_t values_;      ///< contributions to a sum are 1 ... values_
  std::uint64_t window_;      ///< how many ranks contribute to one element of a sum
  std::vector<double> sums_;  ///< expected sum by phase: all that an element's sum depends on
};

}  // namespace fourfold
