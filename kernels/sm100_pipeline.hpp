// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace fourfold {

/// A place in a ring of `length`, and the parity of the round.
struct Sm100Ring {
  int place = 0;
  std::uint32_t parity = 0;
  constexpr void advance(int length) {
    if (++place < length) return;
    place = 0;
    parity ^= 1;
  }
};

/// Tiles of D of one block or pair, and the 128-byte blocks of k of each.
struct Sm100Work {
  int cluster = 0;   ///< which one
  int clusters = 1;  ///< how many share out the tiles
  int tiles = 0;
  int k_blocks = 0;
};

/// Fills the stages of an sm_100a block, once: the device runs it (gemm_sm100.cu), and a test on
/// the CPU. `Machine`:
///   wait_empty(stage, parity)   until the stage's barrier has ended the phase of that parity; the
///                               phase before the first one counts as ended
///   load(stage, tile, block)    begins to fill it with block `block` of k of a tile
///
/// At its end every stage has been handed back, so that nothing is on its way to this block's
/// barriers when it leaves: in a pair the other block's products tell them.
template <class Machine>
constexpr void fill_stages(Machine& machine, const Sm100Work& work, int stages) {
  Sm100Ring ring;
  for (int tile = work.cluster; tile < work.tiles; tile += work.clusters) {
    for (int block = 0; block < work.k_blocks; ++block, ring.advance(stages)) {
      machine.wait_empty(ring.place, ring.parity ^ 1);
      machine.load(ring.place, tile, block);
    }
  }
  for (int stage = 0; stage < stages; ++stage, ring.advance(stages)) {
    machine.wait_empty(ring.place, ring.parity ^ 1);
  }
}

}  // namespace fourfold
