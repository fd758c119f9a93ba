// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The protocol with threads as ranks. Built with ThreadSanitizer, which sees what is not ordered
// even where a run happened to be right.
#include "collectives/peer_team.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "collectives/peer_race_harness.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using enum PeerAlgorithm;
using Team = WithSwitch<PeerTeam>;
constexpr PeerAlgorithm kWays[] = {OneShot, TwoShot, Push, Ring, Ll, Lamport, Multimem};

template <PeerAlgorithm kWay, AllReduceRules kRules = AllReduceRules{}>
void call(Team& team, const ReachedBuffers<kMostPeers>& buffers, std::size_t bytes) {
  all_reduce<kWay, kRules>(team, buffers, bytes);
}
using Call = void (*)(Team&, const ReachedBuffers<kMostPeers>&, std::size_t);
constexpr Call kCalls[] = {call<OneShot>, call<TwoShot>, call<Push>,    call<Ring>,
                           call<Ll>,      call<Lamport>, call<Multimem>};
Call call_of(PeerAlgorithm way) { return kCalls[static_cast<std::size_t>(way)]; }

/// Threads that reduce again and again, and between calls do to their own buffers what callers do:
/// write inputs, look at outputs, spoil them.
class Ranks {
 public:
  Ranks(int ranks, std::size_t most_floats, double most_s = 5) : ranks_(ranks) {
    for (int r = 0; r < ranks; ++r) {
      segments_.push_back(make_memory(Team::segment_bytes(ranks)));
      places_.push_back(segments_.back().get());
      PeerTeam::prepare_segment(places_.back(), ranks);
      outs_.push_back(make_memory(most_floats * 4));
      ins_.push_back(make_memory(most_floats * 4));
    }
    for (int r = 0; r < ranks; ++r) {
      Team& team = teams_.emplace_back(r, ranks, places_.data(),
                                       PeerTeam::Waiting{.spins = 50, .most_s = most_s});
      team.set_kind(DataType::f32, Fold::Sum);
    }
  }

  /// Wrong elements of all ranks and turns; a rank that gave up counts as one.
  std::size_t wrong(const std::vector<Call>& calls, int turns, std::size_t floats, bool in_place) {
    floats_ = floats;
    in_place_ = in_place;
    std::vector<std::size_t> counts(teams_.size());
    std::vector<std::thread> threads;
    for (std::size_t r = 0; r < teams_.size(); ++r) {
      buffers_.out[r] = outs_[r].get();
      buffers_.in[r] = in_place ? outs_[r].get() : ins_[r].get();
    }
    for (std::size_t r = 0; r < teams_.size(); ++r) {
      threads.emplace_back([&, r] { counts[r] = live(teams_[r], calls, turns); });
    }
    std::size_t all = 0;
    for (std::size_t r = 0; r < teams_.size(); ++r) {
      threads[r].join();
      all += counts[r];
    }
    return all;
  }

 private:
  std::size_t live(Team& team, const std::vector<Call>& calls, int turns) {
    std::size_t wrong = 0;
    try {
      for (int turn = 0; turn < turns; ++turn) {
        wrong += one_turn(team, calls[static_cast<std::size_t>(turn) % calls.size()], turn);
      }
    } catch (const Error&) {
      ++wrong;
    }
    return wrong;
  }

  std::size_t one_turn(Team& team, Call reduce, int turn) {
    const int rank = team.rank();
    const auto at = static_cast<std::size_t>(rank);
    auto* const out = reinterpret_cast<float*>(outs_[at].get());
    auto* const in = in_place_ ? out : reinterpret_cast<float*>(ins_[at].get());
    for (std::size_t i = 0; i < floats_; ++i) in[i] = input(rank, turn, i);
    reduce(team, buffers_, floats_ * 4);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < floats_; ++i) {
      float expected = 0;
      for (int r = 0; r < ranks_; ++r) expected += input(r, turn, i);
      if (out[i] != expected) ++wrong;
      if (!in_place_ && in[i] != input(rank, turn, i)) ++wrong;
      out[i] = -1;
    }
    return wrong;
  }

  int ranks_;
  std::size_t floats_ = 0;
  bool in_place_ = false;
  std::vector<Memory> segments_, ins_, outs_;
  std::vector<std::byte*> places_;
  std::vector<Team> teams_;
  ReachedBuffers<kMostPeers> buffers_{};
};

TEST(PeerTeam, EveryAlgorithmIsRightAndOrdered) {
  for (const int count : {1, 2, 3, 4, 8}) {
    Ranks ranks(count, 250);
    for (const std::size_t floats : {0, 1, 250}) {
      for (const bool in_place : {false, true}) {
        for (const PeerAlgorithm way : kWays) {
          EXPECT_EQ(ranks.wrong({call_of(way)}, 3, floats, in_place), 0u)
              << count << " ranks, " << floats << " floats, way " << static_cast<int>(way);
        }
      }
    }
  }
}

TEST(PeerTeam, AlgorithmsMayFollowEachOther) {
  const std::vector<Call> mixed{call_of(OneShot), call_of(Ring),     call_of(Ll),
                                call_of(OneShot), call_of(Lamport),  call_of(TwoShot),
                                call_of(Ring),    call_of(Push),     call_of(Multimem),
                                call_of(Lamport), call_of(Multimem), call_of(Ll)};
  for (const int ranks : {2, 3}) {
    EXPECT_EQ(Ranks(ranks, 300).wrong(mixed, 44, 300, true), 0u) << ranks;
  }
}

TEST(PeerTeam, MessagesOfSeveralPieces) {
  constexpr std::size_t kFloats = PeerSegment::kBox / 4 * 2 + 100;  // a ring's piece at 2 ranks
  Ranks ranks(2, kFloats);
  for (const PeerAlgorithm way : {OneShot, Ring, Ll, Lamport, Multimem}) {
    EXPECT_EQ(ranks.wrong({call_of(way)}, 2, kFloats, false), 0u) << static_cast<int>(way);
  }
}

void run_mutant(Call mutant) {
  repeat_until_wrong(Ranks(3, 250, 0.5), [mutant](Ranks& ranks, int i) {
    return ranks.wrong({mutant}, 10, 250, i % 2 != 0);
  });
}
void expect_caught(Call mutant, const std::string& how = kEitherWay) {
  // Anew from main on: ThreadSanitizer sees nothing in a process that was forked.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_mutant(mutant), testing::ExitedWithCode(66), how);
}

TEST(PeerTeam, RelaxedFlagsAreCaught) {
  expect_caught(call<OneShot, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<Ring, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<TwoShot, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<Push, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<Multimem, AllReduceRules{.release = false}>, "data race");
}
TEST(PeerTeam, AMissingBarrierInTheMiddleIsCaught) {
  expect_caught(call<TwoShot, AllReduceRules{.middle_barrier = false}>);
  expect_caught(call<Multimem, AllReduceRules{.middle_barrier = false}>);
}
TEST(PeerTeam, AMissingBarrierAtTheEndIsCaught) {
  expect_caught(call<TwoShot, AllReduceRules{.end_barrier = false}>);
  expect_caught(call<Push, AllReduceRules{.end_barrier = false}>);
}
TEST(PeerTeam, ATicketOfAnEarlierCallIsCaught) {
  expect_caught(call<OneShot, AllReduceRules{.own_ticket = false}>);
  expect_caught(call<Ll, AllReduceRules{.own_ticket = false}>);
}
TEST(PeerTeam, BoxesThatAreUsedAgainAtOnceAreCaught) {
  expect_caught(call<OneShot, AllReduceRules{.two_parities = false}>);
  expect_caught(call<Ring, AllReduceRules{.two_parities = false}>);
  expect_caught(call<Ll, AllReduceRules{.two_parities = false}>);
  expect_caught(call<Lamport, AllReduceRules{.two_parities = false}>);
}
TEST(PeerTeam, AShardOfTheWrongOwnerIsCaught) {
  expect_caught(call<TwoShot, AllReduceRules{.owner_shift = 1}>);
}
TEST(PeerTeam, BoxesThatAreNotEmptiedAreCaught) {
  expect_caught(call<Lamport, AllReduceRules{.erase = false}>);
}

TEST(PeerTeam, GivesUpAndNamesTheRankItWaitsFor) {
  const Memory mine = make_memory(PeerSegment{2}.bytes());
  const Memory other = make_memory(PeerSegment{2}.bytes());
  std::byte* const segments[2] = {mine.get(), other.get()};
  PeerTeam team(0, 2, segments, {.spins = 1, .most_s = 0.01});
  team.set_kind(DataType::f32, Fold::Sum);
  std::byte message[8] = {};
  try {
    one_shot(team, message, message, 8);
    ADD_FAILURE() << "nobody was there";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("for rank 1"), std::string::npos) << error.what();
  }
}

TEST(PeerTeam, ANanThatStandsForNothingArrivesAsANan) {
  for (const DataType type :
       {DataType::f64, DataType::f32, DataType::f16, DataType::bf16, DataType::f8e4m3}) {
    const Memory memory = make_memory(PeerSegment{2}.bytes());
    const Memory other = make_memory(PeerSegment{2}.bytes());
    std::byte* const segments[2] = {memory.get(), other.get()};
    PeerTeam team(1, 2, segments, {.spins = 50, .most_s = 5});
    team.set_kind(type, Fold::Sum);
    const std::vector<std::byte> all_ones(8, std::byte{0xff});
    team.send_words(other.get(), all_ones.data(), 8);
    std::byte got[8];
    team.take_words(got, other.get(), 8, 0);
    for (std::size_t i = 0; i < 8 / traits(type).bytes; ++i) {
      const double value = load_element(type, got, i);
      EXPECT_NE(value, value) << name(type);
    }
  }
}

}  // namespace
}  // namespace fourfold
