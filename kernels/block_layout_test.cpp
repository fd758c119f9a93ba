// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/block_layout.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "kernels/mma_tile.hpp"
#include "kernels/sm100_tile.hpp"
#include "kernels/sm90_variants.hpp"

namespace fourfold {
namespace {

using Corner = std::pair<std::int64_t, std::int64_t>;

/// Every tile's first element and the block that computes it, in the order the kernels take them.
template <class Tile>
std::map<Corner, int> blocks_of(const Tile& tile, int cluster, int clusters, int m, int n) {
  std::map<Corner, int> found;
  const TileGrid grid = tile.grid(m, n);
  for (int i = 0; i < clusters; ++i) {
    for (int index = i; index < grid.tiles(); index += clusters) {
      const TilePlace place = grouped_tile(index, grid, 8);
      for (int rank = 0; rank < cluster; ++rank) {
        found[{tile.first_row(place, rank), tile.first_column(place)}] = i * cluster + rank;
      }
    }
  }
  return found;
}

/// Whether the layout names those blocks, for the first and the last element of each tile.
void expect_blocks(const BlockLayout& layout, const std::map<Corner, int>& blocks, int m, int n) {
  int looked_at = 0;
  for (const auto& [first, block] : blocks) {
    const auto [row, column] = first;
    if (row >= m || column >= n) continue;
    ++looked_at;
    ASSERT_EQ(layout.block_of(row, column), block) << row << ", " << column;
    const std::int64_t last_row = std::min<std::int64_t>(m, row + layout.rows) - 1;
    const std::int64_t last_column = std::min<std::int64_t>(n, column + layout.columns) - 1;
    ASSERT_EQ(layout.block_of(last_row, last_column), block) << last_row << ", " << last_column;
    ASSERT_LT(block, layout.blocks());
  }
  EXPECT_EQ(looked_at, divided_up(m, layout.rows) * divided_up(n, layout.columns));
}

TEST(BlockLayout, NamesTheBlockOfASm90ClusterThatComputesAnElement) {
  for (const Sm90Variant& variant : kSm90Variants) {
    const Sm90Tile& tile = variant.tile;
    for (const auto& [m, n, clusters] : {std::tuple{4096, 4096, 66}, {1000, 3000, 5}, {64, 8, 1}}) {
      const BlockLayout layout{tile.m, tile.n, tile.cluster, clusters, 8, tile.grid(m, n)};
      expect_blocks(layout, blocks_of(tile, tile.cluster, clusters, m, n), m, n);
    }
  }
}

TEST(BlockLayout, NamesTheBlockOfASm100Pair) {
  for (const Sm100Tile& tile : {kSm100Single, kSm100Pair}) {
    const BlockLayout layout{Sm100Tile::kM,        Sm100Tile::kN, tile.blocks, 74, 8,
                             tile.grid(5000, 7000)};
    expect_blocks(layout, blocks_of(tile, tile.blocks, 74, 5000, 7000), 5000, 7000);
  }
}

TEST(BlockLayout, OfABlockPerTileIsItsPlaceInTheRaster) {
  const BlockLayout layout = block_per_tile(MmaTile::kM, MmaTile::kN, 8, 1300, 1000);
  const TileGrid grid{11, 4};
  ASSERT_EQ(layout.blocks(), 44);
  for (int block = 0; block < 44; ++block) {
    const TilePlace place = grouped_tile(block, grid, 8);
    EXPECT_EQ(layout.block_of(place.row * MmaTile::kM, place.column * MmaTile::kN), block);
  }
}

TEST(BlockLayout, AKernelThatDoesNotTellHasNoBlocks) { EXPECT_EQ(BlockLayout{}.blocks(), 0); }

}  // namespace
}  // namespace fourfold
