// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace fourfold {

/// Where the wrong elements of a matrix lie: the smallest rectangle around them.
struct WrongRegion {
  std::int64_t first_row = 0;
  std::int64_t last_row = 0;
  std::int64_t first_column = 0;
  std::int64_t last_column = 0;
  std::uint64_t elements = 0;  ///< how many of its elements are wrong
  bool counted = true;         ///< false: `elements` is the most there can be

  std::int64_t rows() const { return last_row - first_row + 1; }
  std::int64_t columns() const { return last_column - first_column + 1; }
};

/// A rectangle that one block of threads, or one turn of a blocked loop, would have written.
struct Tile {
  std::int64_t rows = 0;  ///< 0: the region is no tile
  std::int64_t columns = 0;
  std::int64_t down = 0;  ///< which one, counted in tiles from the top and from the left
  std::int64_t across = 0;
};

/// The tile that a region of an m x n matrix fills: its sides are multiples of 8 and it begins at
/// multiples of them, and at least half of its elements are wrong (the others may be right by
/// chance). At the lower and the right edge tiles may be cut short: a power of two is assumed.
Tile tile_of(const WrongRegion& region, std::int64_t m, std::int64_t n);

/// "rows 128-255, columns 0-127 (one 128x128 tile, at (1, 0) of its grid), 16384 elements".
std::string describe(const WrongRegion& region, std::int64_t m, std::int64_t n);

}  // namespace fourfold
