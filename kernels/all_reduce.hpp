// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/execution_space.cuh"

namespace fourfold {

/// An all-reduce of our own between ranks that reach each other's memory: who writes which flag,
/// and who reads what when. docs/all_reduce.md draws every algorithm. The same functions are meant
/// for processes or threads of a host and for blocks of a GPU: what differs is the `Team` they are
/// given, the lanes of one block of one rank (kTeamContract below). No macro and no #ifdef: they
/// are constexpr, which nvcc takes for code of the device (--expt-relaxed-constexpr).
///
/// Each rank owns a segment that all reach: flags, each written by one peer and read by the owner,
/// and boxes. Tickets count what a rank has announced and never go back, so that a flag is never
/// reset; the n-th piece of one rank is the n-th of all. Boxes of a piece are used again two pieces
/// later (`parity`), which needs no barrier: who writes into them then has finished the piece
/// between, so has had every rank's part of that, which each sent when it had read the first.
///
/// In ll() and lamport() that argument holds for each offset of a piece alone, so for teams of one
/// lane, as on the host: lanes that have nothing of a short piece would run ahead. A team of
/// several needs a barrier of all of a rank's lanes before each piece there.
///
/// A team has, for one block of lanes (a CPU process has one lane):
///   rank(), ranks(); state(), by reference, of this block
///   sync()                      all lanes of the block are here, and see what the others wrote
///   each_peer(f)                f(peer) for all other ranks, in any lanes
///   raise<kRelease>(peer, t)    my flag in that peer's segment becomes t; kRelease: whoever sees
///   it
///                               sees all that this rank has written before
///   await(peer, t)              until that peer's flag in my segment is t or later. Waits that
///   last
///                               too long end with an error that names the peer
///   each(bytes, f)              f(offset, n) over the pieces of [0, bytes) that are this block's;
///                               which those are depends on `offset` alone; n <= kGrain
///   kGrain, kMostRanks          constants; multiples of 16 bytes
///   box(owner, parity, which)   address of a box; box_bytes() long
///   copy(to, from, n), fold(to, copies, from, sources, n)
///   words_box, send_words, take_words, erase: see lamport(); packet_box, send_packets,
///                               take_packets: see ll()
struct AllReduceState {
  std::uint32_t ticket = 0;
  std::uint32_t piece = 0;
};

/// The protocol as it is. A test takes one of these away at a time, to see that it is missed.
struct AllReduceRules {
  bool release = true;         ///< flags publish what was written before
  bool middle_barrier = true;  ///< of two_shot
  bool end_barrier = true;     ///< of two_shot and push
  bool own_ticket = true;      ///< a barrier waits for this ticket, not for the one before
  bool two_parities = true;    ///< boxes alternate
  bool erase = true;           ///< lamport() makes boxes empty again
  int owner_shift = 0;         ///< who two_shot believes to own a shard, less who does
};

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

/// One barrier: each rank puts its input into its own box, and after the barrier reduces all boxes.
/// Reads n S, sends nothing on; the buffers need not be reached by others.
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
      for (int r = 0; r < team.ranks(); ++r) {
        sources[r] = r == team.rank() ? in + done + at : team.box(r, parity, r) + at;
      }
      std::byte* to = out + done + at;
      team.fold(&to, 1, sources, team.ranks(), n);
    });
  }
}

/// Reduce-scatter, then all-gather: each rank reduces its shard of all inputs into its own output,
/// then fetches the others' from theirs. Three barriers: inputs are there; shards are reduced;
/// nobody reads my output any more. Nothing else may be overwritten too early: in place, shard s of
/// an input is read by rank s alone, before the second.
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
    for (int r = 0; r < ranks; ++r) sources[r] = buffers.in[r] + own.begin + at;
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
/// and outputs may be written; my output is whole. None in the middle: in place too, what is
/// written to was read by the writer alone.
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
    for (int r = 0; r < ranks; ++r) {
      sources[r] = buffers.in[r] + own.begin + at;
      to[r] = buffers.out[r] + own.begin + at;
    }
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
/// message's own type, so they are rounded n - 1 times; each shard is summed once, in the order
/// from its owner on, so that all ranks get the same bits.
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
  if (ranks == 1)
    team.each(bytes, [&](std::size_t at, std::size_t n) { team.copy(out + at, in + at, n); });
}

/// What both algorithms without barriers do with a piece: `send(peer, at, n)` everything to all,
/// then `take(to, peer, at, n)` everyone's and reduce it.
template <class Team, class Send, class Take>
FOURFOLD_HOST_AND_GPU void exchange(Team& team, const std::byte* in, std::byte* out,
                                    std::size_t bytes, Send send, Take take) {
  team.each(bytes, [&](std::size_t at, std::size_t n) {
    for (int k = 1; k < team.ranks(); ++k) send((team.rank() + k) % team.ranks(), at, n);
  });
  team.each(bytes, [&](std::size_t at, std::size_t n) {
    typename Team::Scratch scratch;
    const std::byte* sources[Team::kMostRanks];
    for (int r = 0; r < team.ranks(); ++r) {
      if (r != team.rank()) take(scratch.of(r), r, at, n);
      sources[r] = r == team.rank() ? in + at : scratch.of(r);
    }
    std::byte* to = out + at;
    team.fold(&to, 1, sources, team.ranks(), n);
  });
}

/// Packets of four bytes of data and a flag of four, in one word of eight that is written and read
/// at once: what has arrived says so itself, and one trip is all there is. Twice the bytes.
/// packet_box(owner, parity, from) is where `from` writes to `owner`, 2 box_payload() long.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void ll(Team& team, const std::byte* in, std::byte* out, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_payload()) {
    const std::size_t length = smaller(team.box_payload(), bytes - done);
    const int parity = next_parity<kRules>(team);
    const std::uint32_t ticket = ++team.state().ticket;
    exchange(
        team, in + done, out + done, length,
        [&](int peer, std::size_t at, std::size_t n) {
          team.send_packets(team.packet_box(peer, parity, team.rank()) + 2 * at, in + done + at, n,
                            ticket);
        },
        [&](std::byte* to, int peer, std::size_t at, std::size_t n) {
          team.take_packets(to, team.packet_box(team.rank(), parity, peer) + 2 * at, n,
                            kRules.own_ticket ? ticket : ticket - 2, peer);
        });
  }
}

/// A word of eight bytes that is not all ones has arrived: boxes are all ones before (a NaN in
/// every float type), and whoever has read a word makes it so again before it sends anything of the
/// next piece. A sender that has such NaNs writes others. One trip, no byte more than the data; not
/// for integers, where all ones is -1. words_box(owner, parity, from) is box_payload() long.
template <AllReduceRules kRules = AllReduceRules{}, class Team>
FOURFOLD_HOST_AND_GPU void lamport(Team& team, const std::byte* in, std::byte* out,
                                   std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += team.box_payload()) {
    const std::size_t length = smaller(team.box_payload(), bytes - done);
    const int parity = next_parity<kRules>(team);
    exchange(
        team, in + done, out + done, length,
        [&](int peer, std::size_t at, std::size_t n) {
          team.send_words(team.words_box(peer, parity, team.rank()) + at, in + done + at, n);
        },
        [&](std::byte* to, int peer, std::size_t at, std::size_t n) {
          std::byte* const box = team.words_box(team.rank(), parity, peer) + at;
          team.take_words(to, box, n, peer);
          if constexpr (kRules.erase) team.erase(box, n);
        });
  }
}

}  // namespace fourfold
