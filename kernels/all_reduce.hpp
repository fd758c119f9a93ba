// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/all_reduce_terms.hpp"
#include "kernels/execution_space.cuh"

namespace fourfold {

// An all-reduce of our own between ranks that reach each other's memory: who writes which flag,
// and who reads what when. docs/all_reduce.md draws every algorithm. The same functions are for
// processes or threads of a host and for blocks of a GPU: what differs is the `Team` they are
// given, one lane of one block of one rank.
//
// Each block of a rank owns a segment that all ranks reach: flags, each written by the same block
// of one peer and read by the owner, and boxes. Blocks of different numbers never touch the same
// flag or box. Tickets count what a block has announced and never go back, so that a flag is never
// reset; the n-th piece of a block is the n-th of that block of all ranks. Boxes of a piece are
// used again two pieces later (`parity`), which needs no barrier: who writes into them then has
// finished the piece between, so has had every rank's part of that, which each sent when it had
// read the first. Each is said of whole blocks, whose lanes therefore meet between pieces, at
// barriers or in turn(): a lane that has nothing of a short piece would run ahead.
//
// A team has (a CPU process is one block of one lane):
//   rank(), ranks(); state(), by reference: every lane has a copy, and all copies are alike
//   sync()                      all lanes of the block are here, and see what the others wrote
//   turn()                      as sync(); and who gets words that any lane sends afterwards sees
//                               what all of them did before, erase() included
//   each_rank(f)                f(r) for all ranks in order, in this lane; may be unrolled
//   each_peer(f)                f(peer) for all other ranks, each in one of the lanes
//   raise<kRelease>(peer, t)    my flag in that peer's segment becomes t; kRelease: whoever sees
//                               it sees all that this block has written before
//   await(peer, t)              until that peer's flag in my segment is t or later. Waits that
//                               last too long end with an error that names the peer
//   each(bytes, f)              f(offset, n) over this lane's pieces of [0, bytes), from multiples
//                               of 16 on; whose one is depends on its offset alone. All are the
//                               block's lanes'; in two_shot() and push(), all blocks'
//   kGrain, kMostRanks          n <= kGrain, ranks() <= kMostRanks
//   box(owner, parity, which)   address of a box; box_bytes() long
//   copy(to, from, n), fold(to, copies, from, sources, n)
//   words_box, send_words, fold_words, erase: see lamport(); packet_box, send_packets,
//                               fold_packets: see ll()
//   switch_box, reduce_in_switch, fence_aliases: see multimem()

/// What each rank wrote before, all may read after.
template <AllReduceRules kRules, class Team>
FOURFOLD_HOST_AND_GPU void peer_barrier(Team& team) {
  const std::uint32_t ticket = ++team.state().ticket;
  team.sync();
  team.each_peer([&](int peer) { team.template raise<kRules.release>(peer, ticket); });
  team.each_peer([&](int peer) { team.await(peer, kRules.own_ticket ? ticket : ticket - 1); });
  team.sync();
}

template <AllReduceRules kRules, class Team>
FOURFOLD_HOST_AND_GPU int next_parity(Team& team) {
  const std::uint32_t piece = team.state().piece++;
  return kRules.two_parities ? static_cast<int>(piece & 1) : 0;
}

/// One barrier: each rank puts its input into its own box, and after it reduces all boxes. Reads n
/// S, sends nothing on; the buffers need not be reached by others.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void one_shot(Team& team, const std::byte* in, std::byte* out,
                                    std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_bytes()) {
    const std::size_t length = smaller(team.box_bytes(), bytes - done);
    const int parity = next_parity<kRules>(team);
    std::byte* const mine = team.box(team.rank(), parity, team.rank());
    team.each(length,
              [&](std::size_t at, std::size_t n) { team.copy(mine + at, in + done + at, n); });
    peer_barrier<kRules>(team);
    team.each(length, [&](std::size_t at, std::size_t n) {
      const std::byte* sources[Team::kMostRanks];
      team.each_rank([&](int r) {
        sources[r] = r == team.rank() ? in + done + at : team.box(r, parity, r) + at;
      });
      std::byte* to = out + done + at;
      team.fold(&to, 1, sources, team.ranks(), n);
    });
  }
}

/// Reduce-scatter, then all-gather: each rank reduces its shard of all inputs into its own output,
/// then fetches the others' from theirs. Three barriers: inputs are there; shards are reduced;
/// nobody reads my output any more. In place, shard s of an input is read by rank s alone.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void two_shot(Team& team, const ReachedBuffers<Team::kMostRanks>& buffers,
                                    std::size_t bytes) {
  const int rank = team.rank();
  const int ranks = team.ranks();
  if (bytes == 0) return;
  peer_barrier<kRules>(team);
  const Shard own = shard_of(bytes, ranks, rank);
  team.each(own.bytes, [&](std::size_t at, std::size_t n) {
    const std::byte* sources[Team::kMostRanks];
    team.each_rank([&](int r) { sources[r] = buffers.in[r] + own.begin + at; });
    std::byte* to = buffers.out[rank] + own.begin + at;
    team.fold(&to, 1, sources, team.ranks(), n);
  });
  if constexpr (kRules.middle_barrier) peer_barrier<kRules>(team);
  for (int k = 1; k < ranks; ++k) {
    const int owner = (rank + k) % ranks;
    const int from = (owner + kRules.owner_shift) % ranks;
    const Shard other = shard_of(bytes, ranks, owner);
    team.each(other.bytes, [&](std::size_t at, std::size_t n) {
      team.copy(buffers.out[rank] + other.begin + at, buffers.out[from] + other.begin + at, n);
    });
  }
  if constexpr (kRules.end_barrier) peer_barrier<kRules>(team);
}

/// As two_shot, but who reduces a shard writes it to every output. Two barriers: inputs are there
/// and outputs may be written; my output is whole. In place, too, what is written to was read by
/// the writer alone.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void push(Team& team, const ReachedBuffers<Team::kMostRanks>& buffers,
                                std::size_t bytes) {
  const int ranks = team.ranks();
  if (bytes == 0) return;
  peer_barrier<kRules>(team);
  const Shard own = shard_of(bytes, ranks, team.rank());
  team.each(own.bytes, [&](std::size_t at, std::size_t n) {
    const std::byte* sources[Team::kMostRanks];
    std::byte* to[Team::kMostRanks];
    team.each_rank([&](int r) {
      sources[r] = buffers.in[r] + own.begin + at;
      to[r] = buffers.out[r] + own.begin + at;
    });
    team.fold(to, ranks, sources, ranks, n);
  });
  if constexpr (kRules.end_barrier) peer_barrier<kRules>(team);
}

/// One step of ring(): shard `which` of a piece goes to the right-hand neighbour's box.
template <class Team>
FOURFOLD_HOST_AND_GPU void ring_send(Team& team, int step, int parity, int which, Shard shard,
                                     const std::byte* in, std::byte* out) {
  const int ranks = team.ranks();
  std::byte* const mine = team.box(team.rank(), parity, which);
  std::byte* const next = team.box((team.rank() + 1) % ranks, parity, which);
  team.each(shard.bytes, [&](std::size_t at, std::size_t n) {
    const std::byte* const own = in + shard.begin + at;
    std::byte* const result = out + shard.begin + at;
    if (step == 0) return team.copy(next + at, own, n);
    if (step < ranks) {
      const std::byte* sources[Team::kMostRanks] = {mine + at, own};
      std::byte* to[Team::kMostRanks] = {next + at, result};
      return team.fold(to, step == ranks - 1 ? 2 : 1, sources, 2, n);
    }
    team.copy(result, mine + at, n);
    team.copy(next + at, mine + at, n);
  });
}

/// Shards go round: n - 1 steps in which each rank adds its own part, n - 1 in which the sums go
/// round once more. Each step waits for the left-hand neighbour alone; no barrier at either end,
/// since who has finished a piece has had every rank's part of it. Partial sums travel in the
/// message's own type, rounded n - 1 times; each shard is summed once, from its owner on, so that
/// all ranks get the same bits.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void ring(Team& team, const std::byte* in, std::byte* out,
                                std::size_t bytes) {
  const int rank = team.rank();
  const int ranks = team.ranks();
  const std::size_t most = team.box_bytes() * static_cast<std::size_t>(ranks);
  for (std::size_t done = 0; done < bytes && ranks > 1; done += most) {
    const std::size_t length = smaller(most, bytes - done);
    const int parity = next_parity<kRules>(team);
    for (int step = 0; step < 2 * (ranks - 1); ++step) {
      const int which = (rank - step + 2 * ranks) % ranks;
      ring_send(team, step, parity, which, shard_of(length, ranks, which), in + done, out + done);
      const std::uint32_t ticket = ++team.state().ticket;
      team.sync();
      team.each_peer([&](int peer) {
        if (peer == (rank + 1) % ranks) team.template raise<kRules.release>(peer, ticket);
      });
      team.each_peer([&](int peer) {
        if (peer == (rank + ranks - 1) % ranks) team.await(peer, ticket);
      });
      team.sync();
    }
    const int last = (rank + 2) % ranks;
    const Shard shard = shard_of(length, ranks, last);
    const std::byte* const box = team.box(rank, parity, last);
    team.each(shard.bytes, [&](std::size_t at, std::size_t n) {
      team.copy(out + done + shard.begin + at, box + at, n);
    });
  }
  if (ranks > 1) return;
  team.each(bytes, [&](auto at, auto n) { team.copy(out + at, in + at, n); });
}

/// What both algorithms without barriers send of a piece: everything to all.
template <class Team, class Send>
FOURFOLD_HOST_AND_GPU void send_to_all(Team& team, std::size_t bytes, Send send) {
  team.each(bytes, [&](std::size_t at, std::size_t n) {
    for (int k = 1; k < team.ranks(); ++k) send((team.rank() + k) % team.ranks(), at, n);
  });
}

/// Packets of four bytes of data and a flag of four, in one word of eight that is written and read
/// at once: what has arrived says so itself, and one trip is all there is. Twice the bytes.
/// packet_box(owner, parity, from) is where `from` writes to `owner`, 2 box_payload() long.
/// fold_packets(to, own, n, ticket, place) waits for all peers' at place(peer), and folds them and
/// `own` in the order of ranks.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void ll(Team& team, const std::byte* in, std::byte* out, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_payload()) {
    const std::size_t length = smaller(team.box_payload(), bytes - done);
    if constexpr (kRules.turn) team.turn();
    const int parity = next_parity<kRules>(team);
    const std::uint32_t ticket = ++team.state().ticket;
    send_to_all(team, length, [&](int peer, std::size_t at, std::size_t n) {
      team.send_packets(team.packet_box(peer, parity, team.rank()) + 2 * at, in + done + at, n,
                        ticket);
    });
    team.each(length, [&](std::size_t at, std::size_t n) {
      team.fold_packets(
          out + done + at, in + done + at, n, kRules.own_ticket ? ticket : ticket - 2,
          [&](int peer) { return team.packet_box(team.rank(), parity, peer) + 2 * at; });
    });
  }
}

/// A word of eight bytes that is not all ones has arrived: boxes are all ones before (a NaN in
/// every float type), and who has read a word makes it so again before it sends anything of the
/// next piece. A sender that has such NaNs writes others. One trip, no byte more than the data; not
/// for integers. words_box(owner, parity, from) is box_payload() long; fold_words as fold_packets.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void lamport(Team& team, const std::byte* in, std::byte* out,
                                   std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_payload()) {
    const std::size_t length = smaller(team.box_payload(), bytes - done);
    if constexpr (kRules.turn) team.turn();
    const int parity = next_parity<kRules>(team);
    send_to_all(team, length, [&](int peer, std::size_t at, std::size_t n) {
      team.send_words(team.words_box(peer, parity, team.rank()) + at, in + done + at, n);
    });
    team.each(length, [&](std::size_t at, std::size_t n) {
      const auto place = [&](int peer) { return team.words_box(team.rank(), parity, peer) + at; };
      team.fold_words(out + done + at, in + done + at, n, place);
      if constexpr (kRules.erase) {
        team.each_rank([&](int r) {
          if (r != team.rank()) team.erase(place(r), n);
        });
      }
    });
  }
}

/// By switches between GPUs, which add up what they read of all ranks and copy what they are given
/// to all: each rank puts its input into its box 0, has the switch reduce its shard of all boxes 0
/// into all boxes 1, and takes the whole from its own. Two barriers, and boxes are used again at
/// once: who writes to any has had a barrier since everyone read it. switch_box(0 or 1) is this
/// rank's own, box_bytes() long; reduce_in_switch(at, n) reduces so much of them; fence_aliases()
/// orders accesses by a box's own address and by the switch's.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void multimem(Team& team, const std::byte* in, std::byte* out,
                                    std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_bytes()) {
    const std::size_t length = smaller(team.box_bytes(), bytes - done);
    team.each(length,
              [&](auto at, auto n) { team.copy(team.switch_box(0) + at, in + done + at, n); });
    const auto barrier = [&] {
      team.fence_aliases();
      peer_barrier<kRules>(team);
      team.fence_aliases();
    };
    barrier();
    const Shard own = shard_of(length, team.ranks(), team.rank());
    team.each(own.bytes, [&](auto at, auto n) { team.reduce_in_switch(own.begin + at, n); });
    if constexpr (kRules.middle_barrier) barrier();
    team.each(length,
              [&](auto at, auto n) { team.copy(out + done + at, team.switch_box(1) + at, n); });
  }
}

/// What block number `block` of a rank's `blocks` does in one call: through boxes its own part of
/// the message; where buffers are reached the whole, of which each() has its share.
template <PeerAlgorithm kAlgorithm, AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void all_reduce(Team& team, const ReachedBuffers<Team::kMostRanks>& buffers,
                                      std::size_t bytes, int blocks = 1, int block = 0) {
  using enum PeerAlgorithm;
  if constexpr (kAlgorithm == TwoShot) return two_shot<kRules>(team, buffers, bytes);
  if constexpr (kAlgorithm == Push) return push<kRules>(team, buffers, bytes);
  const Shard part = shard_of(bytes, blocks, block);
  const std::byte* const in = buffers.in[team.rank()] + part.begin;
  std::byte* const out = buffers.out[team.rank()] + part.begin;
  if constexpr (kAlgorithm == OneShot) one_shot<kRules>(team, in, out, part.bytes);
  if constexpr (kAlgorithm == Ring) ring<kRules>(team, in, out, part.bytes);
  if constexpr (kAlgorithm == Ll) ll<kRules>(team, in, out, part.bytes);
  if constexpr (kAlgorithm == Lamport) lamport<kRules>(team, in, out, part.bytes);
  if constexpr (kAlgorithm == Multimem) multimem<kRules>(team, in, out, part.bytes);
}

}  // namespace fourfold
