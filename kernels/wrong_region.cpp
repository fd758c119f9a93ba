// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/wrong_region.hpp"

#include <fmt/format.h>

namespace fourfold {
namespace {

constexpr std::int64_t kFinest = 8;     // no matrix instruction writes less
constexpr std::int64_t kLargest = 512;  // no kernel's tile is longer

/// The side of the tile that covers first ... last of `total`, or 0.
std::int64_t side(std::int64_t first, std::int64_t last, std::int64_t total) {
  const std::int64_t length = last - first + 1;
  if (length % kFinest == 0 && length <= kLargest && first % length == 0) return length;
  if (last + 1 != total) return 0;
  for (std::int64_t power = kFinest; power <= kLargest; power *= 2) {
    if (power > length && first % power == 0) return power;
  }
  return 0;
}

std::string range(const char* what, std::int64_t first, std::int64_t last) {
  if (first == last) return fmt::format("{} {}", what, first);
  return fmt::format("{}s {}-{}", what, first, last);
}

}  // namespace

Tile tile_of(const WrongRegion& region, std::int64_t m, std::int64_t n) {
  const std::int64_t rows = side(region.first_row, region.last_row, m);
  const std::int64_t columns = side(region.first_column, region.last_column, n);
  const auto area = static_cast<std::uint64_t>(region.rows() * region.columns());
  if (rows == 0 || columns == 0 || !region.counted || region.elements < area / 2) return {};
  return {.rows = rows,
          .columns = columns,
          .down = region.first_row / rows,
          .across = region.first_column / columns};
}

std::string describe(const WrongRegion& region, std::int64_t m, std::int64_t n) {
  const Tile tile = tile_of(region, m, n);
  std::string note;
  if (region.rows() == m && region.columns() == n) {
    note = " (the whole matrix)";
  } else if (tile.rows > 0) {
    note = fmt::format(" (one {}x{} tile, at ({}, {}) of its grid)", tile.rows, tile.columns,
                       tile.down, tile.across);
  }
  return fmt::format("{}, {}{}, {}{} element{}", range("row", region.first_row, region.last_row),
                     range("column", region.first_column, region.last_column), note,
                     region.counted ? "" : "at most ", region.elements,
                     region.elements == 1 ? "" : "s");
}

}  // namespace fourfold
