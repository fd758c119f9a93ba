// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/tile_raster.hpp"

namespace fourfold {

/// Which block of a launch computes what of D, for kernels whose blocks tell on which of the GPU's
/// processors (SMs) they run (GemmArguments::processors): so that a wrong element has a processor.
struct BlockLayout {
  int rows = 0;      ///< of D, that a block computes at a time
  int columns = 0;   ///< likewise
  int cluster = 1;   ///< blocks that lie below one another and share a tile of the grid
  int clusters = 0;  ///< of the launch; they take tiles in turns. 0: the kernel does not tell
  int group = 1;     ///< of the raster (grouped_tile)
  TileGrid grid{};

  constexpr int blocks() const { return clusters * cluster; }
  constexpr int block_of(std::int64_t row, std::int64_t column) const {
    const auto down = static_cast<int>(row / rows);
    const TilePlace place{down / cluster, static_cast<int>(column / columns)};
    return grouped_index(place, grid, group) % clusters * cluster + down % cluster;
  }
};

/// Of a kernel that has a block for each tile.
constexpr BlockLayout block_per_tile(int rows, int columns, int group, std::int64_t m,
                                     std::int64_t n) {
  const TileGrid grid{divided_up(static_cast<int>(m), rows),
                      divided_up(static_cast<int>(n), columns)};
  return {.rows = rows,
          .columns = columns,
          .cluster = 1,
          .clusters = grid.tiles(),
          .group = group,
          .grid = grid};
}

}  // namespace fourfold
