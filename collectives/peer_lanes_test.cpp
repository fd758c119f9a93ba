// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The protocol as a GPU runs it: ranks of several blocks, each of several lanes, which here are
// threads under ThreadSanitizer.
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "collectives/peer_race_harness.hpp"
#include "collectives/peer_team.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using enum PeerAlgorithm;
constexpr int kLanes = 3;
constexpr int kBlocks = 2;
constexpr double kMostWaiting_s = 5;

/// Where threads wait for each other; gives up like a team.
class Meeting {
 public:
  Meeting(int members, double most_s) : members_(members), most_s_(most_s) {}
  void meet() {
    const int mine = meetings_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members_) {
      arrived_.store(0, std::memory_order_relaxed);
      meetings_.store(mine + 1, std::memory_order_release);
      return;
    }
    const auto began = std::chrono::steady_clock::now();
    while (meetings_.load(std::memory_order_acquire) == mine) {
      sched_yield();
      const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - began;
      if (waited.count() > most_s_) throw Error("the others did not come");
    }
  }

 private:
  int members_;
  double most_s_;
  std::atomic<int> arrived_ = 0;
  std::atomic<int> meetings_ = 0;
};

/// One lane. Pieces and boxes are small, so that short messages have several of them; the last lane
/// is late to look at what has arrived.
class LaneTeam : public PeerTeam {
 public:
  static constexpr std::size_t kGrain = 64;
  struct Place {
    int block;
    int lane;
  };

  LaneTeam(int rank, int ranks, std::byte* const* segments, Waiting waiting, Place place,
           Meeting& block)
      : PeerTeam(rank, ranks, segments, waiting), place_(place), block_(block) {}

  /// Whether the lanes of all blocks share what each() gives, or those of a block.
  void spread(bool over_blocks) { over_blocks_ = over_blocks; }

  void sync() { block_.meet(); }
  void turn() { block_.meet(); }
  template <class Do>
  void each_peer(Do act) {
    for (int k = 1; k < ranks(); ++k) {
      if (k % kLanes == place_.lane) act((rank() + k) % ranks());
    }
  }
  template <class Do>
  void each(std::size_t bytes, Do act) {
    const int first = over_blocks_ ? place_.block * kLanes + place_.lane : place_.lane;
    const std::size_t stride = kGrain * (over_blocks_ ? kBlocks * kLanes : kLanes);
    for (std::size_t at = static_cast<std::size_t>(first) * kGrain; at < bytes; at += stride) {
      act(at, std::min(kGrain, bytes - at));
    }
  }

  static constexpr std::size_t box_bytes() { return 8 * kGrain; }
  static constexpr std::size_t box_payload() { return 4 * kGrain; }

  template <class Where>
  void fold_packets(std::byte* to, const std::byte* own, std::size_t n, std::uint32_t ticket,
                    Where where) {
    dawdle();
    PeerTeam::fold_packets(to, own, n, ticket, where);
  }
  template <class Where>
  void fold_words(std::byte* to, const std::byte* own, std::size_t n, Where where) {
    dawdle();
    PeerTeam::fold_words(to, own, n, where);
  }

 private:
  void dawdle() const {
    if (rank() == 0 && place_.lane == kLanes - 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  Place place_;
  Meeting& block_;
  bool over_blocks_ = false;
};

using Team = WithSwitch<LaneTeam>;
using Call = void (*)(Team&, const ReachedBuffers<kMostPeers>&, std::size_t, int block);
template <PeerAlgorithm kWay, AllReduceRules kRules = AllReduceRules{}>
void call(Team& team, const ReachedBuffers<kMostPeers>& buffers, std::size_t bytes, int block) {
  team.spread(reaches_buffers(kWay));
  all_reduce<kWay, kRules>(team, buffers, bytes, kBlocks, block);
}

/// One rank: its buffers, and a segment for each block.
struct Rank {
  Rank(int ranks, std::size_t most_floats, double most_s)
      : in(make_memory(most_floats * 4)),
        out(make_memory(most_floats * 4)),
        kernel(kBlocks * kLanes, most_s) {
    for (int block = 0; block < kBlocks; ++block) {
      segments.push_back(make_memory(Team::segment_bytes(ranks)));
      PeerTeam::prepare_segment(segments.back().get(), ranks);
      meetings.push_back(std::make_unique<Meeting>(kLanes, most_s));
    }
  }
  Memory in, out;
  std::vector<Memory> segments;                    ///< one a block
  std::vector<std::unique_ptr<Meeting>> meetings;  ///< likewise
  Meeting kernel;                                  ///< of all lanes, where a call begins and ends
  std::size_t wrong = 0;
};

class Grid {
 public:
  Grid(int ranks, std::size_t most_floats, double most_s) : most_s_(most_s) {
    for (int r = 0; r < ranks; ++r)
      ranks_.push_back(std::make_unique<Rank>(ranks, most_floats, most_s));
    for (int r = 0; r < ranks; ++r) add_lanes(r);
  }

  /// Wrong elements of all ranks and turns; a lane that gave up counts as one.
  std::size_t wrong(const std::vector<Call>& calls, int turns, std::size_t floats, bool in_place) {
    for (std::size_t r = 0; r < ranks_.size(); ++r) {
      buffers_.out[r] = ranks_[r]->out.get();
      buffers_.in[r] = in_place ? ranks_[r]->out.get() : ranks_[r]->in.get();
      ranks_[r]->wrong = 0;
    }
    std::atomic<std::size_t> gave_up = 0;
    std::vector<std::thread> threads;
    for (Lane& lane : lanes_) {
      threads.emplace_back([&, turns, floats] {
        try {
          for (int turn = 0; turn < turns; ++turn) {
            one_turn(lane, calls[static_cast<std::size_t>(turn) % calls.size()], turn, floats);
          }
        } catch (const Error&) {
          ++gave_up;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::size_t all = gave_up;
    for (const auto& rank : ranks_) all += rank->wrong;
    return all;
  }

 private:
  struct Lane {
    Team team;
    LaneTeam::Place place;
  };

  void add_lanes(int r) {
    const int ranks = static_cast<int>(ranks_.size());
    for (int block = 0; block < kBlocks; ++block) {
      const auto b = static_cast<std::size_t>(block);
      std::vector<std::byte*> places;
      for (const auto& rank : ranks_) places.push_back(rank->segments[b].get());
      for (int lane = 0; lane < kLanes; ++lane) {
        const LaneTeam::Place place{block, lane};
        Meeting& meeting = *ranks_[static_cast<std::size_t>(r)]->meetings[b];
        lanes_.push_back(
            {Team(r, ranks, places.data(), {.spins = 5, .most_s = most_s_}, place, meeting),
             place});
        lanes_.back().team.set_kind(DataType::f32, Fold::Sum);
      }
    }
  }

  /// One lane of a rank does what surrounds a call on a GPU: the kernel begins when the input is
  /// there, and its output is looked at when it is over.
  void one_turn(Lane& lane, Call reduce, int turn, std::size_t floats) {
    const int rank = lane.team.rank();
    const auto r = static_cast<std::size_t>(rank);
    const bool first = lane.place.block == 0 && lane.place.lane == 0;
    auto* const out = reinterpret_cast<float*>(buffers_.out[r]);
    auto* const in = const_cast<float*>(reinterpret_cast<const float*>(buffers_.in[r]));
    for (std::size_t i = 0; first && i < floats; ++i) in[i] = input(rank, turn, i);
    ranks_[r]->kernel.meet();
    reduce(lane.team, buffers_, floats * 4, lane.place.block);
    ranks_[r]->kernel.meet();
    for (std::size_t i = 0; first && i < floats; ++i) {
      float expected = 0;
      for (int other = 0; other < lane.team.ranks(); ++other) expected += input(other, turn, i);
      if (out[i] != expected) ++ranks_[r]->wrong;
      out[i] = -1;
    }
  }

  double most_s_;
  std::vector<std::unique_ptr<Rank>> ranks_;
  std::vector<Lane> lanes_;
  ReachedBuffers<kMostPeers> buffers_{};
};

/// Three pieces of ll and lamport in each block, the last of which one lane has.
constexpr std::size_t kFloats = kBlocks * (2 * LaneTeam::box_payload() + 64) / 4;

TEST(PeerLanes, EveryAlgorithmIsRightAndOrdered) {
  const std::vector<Call> all{call<OneShot>, call<Ring>,     call<Ll>,      call<TwoShot>,
                              call<Lamport>, call<Push>,     call<OneShot>, call<Lamport>,
                              call<Ll>,      call<Multimem>, call<Ring>,    call<Multimem>};
  for (const int ranks : {2, 3}) {
    Grid grid(ranks, kFloats, kMostWaiting_s);
    for (const std::size_t floats : {std::size_t{0}, std::size_t{1}, std::size_t{75}, kFloats}) {
      for (const bool in_place : {false, true}) {
        EXPECT_EQ(grid.wrong(all, 24, floats, in_place), 0u)
            << ranks << " ranks, " << floats << " floats, in place " << in_place;
      }
    }
  }
}

void run_mutant(Call mutant) {
  repeat_until_wrong(Grid(2, kFloats, 0.5), [mutant](Grid& grid, int) {
    return grid.wrong({mutant}, 10, kFloats, false);
  });
}
void expect_caught(Call mutant, const std::string& how = kEitherWay) {
  // Anew from main on: ThreadSanitizer sees nothing in a process that was forked.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_mutant(mutant), testing::ExitedWithCode(66), how);
}

TEST(PeerLanes, LanesThatDoNotMeetBetweenPiecesAreCaught) {
  expect_caught(call<Ll, AllReduceRules{.turn = false}>);
  expect_caught(call<Lamport, AllReduceRules{.turn = false}>);
}
TEST(PeerLanes, WhatASingleLaneMustNotLackABlockMustNotEither) {
  expect_caught(call<OneShot, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<TwoShot, AllReduceRules{.middle_barrier = false}>);
  expect_caught(call<Push, AllReduceRules{.end_barrier = false}>);
  expect_caught(call<Multimem, AllReduceRules{.middle_barrier = false}>);
}

}  // namespace
}  // namespace fourfold
