// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/data_type.hpp"

namespace fourfold {

/// A wrong element in a result, told so that a person can act on it.
struct Mismatch {
  /// Whose buffer. Below 0: another program has counted wrong elements and does not say where; then
  /// only `wrong`, over all ranks, and `region` mean anything.
  int rank = 0;
  std::uint64_t call = 0;     ///< which of the rotating buffers, from 0
  std::uint64_t element = 0;  ///< index in that rank's output (a matrix: row-major)
  double expected = 0;
  double got = 0;
  std::string expected_bits;  ///< "0x42800000"; empty where only a tolerance is known
  std::string got_bits;       ///< empty where there is no such element (a sum of several)
  std::uint64_t wrong = 0;    ///< how many elements (of a matrix: rows) are wrong on that rank
  /// Where the wrong elements lie, in words; empty where it is not known: "rows 128-255, columns
  /// 0-127 (one 128x128 tile), 16384 elements".
  std::string region{};
};

/// "rank 1, element 17: expected 64 (0x42800000), got 0 (0x00000000), differing bits 0x42800000;
/// ..."
std::string describe(const Mismatch& mismatch);

/// The element at `index` as hexadecimal bits, most significant first.
std::string element_bits(DataType type, const std::byte* base, std::size_t index);

}  // namespace fourfold
