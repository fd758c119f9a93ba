// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "collectives/collective.hpp"

namespace fourfold {

/// A wrong element in a result, told so that a person can act on it.
struct Mismatch {
  int rank = 0;              ///< whose buffer
  std::uint64_t call = 0;    ///< which of the rotating buffers
  std::uint64_t element = 0; ///< index in that rank's receive buffer (or row-major in a matrix)
  double expected = 0;
  double got = 0;
  std::string expected_bits;  ///< "0x42800000"
  std::string got_bits;
  std::uint64_t wrong = 0;    ///< how many elements are wrong on that rank
};
std::string describe(const Mismatch& mismatch);

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
                 int root, bool in_place);

  /// Writes this rank's input (send_elements of them) at `send`.
  void fill_send(std::byte* send) const;
  /// Compares this rank's whole receive buffer; nothing when all is right.
  std::optional<Mismatch> check_receive(const std::byte* receive) const;
  /// Bytes of the two buffers, out of place.
  std::size_t send_bytes() const;
  std::size_t receive_bytes() const;
  /// Largest absolute difference allowed: 0 (bit equality) except for avg over a number of ranks that
  /// is no power of two: (n + 1) u max|x|, u the unit round-off (n - 1 additions, two scalings).
  double tolerance() const;

 private:
  Collective collective_;
  ReductionOp op_;
  MessageShape shape_;
  int rank_;
  int ranks_;
  int root_;
  bool in_place_;
};

}  // namespace fourfold
