// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/wrong_region.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

WrongRegion region(std::int64_t first_row, std::int64_t rows, std::int64_t first_column,
                   std::int64_t columns) {
  return {.first_row = first_row,
          .last_row = first_row + rows - 1,
          .first_column = first_column,
          .last_column = first_column + columns - 1,
          .elements = static_cast<std::uint64_t>(rows * columns)};
}

TEST(WrongRegion, NamesATile) {
  EXPECT_EQ(describe(region(128, 128, 0, 256), 1024, 1024),
            "rows 128-255, columns 0-255 (one 128x256 tile, at (1, 0) of its grid), "
            "32768 elements");
  const Tile odd = tile_of(region(384, 192, 768, 128), 1024, 1024);
  EXPECT_EQ(odd.rows, 192);
  EXPECT_EQ(odd.down, 2);
  EXPECT_EQ(odd.across, 6);
}

TEST(WrongRegion, NamesATileThatTheEdgeCutsShort) {
  const Tile tile = tile_of(region(128, 72, 64, 6), 200, 70);
  EXPECT_EQ(tile.rows, 128);
  EXPECT_EQ(tile.columns, 8) << "the smallest that explains it";
  EXPECT_EQ(tile.down, 1);
  EXPECT_EQ(tile.across, 8);
}

TEST(WrongRegion, NamesNoTileWhereThereIsNone) {
  EXPECT_EQ(describe(region(17, 1, 29, 1), 64, 64), "row 17, column 29, 1 element");
  EXPECT_EQ(describe(region(3, 2, 0, 64), 64, 128), "rows 3-4, columns 0-63, 128 elements");
  WrongRegion scattered = region(0, 64, 0, 64);
  scattered.elements = 2;
  EXPECT_EQ(tile_of(scattered, 128, 128).rows, 0);
  EXPECT_EQ(tile_of(region(64, 128, 0, 64), 1024, 1024).rows, 0) << "not at a multiple of 128";
}

TEST(WrongRegion, SaysWhenItDidNotCountAndWhenAllIsWrong) {
  WrongRegion all = region(0, 100, 0, 40);
  all.counted = false;
  EXPECT_EQ(describe(all, 100, 40),
            "rows 0-99, columns 0-39 (the whole matrix), at most 4000 elements");
}

}  // namespace
}  // namespace fourfold
