// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace fourfold {

/// How a grid of GPU threads walks over an array of f64, as plain arithmetic that the kernels call
/// and that tests check on a CPU: every element exactly once, whatever its number.
///
/// A thread moves pairs (two f64, 16 bytes: the widest load every architecture has). A block takes
/// one tile at a time, `kWalkUnroll` rows of `kWalkThreads` pairs; neighbouring threads take
/// neighbouring pairs, and the blocks of the grid take neighbouring tiles, so that the whole grid
/// sweeps the array in the order of its addresses. 8 KiB per tile and array; with the 8 to 16
/// blocks that fit an SM, 64 KiB or more are on their way at any time, where a full HBM pipe needs
/// about 40 (Little's law: 4.8 TB/s x 1 us / 132 SMs).
inline constexpr unsigned kWalkThreads = 128;
inline constexpr unsigned kWalkUnroll = 4;
inline constexpr std::size_t kTilePairs = std::size_t{kWalkThreads} * kWalkUnroll;

/// The walk of one thread. Calls, in this order and with indices that no other thread gets,
/// - tile(i) for each full tile: the thread's pairs are i, i + kWalkThreads, ..., kWalkUnroll of
/// them;
/// - pair(i) for each pair of the last, partial tile;
/// - element(i) for the last f64 of an odd number.
/// Pair i is the elements 2i and 2i + 1. `elements` may be 0; `blocks` may not.
template <class Tile, class Pair, class Element>
constexpr void walk(std::size_t elements, unsigned blocks, unsigned block, unsigned thread,
                    Tile tile, Pair pair, Element element) {
  const std::size_t pairs = elements / 2;
  const std::size_t tiles = pairs / kTilePairs;
  for (std::size_t t = block; t < tiles; t += blocks) tile(t * kTilePairs + thread);
  if (block != tiles % blocks) return;
  // The block whose turn it is takes what is left.
  for (std::size_t i = tiles * kTilePairs + thread; i < pairs; i += kWalkThreads) pair(i);
  if (elements % 2 != 0 && thread == 0) element(elements - 1);
}

/// How many blocks of a grid get work; 1 at least, for a grid may not be empty.
constexpr std::size_t working_blocks(std::size_t elements) { return elements / 2 / kTilePairs + 1; }

}  // namespace fourfold
