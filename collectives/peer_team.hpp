// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/data_type.hpp"
#include "kernels/all_reduce.hpp"
#include "kernels/fold.hpp"

namespace fourfold {

/// How many ranks of a host reduce through each other's memory at most.
inline constexpr int kMostPeers = 64;

/// What a rank's segment holds, as offsets from its start: a flag for every peer on a line of its
/// own, then boxes of three kinds, each for both parities and every rank.
struct PeerSegment {
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kBox = std::size_t{128} << 10;
  static constexpr std::size_t kPayload = std::size_t{32} << 10;  ///< of boxes of words
  int ranks = 1;

  constexpr std::size_t flag(int from) const { return static_cast<std::size_t>(from) * kLine; }
  constexpr std::size_t box(int parity, int which) const {
    return flag(ranks) + number(parity, which) * kBox;
  }
  constexpr std::size_t packets(int parity, int from) const {
    return box(2, 0) + number(parity, from) * 2 * kPayload;
  }
  constexpr std::size_t words(int parity, int from) const {
    return packets(2, 0) + number(parity, from) * kPayload;
  }
  constexpr std::size_t bytes() const { return words(2, 0); }

 private:
  constexpr std::size_t number(int parity, int which) const {
    return static_cast<std::size_t>(parity * ranks + which);
  }
};

/// One rank of a host as a team of one lane (kernels/all_reduce.hpp): a process or, in tests, a
/// thread. Used by one thread. Segments are zero at first, but for prepare_segment().
class PeerTeam {
 public:
  static constexpr int kMostRanks = kMostPeers;
  static constexpr std::size_t kGrain = 4096;  ///< so that what is reduced together stays in L1

  struct Waiting {
    int spins = 20000;    ///< looks at a flag before it lets others run, some 10 us
    double most_s = 300;  ///< then it gives up
  };

  /// `segments` of all ranks as mapped here.
  PeerTeam(int rank, int ranks, std::byte* const* segments, Waiting waiting);

  /// What the next calls reduce; host_fold(type, fold) is there.
  void set_kind(DataType type, Fold fold) {
    fold_ = host_fold(type, fold);
    other_nan_ = other_nan(8 * traits(type).bytes);
  }

  /// Makes the boxes of a rank's own segment empty; before any rank's first call.
  static void prepare_segment(std::byte* segment, int ranks);

  int rank() const { return rank_; }
  int ranks() const { return layout_.ranks; }
  AllReduceState& state() { return state_; }
  void sync() {}
  void turn() {}

  template <class Do>
  void each_rank(Do act) {
    for (int r = 0; r < ranks(); ++r) act(r);
  }
  template <class Do>
  void each_peer(Do act) {
    for (int k = 1; k < ranks(); ++k) act((rank_ + k) % ranks());
  }
  template <bool kRelease>
  void raise(int peer, std::uint32_t ticket) {
    flag(peer, rank_)
        .store(ticket, kRelease ? std::memory_order_release : std::memory_order_relaxed);
  }
  void await(int peer, std::uint32_t ticket) {
    const std::atomic_ref<std::uint32_t> seen = flag(rank_, peer);
    wait(peer, [&] {
      return static_cast<std::int32_t>(seen.load(std::memory_order_acquire) - ticket) >= 0;
    });
  }
  template <class Do>
  void each(std::size_t bytes, Do act) {
    for (std::size_t at = 0; at < bytes; at += kGrain) act(at, std::min(kGrain, bytes - at));
  }

  static constexpr std::size_t box_bytes() { return PeerSegment::kBox; }
  static constexpr std::size_t box_payload() { return PeerSegment::kPayload; }
  std::byte* box(int owner, int parity, int which) const {
    return segment(owner) + layout_.box(parity, which);
  }
  std::byte* packet_box(int owner, int parity, int from) const {
    return segment(owner) + layout_.packets(parity, from);
  }
  std::byte* words_box(int owner, int parity, int from) const {
    return segment(owner) + layout_.words(parity, from);
  }

  void copy(std::byte* to, const std::byte* from, std::size_t n) {
    if (to != from) std::memcpy(to, from, n);
  }
  void fold(std::byte* const* to, int copies, const std::byte* const* from, int sources,
            std::size_t n) {
    fold_(to, copies, from, sources, n);
  }

  void send_packets(std::byte* box, const std::byte* from, std::size_t n, std::uint32_t ticket) {
    for (std::size_t at = 0; at < n; at += 4) {
      std::uint32_t data = 0;
      std::memcpy(&data, from + at, std::min<std::size_t>(4, n - at));
      word(box + 2 * at).store(std::uint64_t{ticket} << 32 | data, std::memory_order_release);
    }
  }
  /// From the last one on: words are sent in order, so that all but the first wait mostly end at
  /// once, and lines that the sender still writes are not taken from it time and again.
  void take_packets(std::byte* to, std::byte* box, std::size_t n, std::uint32_t ticket, int peer) {
    for (std::size_t left = n; left > 0;) {
      const std::size_t at = (left - 1) / 4 * 4;
      const std::atomic_ref<std::uint64_t> packet = word(box + 2 * at);
      std::uint64_t got = 0;
      wait(peer, [&] {
        got = packet.load(std::memory_order_acquire);
        return got >> 32 == ticket;
      });
      const auto data = static_cast<std::uint32_t>(got);
      std::memcpy(to + at, &data, left - at);
      left = at;
    }
  }

  template <class Place>
  void fold_packets(std::byte* to, const std::byte* own, std::size_t n, std::uint32_t ticket,
                    Place place) {
    fold_taken(to, own, n, [&](std::byte* taken, int peer) {
      take_packets(taken, place(peer), n, ticket, peer);
    });
  }

  void send_words(std::byte* box, const std::byte* from, std::size_t n) {
    for (std::size_t at = 0; at < n; at += 8) {
      std::uint64_t data = 0;
      std::memcpy(&data, from + at, std::min<std::size_t>(8, n - at));
      word(box + at).store(data == kNothing ? other_nan_ : data, std::memory_order_release);
    }
  }
  void take_words(std::byte* to, std::byte* box, std::size_t n, int peer) {
    for (std::size_t left = n; left > 0;) {
      const std::size_t at = (left - 1) / 8 * 8;
      const std::atomic_ref<std::uint64_t> sent = word(box + at);
      std::uint64_t data = 0;
      wait(peer, [&] {
        data = sent.load(std::memory_order_acquire);
        return data != kNothing;
      });
      std::memcpy(to + at, &data, left - at);
      left = at;
    }
  }
  template <class Place>
  void fold_words(std::byte* to, const std::byte* own, std::size_t n, Place place) {
    fold_taken(to, own, n,
               [&](std::byte* taken, int peer) { take_words(taken, place(peer), n, peer); });
  }
  /// Published by whatever this rank sends next.
  void erase(std::byte* box, std::size_t n) {
    for (std::size_t at = 0; at < n; at += 8) {
      word(box + at).store(kNothing, std::memory_order_relaxed);
    }
  }

 private:
  static constexpr std::uint64_t kNothing = ~std::uint64_t{0};

  /// Folds what `take` brings of each peer, and `own`, in the order of ranks.
  template <class Take>
  void fold_taken(std::byte* to, const std::byte* own, std::size_t n, Take take) {
    alignas(64) std::byte taken[kMostRanks][kGrain];
    const std::byte* sources[kMostRanks];
    for (int r = 0; r < ranks(); ++r) {
      if (r != rank_) take(taken[r], r);
      sources[r] = r == rank_ ? own : taken[r];
    }
    fold(&to, 1, sources, ranks(), n);
  }

  /// All ones but for the sign of each element.
  static constexpr std::uint64_t other_nan(std::size_t element_bits) {
    std::uint64_t signs = 0;
    for (std::size_t bit = element_bits; bit <= 64; bit += element_bits) {
      signs |= std::uint64_t{1} << (bit - 1);
    }
    return ~signs;
  }
  static std::atomic_ref<std::uint64_t> word(std::byte* at) {
    return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(at));
  }
  std::byte* segment(int owner) const { return segments_[static_cast<std::size_t>(owner)]; }
  std::atomic_ref<std::uint32_t> flag(int owner, int from) const {
    return std::atomic_ref<std::uint32_t>(
        *reinterpret_cast<std::uint32_t*>(segment(owner) + layout_.flag(from)));
  }

  template <class Ready>
  void wait(int peer, Ready ready) {
    for (int look = 0; look < waiting_.spins; ++look) {
      if (ready()) return;
    }
    for (Patience patience(*this, peer); !ready();) patience.yield();
  }

  /// Lets others run, and throws Error, with the rank that is waited for, when it has been too
  /// long.
  class Patience {
   public:
    Patience(const PeerTeam& team, int peer);
    void yield();

   private:
    const PeerTeam& team_;
    int peer_;
    std::int64_t began_ns_;
    std::uint32_t yields_ = 0;
  };

  int rank_;
  PeerSegment layout_;
  std::array<std::byte*, kMostPeers> segments_{};
  Waiting waiting_;
  AllReduceState state_;
  HostFold fold_ = nullptr;
  std::uint64_t other_nan_ = 0;
};

}  // namespace fourfold
