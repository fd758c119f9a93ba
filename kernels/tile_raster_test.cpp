// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_raster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace fourfold {
namespace {

/// How often each tile comes up when `workers` take turns, as persistent blocks do.
std::vector<int> visits(const TileGrid& grid, int group, int workers) {
  std::vector<int> seen(static_cast<std::size_t>(grid.tiles()));
  for (int worker = 0; worker < workers; ++worker) {
    for (int index = worker; index < grid.tiles(); index += workers) {
      const TilePlace place = grouped_tile(index, grid, group);
      if (place.row < 0 || place.row >= grid.rows) return {};
      if (place.column < 0 || place.column >= grid.columns) return {};
      if (grouped_index(place, grid, group) != index) return {};
      ++seen[static_cast<std::size_t>(place.row * grid.columns + place.column)];
    }
  }
  return seen;
}

TEST(TileRaster, EveryTileComesUpExactlyOnce) {
  int shapes = 0;
  for (int rows = 1; rows <= 40; ++rows) {
    for (int columns = 1; columns <= 40; ++columns) {
      for (const int group : {1, 4, 8, 12}) {
        // One worker, an H200's 66 clusters, more workers than tiles.
        const int workers = std::vector{1, 7, 66, 132, 2000}[static_cast<std::size_t>(shapes % 5)];
        const TileGrid grid{rows, columns};
        const std::vector<int> seen = visits(grid, group, workers);
        ASSERT_EQ(std::count(seen.begin(), seen.end(), 1), grid.tiles())
            << rows << "x" << columns << ", group " << group << ", " << workers << " workers";
        ++shapes;
      }
    }
  }
  EXPECT_EQ(shapes, 6400);
}

TEST(TileRaster, EverySmCountSharesOutTheSameTiles) {
  for (int workers = 1; workers <= 160; ++workers) {
    const TileGrid grid{19, 23};
    const std::vector<int> seen = visits(grid, 8, workers);
    ASSERT_EQ(std::count(seen.begin(), seen.end(), 1), grid.tiles()) << workers;
  }
}

TEST(TileRaster, TilesThatRunTogetherLieTogether) {
  // 66 clusters at once on a large grid: 8 rows of tiles and 9 columns, not 1 row and 66 columns.
  const TileGrid grid{64, 64};
  int rows = 0;
  int columns = 0;
  for (int index = 0; index < 66; ++index) {
    const TilePlace place = grouped_tile(index, grid, 8);
    rows = std::max(rows, place.row + 1);
    columns = std::max(columns, place.column + 1);
  }
  EXPECT_EQ(rows, 8);
  EXPECT_EQ(columns, 9);
}

TEST(TileRaster, PartsCountAsWholeTiles) {
  EXPECT_EQ(divided_up(0, 4), 0);
  EXPECT_EQ(divided_up(8, 4), 2);
  EXPECT_EQ(divided_up(9, 4), 3);
  EXPECT_EQ(divided_up(0x7FFFFFFF, 1), 0x7FFFFFFF) << "no sum that overflows";
}

}  // namespace
}  // namespace fourfold
