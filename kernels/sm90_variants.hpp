// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/data_type.hpp"
#include "kernels/sm90_tile.hpp"

namespace fourfold {

/// One way to use the sm_90a skeleton: a row of the catalogue, and a candidate of fourfold_sm90.
struct Sm90Variant {
  std::string_view name;
  std::string_view description;
  std::string_view tile_text;
  Sm90Tile tile;
  std::span<const DataType> types;
};

inline constexpr std::array kSm90Types{DataType::bf16, DataType::f16, DataType::tf32,
                                       DataType::f8e4m3, DataType::i8};
inline constexpr std::array kSm90Promoted{DataType::f8e4m3};

/// The instances, each compiled by the .cu file of its name. Widths of 256 read the least shared
/// memory and L2 per operation; the narrower ones fill the SMs better where few tiles are wanted.
inline constexpr std::array kSm90Variants{
    Sm90Variant{.name = "sm90_128x256",
                .description = "warp-specialised TMA and wgmma, for large products",
                .tile_text = "128x256, cluster of 2 sharing B, 4 stages",
                .tile = {.m = 128, .n = 256, .cluster = 2, .stages = 4, .boxes = 2},
                .types = kSm90Types},
    Sm90Variant{.name = "sm90_128x192",
                .description = "the same with tiles for sizes that leave SMs idle",
                .tile_text = "128x192, cluster of 2 sharing B, 4 stages",
                .tile = {.m = 128, .n = 192, .cluster = 2, .stages = 4, .boxes = 3},
                .types = kSm90Types},
    Sm90Variant{.name = "sm90_64x256_turns",
                .description = "the same in turns, for short k: one tile is stored during the next",
                .tile_text = "64x256 in turns, cluster of 2 sharing B, 5 stages",
                .tile = {.m = 64, .n = 256, .cluster = 2, .stages = 5, .boxes = 1, .turns = true},
                .types = kSm90Types},
    Sm90Variant{.name = "sm90_128x64",
                .description = "the same for few rows, where B is read but once",
                .tile_text = "128x64, 8 stages",
                .tile = {.m = 128, .n = 64, .cluster = 1, .stages = 8, .boxes = 1},
                .types = kSm90Types},
    Sm90Variant{
        .name = "sm90_128x128_promoted",
        .description = "f8 with sums of 128 products added up in f32",
        .tile_text = "128x128, cluster of 2 sharing B, 6 stages",
        .tile = {.m = 128, .n = 128, .cluster = 2, .stages = 6, .boxes = 2, .promotes = true},
        .types = kSm90Promoted},
};

constexpr Sm90Tile sm90_tile(std::string_view name) {
  for (const Sm90Variant& one : kSm90Variants) {
    if (one.name == name) return one.tile;
  }
  return {};  // which no instance compiles with
}

}  // namespace fourfold
