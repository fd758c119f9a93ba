// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/sm90_tile.hpp"

namespace fourfold {

/// Who waits for whom in an sm_90a block, once: the device runs it (gemm_sm90.cuh), and a test on
/// the CPU, with threads for warpgroups. `Machine` waits and moves; all members are of one block:
///   wait_empty(ring), wait_full(ring)   until the stage's barrier has ended the phase of the
///   parity load(stage, tile, block)            begins to fill a stage: block `block` of k of a
///   tile begin()                             sets the sums of a tile to zero multiply(stage)
///   begins to use it, and waits until no stage but it is in use finish() until no stage is in use
///   add_up()                            the stage's sums, where the tile promotes
///   hand_back(stage)                    tells all blocks of the cluster that it may be filled
///   wait_turn(consumer, parity)         at the barrier of the consumer's own turns
///   give_turn(consumer)                 arrives at the other one's
///   store(tile)                         what was multiplied since begin()

/// Tiles of D of one cluster, and the 128-byte blocks of k of each.
struct Sm90Work {
  int cluster = 0;   ///< which one
  int clusters = 1;  ///< how many share out the tiles
  int tiles = 0;
  int k_blocks = 0;
};

template <Sm90Tile kTile, class Machine>
constexpr void load_tiles(Machine& machine, const Sm90Work& work) {
  Sm90Ring ring;
  for (int tile = work.cluster; tile < work.tiles; tile += work.clusters) {
    for (int block = 0; block < work.k_blocks; ++block, ring.advance(kTile.stages)) {
      // A barrier that was never used counts as ended: the first round does not wait.
      machine.wait_empty({ring.stage, ring.parity ^ 1});
      machine.load(ring.stage, tile, block);
    }
  }
}

/// One tile: a stage is handed back when the next one is under way. Its own turn ends with the last
/// stage that it has waited for.
template <Sm90Tile kTile, class Machine>
constexpr void multiply_tile(Machine& machine, int consumer, int k_blocks, Sm90Ring& ring) {
  int previous = ring.stage;
  for (int block = 0; block < k_blocks; ++block, ring.advance(kTile.stages)) {
    machine.wait_full(ring);
    machine.multiply(ring.stage);
    if constexpr (kTile.promotes) {
      machine.finish();
      machine.hand_back(ring.stage);
      machine.add_up();
    } else {
      if (block > 0) machine.hand_back(previous);
      previous = ring.stage;
    }
  }
  if constexpr (kTile.turns) machine.give_turn(consumer);
  if constexpr (!kTile.promotes) {
    machine.finish();
    machine.hand_back(previous);
  }
}

/// By warpgroup `consumer` of the two that multiply. In turns, it must not look at a stage before
/// the other has seen its last one: a barrier tells a round from the one before it, and not from
/// the one before that. Warpgroup 0 has the first turn.
template <Sm90Tile kTile, class Machine>
constexpr void multiply_tiles(Machine& machine, int consumer, const Sm90Work& work) {
  Sm90Ring ring;
  if constexpr (!kTile.turns) {
    for (int tile = work.cluster; tile < work.tiles; tile += work.clusters) {
      machine.begin();
      multiply_tile<kTile>(machine, consumer, work.k_blocks, ring);
      machine.store(tile);
    }
  } else {
    ring.skip(kTile.stages, consumer * work.k_blocks);
    unsigned parity = consumer == 0 ? 1 : 0;
    for (int tile = work.cluster + consumer * work.clusters; tile < work.tiles;
         tile += 2 * work.clusters) {
      machine.begin();
      machine.wait_turn(consumer, parity);
      multiply_tile<kTile>(machine, consumer, work.k_blocks, ring);
      machine.store(tile);
      ring.skip(kTile.stages, work.k_blocks);  // the other one's
      parity ^= 1;
    }
  }
}

}  // namespace fourfold
