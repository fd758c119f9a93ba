// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The protocol with threads as ranks. Built with ThreadSanitizer, which sees what is not ordered
// even where a run happened to be right.
#include "collectives/peer_team.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

/// Zero pages until they are used; lines of 64 bytes are whole.
struct FreeMemory {
  void operator()(std::byte* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<std::byte, FreeMemory>;
Memory make_memory(std::size_t bytes) {
  void* const memory = std::aligned_alloc(64, (bytes + 127) / 64 * 64);
  std::memset(memory, 0, (bytes + 127) / 64 * 64);
  return Memory(static_cast<std::byte*>(memory));
}

enum class Way { OneShot, TwoShot, Push, Ring, Ll, Lamport };
constexpr Way kWays[] = {Way::OneShot, Way::TwoShot, Way::Push, Way::Ring, Way::Ll, Way::Lamport};

template <Way kWay, AllReduceRules kRules = AllReduceRules{}>
void call(PeerTeam& team, const ReachedBuffers<kMostPeers>& b, std::size_t bytes) {
  const auto me = static_cast<std::size_t>(team.rank());
  if constexpr (kWay == Way::OneShot) one_shot<kRules>(team, b.in[me], b.out[me], bytes);
  if constexpr (kWay == Way::TwoShot) two_shot<kRules>(team, b, bytes);
  if constexpr (kWay == Way::Push) push<kRules>(team, b, bytes);
  if constexpr (kWay == Way::Ring) ring<kRules>(team, b.in[me], b.out[me], bytes);
  if constexpr (kWay == Way::Ll) ll<kRules>(team, b.in[me], b.out[me], bytes);
  if constexpr (kWay == Way::Lamport) lamport<kRules>(team, b.in[me], b.out[me], bytes);
}
using Call = void (*)(PeerTeam&, const ReachedBuffers<kMostPeers>&, std::size_t);
Call call_of(Way way) {
  switch (way) {
    case Way::OneShot:
      return call<Way::OneShot>;
    case Way::TwoShot:
      return call<Way::TwoShot>;
    case Way::Push:
      return call<Way::Push>;
    case Way::Ring:
      return call<Way::Ring>;
    case Way::Ll:
      return call<Way::Ll>;
    case Way::Lamport:
      return call<Way::Lamport>;
  }
  return nullptr;
}

/// f32 input of a rank in a call: sums of them are exact.
float input(int rank, int turn, std::size_t i) {
  return static_cast<float>((rank + 1) * 16 + turn + static_cast<int>(i % 13));
}

/// Threads that reduce again and again, and between calls do to their own buffers what callers do:
/// write inputs, look at outputs, spoil them.
class Ranks {
 public:
  Ranks(int ranks, std::size_t most_floats) : ranks_(ranks) {
    for (int r = 0; r < ranks; ++r) {
      segments_.push_back(make_memory(PeerSegment{ranks}.bytes()));
      places_.push_back(segments_.back().get());
      PeerTeam::prepare_segment(places_.back(), ranks);
      outs_.push_back(make_memory(most_floats * 4));
      ins_.push_back(make_memory(most_floats * 4));
    }
    for (int r = 0; r < ranks; ++r) {
      PeerTeam& team = teams_.emplace_back(r, ranks, places_.data(),
                                           PeerTeam::Waiting{.spins = 50, .most_s = 5});
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
  std::size_t live(PeerTeam& team, const std::vector<Call>& calls, int turns) {
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

  std::size_t one_turn(PeerTeam& team, Call reduce, int turn) {
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
  std::vector<PeerTeam> teams_;
  ReachedBuffers<kMostPeers> buffers_{};
};

TEST(PeerTeam, EveryAlgorithmIsRightAndOrdered) {
  for (const int count : {1, 2, 3, 4, 8}) {
    Ranks ranks(count, 250);
    for (const std::size_t floats : {0, 1, 250}) {
      for (const bool in_place : {false, true}) {
        for (const Way way : kWays) {
          EXPECT_EQ(ranks.wrong({call_of(way)}, 3, floats, in_place), 0u)
              << count << " ranks, " << floats << " floats, way " << static_cast<int>(way);
        }
      }
    }
  }
}

TEST(PeerTeam, AlgorithmsMayFollowEachOther) {
  const std::vector<Call> mixed{call_of(Way::OneShot), call_of(Way::Ring),    call_of(Way::Ll),
                                call_of(Way::OneShot), call_of(Way::Lamport), call_of(Way::TwoShot),
                                call_of(Way::Ring),    call_of(Way::Push),    call_of(Way::OneShot),
                                call_of(Way::Lamport), call_of(Way::Ll)};
  for (const int ranks : {2, 3}) {
    EXPECT_EQ(Ranks(ranks, 300).wrong(mixed, 44, 300, true), 0u) << ranks;
  }
}

TEST(PeerTeam, MessagesOfSeveralPieces) {
  constexpr std::size_t kFloats = PeerSegment::kBox / 4 * 2 + 100;  // a ring's piece at 2 ranks
  Ranks ranks(2, kFloats);
  for (const Way way : {Way::OneShot, Way::Ring, Way::Ll, Way::Lamport}) {
    EXPECT_EQ(ranks.wrong({call_of(way)}, 2, kFloats, false), 0u) << static_cast<int>(way);
  }
}

/// Ends the process as ThreadSanitizer does when it has seen a race, or else when elements are
/// wrong: where threads share few processors, what is not ordered may still come one after the
/// other, but not time and again.
void run_mutant(Call mutant) {
  constexpr int kTries = 20;
  Ranks ranks(3, 250);
  for (int i = 0; i < kTries; ++i) {
    if (ranks.wrong({mutant}, 10, 250, i % 2 != 0) == 0) continue;
    std::cerr << "elements are wrong";
    std::exit(66);
  }
}
void expect_caught(Call mutant, const std::string& how = "elements are wrong|data race") {
  // Anew from main on: ThreadSanitizer sees nothing in a process that was forked.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_mutant(mutant), testing::ExitedWithCode(66), how);
}

TEST(PeerTeam, RelaxedFlagsAreCaught) {
  expect_caught(call<Way::OneShot, AllReduceRules{.release = false}>, "data race");
  expect_caught(call<Way::Ring, AllReduceRules{.release = false}>, "data race");
}
TEST(PeerTeam, AMissingBarrierInTheMiddleIsCaught) {
  expect_caught(call<Way::TwoShot, AllReduceRules{.middle_barrier = false}>);
}
TEST(PeerTeam, AMissingBarrierAtTheEndIsCaught) {
  expect_caught(call<Way::TwoShot, AllReduceRules{.end_barrier = false}>);
  expect_caught(call<Way::Push, AllReduceRules{.end_barrier = false}>);
}
TEST(PeerTeam, ATicketOfAnEarlierCallIsCaught) {
  expect_caught(call<Way::OneShot, AllReduceRules{.own_ticket = false}>);
}
TEST(PeerTeam, BoxesThatAreUsedAgainAtOnceAreCaught) {
  expect_caught(call<Way::OneShot, AllReduceRules{.two_parities = false}>);
  expect_caught(call<Way::Ring, AllReduceRules{.two_parities = false}>);
}
TEST(PeerTeam, AShardOfTheWrongOwnerIsCaught) {
  expect_caught(call<Way::TwoShot, AllReduceRules{.owner_shift = 1}>);
}
TEST(PeerTeam, BoxesThatAreNotEmptiedAreCaught) {
  expect_caught(call<Way::Lamport, AllReduceRules{.erase = false}>);
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
