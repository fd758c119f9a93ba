// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fourfold {

/// Of one block, in every lane of it: how many flags it has raised, and pieces it has begun.
struct AllReduceState {
  std::uint32_t ticket = 0;
  std::uint32_t piece = 0;
};

/// The protocol as it is. A test takes one of these away at a time, to see that it is missed.
struct AllReduceRules {
  bool release = true;         ///< flags publish what was written before
  bool middle_barrier = true;  ///< of two_shot, and the later one of multimem
  bool end_barrier = true;     ///< of two_shot and push
  bool own_ticket = true;      ///< a barrier waits for this ticket, not for the one before
  bool two_parities = true;    ///< boxes alternate
  bool erase = true;           ///< lamport() makes boxes empty again
  bool turn = true;            ///< lanes meet between pieces of ll() and lamport()
  int owner_shift = 0;         ///< who two_shot believes to own a shard, less who does
};

/// docs/all_reduce.md draws each.
enum class PeerAlgorithm { OneShot, TwoShot, Push, Ring, Ll, Lamport, Multimem };

/// Whether ranks reach each other's buffers in it; the others go through boxes.
constexpr bool reaches_buffers(PeerAlgorithm algorithm) {
  return algorithm == PeerAlgorithm::TwoShot || algorithm == PeerAlgorithm::Push;
}

constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

/// The n-th part of a message that one rank reduces: whole lines of 64 bytes, so that no two ranks
/// write to one. The last ones may be shorter, or empty.
struct Shard {
  std::size_t begin;
  std::size_t bytes;
};
constexpr Shard shard_of(std::size_t bytes, int ranks, int which) {
  constexpr std::size_t kLine = 64;
  const auto n = static_cast<std::size_t>(ranks);
  const std::size_t length = ((bytes + n - 1) / n + kLine - 1) / kLine * kLine;
  const std::size_t begin = smaller(static_cast<std::size_t>(which) * length, bytes);
  return {begin, smaller(length, bytes - begin)};
}

/// Every rank's buffers of one call, in memory that all reach. In place, both are the same.
template <int kMostRanks>
struct ReachedBuffers {
  const std::byte* in[kMostRanks];
  std::byte* out[kMostRanks];
};

}  // namespace fourfold
