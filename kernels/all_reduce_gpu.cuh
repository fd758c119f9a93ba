// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/all_reduce.hpp"
#include "kernels/all_reduce_gpu.hpp"
#include "kernels/all_reduce_pack.cuh"
#include "kernels/all_reduce_ptx.cuh"

namespace fourfold {

/// One lane of a block of a rank on a GPU (kernels/all_reduce.hpp has the contract). What each()
/// gives are tiles of the whole block; copy(), fold() and the like share them out to its lanes, by
/// the place in the tile, so that neighbours read neighbouring packs and each has several on its
/// way. Ranks in arrays are constants of unrolled loops: no array leaves the registers.
template <DataType kType>
class GpuTeam {
 public:
  static constexpr int kMostRanks = kMostGpuPeers;
  static constexpr std::size_t kGrain = GpuSegment::kBox;
  using Numbers = PackFold<kType>;
  using Stored = typename Numbers::Stored;
  static constexpr unsigned kWidth = sizeof(Stored);

  __device__ GpuTeam(const GpuAllReduceCall& call, int rank, int block, int blocks,
                     bool over_blocks)
      : call_(call),
        rank_(rank),
        block_(block),
        blocks_(blocks),
        over_blocks_(over_blocks),
        lane_(threadIdx.x),
        layout_{call.ranks, call.most_blocks} {
    state_ = *reinterpret_cast<const AllReduceState*>(mine() + layout_.state(block));
    lost_ = load_flag(mine() + GpuSegment::stopped()) != 0;
    sync();
  }

  /// Whether a wait of this rank has lasted too long; alike in all lanes.
  __device__ bool lost() const { return lost_; }
  /// Keeps what the next call begins with.
  __device__ void end() {
    sync();
    if (lane_ == 0) *reinterpret_cast<AllReduceState*>(mine() + layout_.state(block_)) = state_;
  }

  __device__ int rank() const { return rank_; }
  __device__ int ranks() const { return call_.ranks; }
  __device__ AllReduceState& state() { return state_; }
  /// Where one lane has waited in vain no lane of the block goes on as if nothing were.
  __device__ void sync() { lost_ = __syncthreads_or(lost_) != 0; }
  __device__ void turn() {
    fence_words();
    sync();
    fence_words();
  }

  template <class Do>
  __device__ void each_rank(Do act) {
#pragma unroll
    for (int r = 0; r < kMostRanks; ++r) {
      if (r < call_.ranks) act(r);
    }
  }
  template <class Do>
  __device__ void each_peer(Do act) {
    const int peer = static_cast<int>(lane_);
    if (peer < call_.ranks && peer != rank_) act(peer);
  }
  template <bool kRelease>
  __device__ void raise(int peer, std::uint32_t ticket) {
    if (!lost_) store_flag<kRelease>(call_.segments[peer] + layout_.flag(block_, rank_), ticket);
  }
  __device__ void await(int peer, std::uint32_t ticket) {
    const std::byte* const flag = mine() + layout_.flag(block_, peer);
    wait([&] { return static_cast<std::int32_t>(load_flag(flag) - ticket) >= 0 ? -1 : peer; });
  }

  template <class Do>
  __device__ void each(std::size_t bytes, Do act) {
    constexpr std::size_t kLeast = 16 * kGpuLanes;
    const auto blocks = static_cast<std::size_t>(over_blocks_ ? blocks_ : 1);
    const std::size_t fair = (bytes / blocks / kLeast + 1) * kLeast;
    const std::size_t tile = smaller(fair, kGrain);
    const auto first = static_cast<std::size_t>(over_blocks_ ? block_ : 0);
#pragma unroll 1
    for (std::size_t at = first * tile; at < bytes; at += blocks * tile) {
      act(at, smaller(tile, bytes - at));
    }
  }

  static constexpr std::size_t box_bytes() { return GpuSegment::kBox; }
  static constexpr std::size_t box_payload() { return GpuSegment::kPayload; }
  __device__ std::byte* box(int owner, int parity, int which) const {
    return call_.segments[owner] + layout_.box(block_, parity, which);
  }
  __device__ std::byte* packet_box(int owner, int parity, int from) const {
    return call_.segments[owner] + layout_.packets(block_, parity, from);
  }
  __device__ std::byte* words_box(int owner, int parity, int from) const {
    return call_.segments[owner] + layout_.words(block_, parity, from);
  }

  __device__ void copy(std::byte* to, const std::byte* from, std::size_t n) {
    if (to == from) return;
    share<4>(
        n,
        [&](const unsigned(&at)[4], unsigned end) {
          Pack packs[4];
#pragma unroll
          for (int u = 0; u < 4; ++u) {
            if (at[u] < end) packs[u] = load_pack(from + at[u]);
          }
#pragma unroll
          for (int u = 0; u < 4; ++u) {
            if (at[u] < end) store_pack(to + at[u], packs[u]);
          }
        },
        [&](unsigned at) {
          *reinterpret_cast<Stored*>(to + at) = *reinterpret_cast<const Stored*>(from + at);
        });
  }

  __device__ void fold(std::byte* const* to, int copies, const std::byte* const* from, int sources,
                       std::size_t n) {
    constexpr int kTurns = sizeof(Stored) == 1 ? 1 : 2;
    share<kTurns>(
        n,
        [&](const unsigned(&at)[kTurns], unsigned end) {
          Pack packs[kMostRanks][kTurns];
#pragma unroll
          for (int r = 0; r < kMostRanks; ++r) {
#pragma unroll
            for (int u = 0; u < kTurns; ++u) {
              if (r < sources && at[u] < end) packs[r][u] = load_pack(from[r] + at[u]);
            }
          }
#pragma unroll
          for (int u = 0; u < kTurns; ++u) {
            const Pack result = Numbers::template fold_packs<kMostRanks>(
                sources, call_.fold, [&](int r) { return packs[r][u]; });
#pragma unroll
            for (int c = 0; c < kMostRanks; ++c) {
              if (c < copies && at[u] < end) store_pack(to[c] + at[u], result);
            }
          }
        },
        [&](unsigned at) { fold_element(to, copies, from, sources, at); });
  }

  __device__ void send_packets(std::byte* box, const std::byte* from, std::size_t n,
                               std::uint32_t ticket) {
    if (lost_) return;
    const std::uint64_t flag = static_cast<std::uint64_t>(ticket) << 32;
    each_pack(n, [&](unsigned at, unsigned length) {
      const Pack pack = load(from + at, length);
      store_words(box + 2 * at, {flag | pack.word[0], flag | pack.word[1]});
      store_words(box + 2 * at + 16, {flag | pack.word[2], flag | pack.word[3]});
    });
  }
  template <class Place>
  __device__ void fold_packets(std::byte* to, const std::byte* own, std::size_t n,
                               std::uint32_t ticket, Place place) {
    fold_arrived(to, own, n, [&](int peer, unsigned at, Pack& pack) {
      const TwoWords low = load_words(place(peer) + 2 * at);
      const TwoWords high = load_words(place(peer) + 2 * at + 16);
      pack = {{static_cast<unsigned>(low.first), static_cast<unsigned>(low.second),
               static_cast<unsigned>(high.first), static_cast<unsigned>(high.second)}};
      return low.first >> 32 == ticket && low.second >> 32 == ticket &&
             high.first >> 32 == ticket && high.second >> 32 == ticket;
    });
  }

  __device__ void send_words(std::byte* box, const std::byte* from, std::size_t n) {
    if (lost_) return;
    each_pack(n, [&](unsigned at, unsigned length) {
      const Pack pack = load(from + at, length);
      store_words(box + at, {Numbers::sendable(pack.word[0], pack.word[1]),
                             Numbers::sendable(pack.word[2], pack.word[3])});
    });
  }
  template <class Place>
  __device__ void fold_words(std::byte* to, const std::byte* own, std::size_t n, Place place) {
    fold_arrived(to, own, n, [&](int peer, unsigned at, Pack& pack) {
      const TwoWords two = load_words(place(peer) + at);
      pack = {{static_cast<unsigned>(two.first), static_cast<unsigned>(two.first >> 32),
               static_cast<unsigned>(two.second), static_cast<unsigned>(two.second >> 32)}};
      return two.first != Numbers::kNothing && two.second != Numbers::kNothing;
    });
  }
  /// Published by turn().
  __device__ void erase(std::byte* box, std::size_t n) {
    each_pack(n, [&](unsigned at, unsigned) {
      store_words(box + at, {Numbers::kNothing, Numbers::kNothing});
    });
  }

 private:
  static_assert(kGpuLanes >= kMostRanks, "each peer has a lane of its own");
  __device__ std::byte* mine() const { return call_.segments[rank_]; }

  /// This lane's share of a tile: act(offsets of kTurns packs, end of the packs), then
  /// each(offset of an element) of what is no whole pack.
  template <int kTurns, class Packs, class Element>
  __device__ void share(std::size_t n, Packs packs, Element element) {
    const auto all = static_cast<unsigned>(n);
    const unsigned end = call_.whole_packs ? all / 16 * 16 : 0;
#pragma unroll 1
    for (unsigned base = lane_ * 16; base < end; base += kTurns * kGpuLanes * 16) {
      unsigned at[kTurns];
      for (int u = 0; u < kTurns; ++u) at[u] = base + u * kGpuLanes * 16;
      packs(at, end);
    }
#pragma unroll 1
    for (unsigned at = end + lane_ * kWidth; at < all; at += kGpuLanes * kWidth) {
      element(at);
    }
  }
  __device__ void fold_element(std::byte* const* to, int copies, const std::byte* const* from,
                               int sources, unsigned at) {
    auto sum = Numbers::widen(*reinterpret_cast<const Stored*>(from[0] + at));
#pragma unroll
    for (int r = 1; r < kMostRanks; ++r) {
      if (r >= sources) continue;
      const Stored next = *reinterpret_cast<const Stored*>(from[r] + at);
      sum = Numbers::combine(sum, Numbers::widen(next), call_.fold);
    }
    const Stored result = Numbers::Format::narrow(sum);
#pragma unroll
    for (int c = 0; c < kMostRanks; ++c) {
      if (c < copies) *reinterpret_cast<Stored*>(to[c] + at) = result;
    }
  }

  template <class Do>
  __device__ void each_pack(std::size_t n, Do act) {
#pragma unroll 1
    for (unsigned at = lane_ * 16; at < n; at += kGpuLanes * 16) {
      act(at, static_cast<unsigned>(smaller(16, n - at)));
    }
  }
  __device__ Pack load(const std::byte* from, unsigned length) const {
    return call_.whole_packs && length == 16 ? load_pack(from) : load_bytes(from, length);
  }

  /// All peers are looked at in every turn, so that their loads are on their way together.
  template <class Look>
  __device__ void fold_arrived(std::byte* to, const std::byte* own, std::size_t n, Look look) {
    each_pack(n, [&](unsigned at, unsigned length) {
      Pack packs[kMostRanks];
      wait([&] {
        int missing = -1;
        each_rank([&](int r) {
          if (r != rank_ && !look(r, at, packs[r])) missing = r;
        });
        return missing;
      });
      const Pack mine = load(own + at, length);
      const Pack result = Numbers::template fold_packs<kMostRanks>(
          call_.ranks, call_.fold, [&](int r) { return chosen(r == rank_, mine, packs[r]); });
      if (call_.whole_packs && length == 16) return store_pack(to + at, result);
      store_bytes(to + at, result, length);
    });
  }

  /// `missing` is the rank that is waited for, or -1. A rank that gives up says so to its other
  /// blocks and to the host, and raises no flag any more.
  template <class Missing>
  __device__ void wait(Missing missing) {
    constexpr unsigned kLooksAtClock = 64;
    if (lost_) return;
    std::uint64_t began = 0;
#pragma unroll 1
    for (unsigned look = 1;; ++look) {
      const int peer = missing();
      if (peer < 0) return;
      if (look % kLooksAtClock != 0) continue;
      const std::uint64_t now = now_ns();
      if (began == 0) began = now;
      const bool stopped = load_flag(mine() + GpuSegment::stopped()) != 0;
      if (!stopped && now - began < call_.most_ns) continue;
      if (!stopped) {
        store_flag<false>(mine() + GpuSegment::stopped(), 1);
        *const_cast<volatile std::uint64_t*>(call_.wait) = GpuWait::word(rank_, peer);
      }
      lost_ = true;
      return;
    }
  }

  const GpuAllReduceCall& call_;
  int rank_, block_, blocks_;
  bool over_blocks_;
  bool lost_ = false;
  unsigned lane_;
  GpuSegment layout_;
  AllReduceState state_;
};

}  // namespace fourfold
