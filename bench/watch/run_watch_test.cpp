// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/run_watch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <list>

#include "bench/watch/rank_watch.hpp"

namespace fourfold {
namespace {

using namespace std::chrono_literals;

bool becomes_true(const std::function<bool()>& condition, std::chrono::milliseconds within = 10s) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!condition() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
  return condition();
}

/// A run whose ranks are all in this process.
class WatchedRanks {
 public:
  WatchedRanks(const std::string& address, const std::string& name, int ranks,
               double hang_after_s) {
    for (int i = 0; i < ranks; ++i) {
      RankWatchOptions options;
      options.rank = i;
      options.ranks = ranks;
      options.memory_name = node_memory_name(name);
      options.address = address;
      options.hang_after_s = hang_after_s;
      options.leave = [this](int code) {
        exit_code = code;
        ++gone;
      };
      watches.emplace_back(options);
    }
    for (RankWatch& one : watches) one.connect("", ranks, ranks);
  }
  /// All ranks but `without` go through so many steps; it waits before the last one.
  void step(int times, int without = -1) {
    for (int i = 0; i < times; ++i) {
      int rank = 0;
      for (RankWatch& one : watches) {
        const bool last = i + 1 == times && without >= 0;
        if (last && rank++ == without) continue;
        one.voice().phase(Phase::Operation);
        one.voice().enter(Step::Barrier);
        if (!last) one.voice().leave();
      }
    }
  }

  std::list<RankWatch> watches;
  std::atomic<int> gone{0};
  std::atomic<int> exit_code{0};
};

std::size_t open_descriptors() {
  std::size_t n = 0;
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd")) ++n;
  return n;
}

TEST(RunWatch, ARunThatMovesIsNotLost) {
  RunWatch watch(0.3, 3, true);
  WatchingThread thread(watch);
  {
    WatchedRanks ranks(watch.address(), watch.token(), 3, 0.3);
    for (int i = 0; i < 100; ++i) {
      ranks.step(10);
      std::this_thread::sleep_for(10ms);
    }
    EXPECT_FALSE(thread.lost());
    EXPECT_EQ(ranks.gone, 0);
  }
  thread.stop();
  watch.conclude();
  EXPECT_TRUE(watch.over());
  EXPECT_EQ(watch.finding(), "");
}

TEST(RunWatch, TheRankThatHasNotEnteredIsNamedAndAllEnd) {
  RunWatch watch(0.3, 3, true);
  WatchingThread thread(watch);
  WatchedRanks ranks(watch.address(), watch.token(), 3, 0.3);
  ranks.step(4, 1);
  EXPECT_TRUE(becomes_true([&] { return thread.lost(); }));
  EXPECT_TRUE(becomes_true([&] { return ranks.gone == 3; }));
  EXPECT_EQ(ranks.exit_code, 2);
  thread.stop();
  EXPECT_EQ(watch.finding().find("rank 1 on host " + host_name() +
                                 " has not entered barrier #4; 2 others wait in it (operation)"),
            0u)
      << watch.finding();
}

TEST(RunWatch, ALateRankIsRemarkedAndTheRunGoesOn) {
  RunWatch watch(2, 3, true);
  WatchingThread thread(watch);
  {
    WatchedRanks ranks(watch.address(), watch.token(), 3, 2);
    ranks.step(4, 2);
    std::this_thread::sleep_for(1s);
    for (RankWatch& one : ranks.watches) {
      if (&one == &ranks.watches.back()) one.voice().enter(Step::Barrier);
      one.voice().leave();
    }
    ranks.step(1);
  }
  thread.stop();
  watch.conclude();
  EXPECT_EQ(watch.finding(), "");
  ASSERT_EQ(watch.remarks().size(), 1u);
  EXPECT_EQ(watch.remarks()[0].find("rank 2 on host " + host_name() + " entered barrier #4 "), 0u);
}

/// Nodes that speak when the test says so.
class ToldNodes {
 public:
  explicit ToldNodes(RunWatch& watch) : watch_(watch), to_(parse_watch_address(watch.address())) {}

  /// Rank `first` of two has not entered the barrier that the other one waits in; `ended` by why.
  void say(const std::string& host, int first, ProcessState of_first, int ended = 0) {
    Beat beat{host, 0, "", {}};
    for (int rank = first; rank < first + 2; ++rank) {
      RankView view;
      view.rank = rank;
      view.host = host;
      view.phase = Phase::Operation;
      view.step = Step::Barrier;
      view.entered = rank == first ? 6 : 7;
      view.left = 6;
      if (rank == first) {
        view.process = of_first;
        view.ended = ended;
        view.said = "why";
      }
      beat.views.push_back(view);
    }
    for (const std::string& one : encode_beat(beat, watch_.token())) {
      socket_.send(to_.peers[0], one);
    }
  }
  void look_for(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end && watch_.finding().empty()) watch_.look(20);
  }

 private:
  RunWatch& watch_;
  WatchAddress to_;
  DatagramSocket socket_{true};
};

TEST(RunWatch, WhatANodeSaidBeforeItsLeaderWasStoppedIsNotJudged) {
  RunWatch watch(0.3, 2, true);
  ToldNodes nodes(watch);
  nodes.say("a", 0, ProcessState::Running);
  nodes.look_for(1s);  // three times the deadline, and less than another leader needs
  EXPECT_EQ(watch.finding(), "");
  nodes.say("a", 0, ProcessState::Stopped);
  nodes.look_for(10s);
  EXPECT_EQ(watch.finding().find("rank 0 on host a is stopped"), 0u) << watch.finding();
}

TEST(RunWatch, WhereNobodyIsHeardOfAnyMoreNobodyIsNamed) {
  RunWatch watch(0.3, 2, true);
  ToldNodes nodes(watch);
  nodes.say("a", 0, ProcessState::Running);
  nodes.look_for(1900ms);  // longer than another leader needs
  EXPECT_EQ(watch.finding(), "") << "a machine that stands still may go on";
  nodes.look_for(10s);
  EXPECT_EQ(watch.finding().find("nothing has been heard from any rank for 2 s"), 0u)
      << watch.finding();
  EXPECT_EQ(watch.lost_hosts(), std::vector<std::string>{});
}

TEST(RunWatch, NodesThatFallSilentInTurnsDoNotPutOffItsJudgement) {
  RunWatch watch(0.3, 4, true);
  ToldNodes nodes(watch);
  for (int turn = 0; turn < 20 && watch.finding().empty(); ++turn) {
    nodes.say(turn % 2 == 0 ? "a" : "b", turn % 2 == 0 ? 0 : 2, ProcessState::Running);
    nodes.look_for(400ms);
  }
  EXPECT_NE(watch.finding().find("not entered barrier #7"), std::string::npos) << watch.finding();
}

TEST(RunWatch, AHostThatWasHeardOfAfterTheFirstLastWordIsAliveHoweverOftenThatIsRepeated) {
  RunWatch watch(60, 4, true);
  ToldNodes nodes(watch);
  nodes.say("b", 2, ProcessState::Running);
  nodes.look_for(50ms);
  nodes.say("a", 0, ProcessState::Running, SIGTERM);
  nodes.look_for(50ms);
  nodes.say("b", 2, ProcessState::Running);  // and had no time for a last word
  nodes.look_for(50ms);
  nodes.say("a", 0, ProcessState::Running, SIGTERM);
  nodes.look_for(50ms);
  watch.conclude(true);
  EXPECT_EQ(watch.finding(), "");
}

TEST(RunWatch, AFailureIsToldInItsOwnWords) {
  RunWatch watch(60, 2, true);
  WatchingThread thread(watch);
  WatchedRanks ranks(watch.address(), watch.token(), 2, 60);
  ranks.step(1);
  ranks.watches.back().say_failure("out of luck");
  EXPECT_TRUE(becomes_true([&] { return ranks.gone == 2; }));
  thread.stop();
  EXPECT_EQ(watch.finding(), "rank 1 on host " + host_name() + " failed: out of luck (operation)");
}

TEST(RunWatch, ARunThatIsCalledOffHasLostNoHost) {
  RunWatch watch(60, 2, true);
  WatchingThread thread(watch);
  WatchedRanks ranks(watch.address(), watch.token(), 2, 60);
  ranks.step(1);
  ranks.watches.front().call_off("the disk is full");
  ranks.watches.front().say_failure("and what comes of it");  // the first word stands
  EXPECT_TRUE(becomes_true([&] { return ranks.gone == 2; }));
  thread.stop();
  EXPECT_EQ(watch.finding(), "the disk is full");
  EXPECT_EQ(watch.lost_hosts(), std::vector<std::string>{});
}

TEST(RunWatch, OfAnAgreedErrorThatOneRankSaysIsItsOwnTheHostIsLost) {
  RunWatch watch(60, 3, true);
  WatchingThread thread(watch);
  WatchedRanks ranks(watch.address(), watch.token(), 3, 60);
  ranks.step(1);
  ranks.watches.front().call_off("ranks differ");
  ranks.watches.back().say_failure("ranks differ");
  EXPECT_TRUE(becomes_true([&] { return ranks.gone == 3; }));
  thread.stop();
  EXPECT_EQ(watch.finding(), "rank 2 on host " + host_name() + " failed: ranks differ (operation)");
  EXPECT_EQ(watch.lost_hosts(), std::vector<std::string>{host_name()});
}

TEST(RunWatch, TheFirstWordOfARankStandsInWhateverOrderDatagramsCome) {
  for (const int first : {kFailed, kCalledOff}) {
    RunWatch watch(60, 2, true);
    ToldNodes nodes(watch);
    nodes.say("a", 0, ProcessState::Running, first);
    nodes.say("a", 0, ProcessState::Gone, SIGTERM);
    nodes.say("a", 0, ProcessState::Gone, 0);
    nodes.look_for(10s);
    EXPECT_EQ(watch.finding().find(first == kFailed ? "rank 0 on host a failed: why" : "why"), 0u)
        << watch.finding();
    EXPECT_EQ(watch.lost_hosts().size(), first == kFailed ? 1u : 0u);
  }
}

TEST(RunWatch, RanksWhoseWatcherIsGoneEndThemselves) {
  auto watch = std::make_unique<RunWatch>(0.3, 2, true);
  auto thread = std::make_unique<WatchingThread>(*watch);
  WatchedRanks ranks(watch->address(), watch->token(), 2, 0.3);
  std::this_thread::sleep_for(400ms);
  EXPECT_EQ(ranks.gone, 0);
  thread.reset();
  watch.reset();
  EXPECT_TRUE(becomes_true([&] { return ranks.gone == 2; }));
  EXPECT_EQ(ranks.exit_code, 2);
}

TEST(RunWatch, RanksWhoseWatcherNeverAnsweredGoOn) {
  WatchedRanks ranks("0123/nowhere/9/127.0.0.1", make_token(), 2, 0.1);
  std::this_thread::sleep_for(600ms);
  EXPECT_EQ(ranks.gone, 0);
}

TEST(RunWatch, FiftyStartsLeaveNoDescriptorAndNoFile) {
  const auto once = [] {
    RunWatch watch(60, 2, true);
    const std::string file = "/dev/shm/" + node_memory_name(watch.token());
    WatchingThread thread(watch);
    { WatchedRanks ranks(watch.address(), watch.token(), 2, 60); }
    thread.stop();
    return std::filesystem::exists(file);
  };
  once();
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(once());
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace fourfold
