// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fourfold {

/// In which order the tiles of D are computed, as plain arithmetic that the kernels call and that
/// tests check on a CPU: every tile exactly once, whatever the shape.

struct TileGrid {
  int rows = 0;
  int columns = 0;

  constexpr int tiles() const { return rows * columns; }
};

struct TilePlace {
  int row = 0;
  int column = 0;

  friend constexpr bool operator==(const TilePlace&, const TilePlace&) = default;
};

constexpr int divided_up(int value, int by) { return value / by + (value % by != 0 ? 1 : 0); }

/// Place of tile `index` of a grid: down `group` rows of one column, then the next column; then the
/// next group of rows, the last of which may be shorter. Tiles that run at the same time thus lie
/// near one square, whose rows of A and columns of B are few and stay in the L2 cache.
constexpr TilePlace grouped_tile(int index, const TileGrid& grid, int group) {
  const int per_group = group * grid.columns;
  const int first = index / per_group * group;
  const int within = index % per_group;
  const int height = grid.rows - first < group ? grid.rows - first : group;
  return {first + within % height, within / height};
}

/// The inverse: which tile that is.
constexpr int grouped_index(const TilePlace& place, const TileGrid& grid, int group) {
  const int first = place.row / group * group;
  const int height = grid.rows - first < group ? grid.rows - first : group;
  return first * grid.columns + place.column * height + place.row - first;
}

}  // namespace fourfold
