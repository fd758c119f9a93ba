// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/rank_watch.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "bench/watch/beat.hpp"
#include "bench/watch/run_watch.hpp"

namespace fourfold {
namespace {

using namespace std::chrono_literals;

/// A rank that takes SIGTERM as under a launcher. A signal is one to all that there are.
class RankThatTakesSigterm {
 public:
  template <class Watcher>
  explicit RankThatTakesSigterm(const Watcher& watch, int number = 0, int ranks = 1) {
    sigemptyset(&sigterm_);
    sigaddset(&sigterm_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &sigterm_, &before_);
    RankWatchOptions options;
    options.rank = number;
    options.ranks = ranks;
    options.memory_name = node_memory_name(watch.token());
    options.address = watch.address();
    options.takes_sigterm = true;
    options.leave = [this](int) { left_ = true; };
    memory_.emplace(options.memory_name);
    rank.emplace(options);
  }
  ~RankThatTakesSigterm() {
    rank.reset();
    const timespec now{};
    sigtimedwait(&sigterm_, nullptr, &now);  // it is pending: the watch only looks whether it is
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  RankThatTakesSigterm(const RankThatTakesSigterm&) = delete;
  RankThatTakesSigterm& operator=(const RankThatTakesSigterm&) = delete;

  bool left() const { return left_; }
  /// Whether it does, sooner or later.
  bool leaves() const {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!left_ && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
    return left_;
  }
  /// Returns once the watch has taken it and left.
  bool sigterm() {
    kill(getpid(), SIGTERM);
    return leaves();
  }
  int ended() { return memory_->slots().at(0)->ended.load(); }

  std::optional<RankWatch> rank;

 private:
  sigset_t sigterm_{};
  sigset_t before_{};
  std::atomic<bool> left_{false};
  std::optional<NodeMemory> memory_;
};

/// Stands in for the watcher: hears, and answers when the test says so.
class SlowWatcher {
 public:
  std::string address() const {
    return encode(WatchAddress{token_, host_name(), {{kLoopback, socket_.port()}}});
  }
  const std::string& token() const { return token_; }
  /// The next beat, with at least one rank in it; none in it where none came.
  Beat next() {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < end) {
      std::string datagram;
      Beat beat;
      const bool came = socket_.receive(datagram, from_) && decode_beat(datagram, token_, beat);
      heard_ = beat.number;
      if (came && !beat.views.empty()) return beat;
      std::this_thread::sleep_for(2ms);
    }
    return {};
  }
  /// The next in which a rank says that it was ended; answers those before it.
  Beat last_word() {
    for (Beat beat = next(); !beat.views.empty(); beat = next()) {
      for (const RankView& one : beat.views) {
        if (one.ended == SIGTERM) return beat;
      }
      answer();
    }
    return {};
  }
  void answer() { socket_.send(from_, encode_answer({false, "", heard_}, token_)); }
  /// How many beats have come, those in which the first rank has so ended.
  int more_words(int ended = SIGTERM) {
    int words = 0;
    std::string datagram;
    Beat beat;
    while (socket_.receive(datagram, from_)) {
      if (!decode_beat(datagram, token_, beat) || beat.views.empty()) continue;
      words += beat.views[0].ended == ended ? 1 : 0;
    }
    return words;
  }

 private:
  std::string token_ = make_token();
  DatagramSocket socket_{true};
  Peer from_;
  std::uint64_t heard_ = 0;
};

TEST(RankWatch, ALastWordIsRepeatedUntilItIsAnswered) {
  SlowWatcher watcher;
  RankThatTakesSigterm one(watcher);
  kill(getpid(), SIGTERM);
  for (int lost = 0; lost < 3; ++lost) EXPECT_EQ(watcher.last_word().views.size(), 1u);
  EXPECT_FALSE(one.left());
  watcher.answer();
  EXPECT_TRUE(one.leaves());
  EXPECT_LT(watcher.more_words(), 5) << "of ten that it says to nobody";
}

TEST(RankWatch, AnAnswerToWhatItSaidBeforeIsNoneToItsLastWord) {
  SlowWatcher watcher;
  RankThatTakesSigterm one(watcher);
  watcher.next();  // a beat, not answered yet
  kill(getpid(), SIGTERM);
  watcher.answer();
  EXPECT_EQ(watcher.last_word().views.size(), 1u);
  EXPECT_EQ(watcher.last_word().views.size(), 1u) << "said again";
  watcher.answer();
  EXPECT_TRUE(one.leaves());
}

TEST(RankWatch, ALastWordThatNobodyAnswersIsSaidTenTimes) {
  SlowWatcher watcher;
  RankThatTakesSigterm one(watcher);
  EXPECT_TRUE(one.sigterm());
  EXPECT_EQ(watcher.more_words(), 10);
}

TEST(RankWatch, OneRankOfANodeHasTheLastWordForAll) {
  SlowWatcher watcher;
  RankThatTakesSigterm first(watcher, 0, 2);
  RankThatTakesSigterm second(watcher, 1, 2);
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(second.leaves());
  Beat beat;
  for (int tries = 0; tries < 10; ++tries) {
    beat = watcher.last_word();
    if (beat.views.size() == 2 && beat.views[0].ended == SIGTERM &&
        beat.views[1].ended == SIGTERM) {
      break;
    }
  }
  ASSERT_EQ(beat.views.size(), 2u);
  EXPECT_EQ(beat.views[0].ended, SIGTERM);
  EXPECT_EQ(beat.views[1].ended, SIGTERM);
  watcher.answer();
  EXPECT_TRUE(first.leaves());
}

/// Of a slot that looks awake for ever.
[[noreturn]] void lead_until_killed(NodeMemory& memory) {
  constexpr auto kHour = std::chrono::nanoseconds(1h);
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  memory.claim(0).beat_ns.store((now + kHour).count());
  while (true) pause();
}

TEST(RankWatch, TheNextOfANodeSpeaksOnceTheFirstIsDeadThoughItsLauncherHasNotNoticed) {
  SlowWatcher watcher;
  NodeMemory memory(node_memory_name(watcher.token()));
  const pid_t first = fork();
  if (first == 0) lead_until_killed(memory);
  while (memory.slots().empty() || memory.slots()[0]->beat_ns.load() == 0) {
    std::this_thread::sleep_for(2ms);
  }
  RankThatTakesSigterm second(watcher, 1, 2);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(watcher.more_words(0), 0);
  kill(first, SIGKILL);  // and nobody waits for it
  EXPECT_EQ(watcher.next().views.size(), 2u);
  waitpid(first, nullptr, 0);
}

TEST(RankWatch, AFailureStandsWhenTheLauncherThenEndsAllRanks) {
  RunWatch watch(60, 1, true);
  RankThatTakesSigterm one(watch);
  one.rank->say_failure("out of luck");
  ASSERT_TRUE(one.sigterm());
  EXPECT_EQ(one.ended(), kFailed);
  watch.conclude();
  EXPECT_EQ(watch.finding(), "rank 0 on host " + host_name() + " failed: out of luck (bootstrap)");
  EXPECT_EQ(watch.lost_hosts(), std::vector<std::string>{host_name()});
}

TEST(RankWatch, WhatBreaksInARankThatTheLauncherEndsIsNotTheCause) {
  RunWatch watch(60, 1, true);
  RankThatTakesSigterm one(watch);
  ASSERT_TRUE(one.sigterm());
  one.rank->say_failure("the others are gone");
  EXPECT_EQ(one.ended(), SIGTERM);
  watch.conclude();
  EXPECT_EQ(watch.finding(), "");
  EXPECT_EQ(watch.lost_hosts(), std::vector<std::string>{});
}

}  // namespace
}  // namespace fourfold
