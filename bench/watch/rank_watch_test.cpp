// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/rank_watch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "bench/watch/run_watch.hpp"

namespace fourfold {
namespace {

using namespace std::chrono_literals;

/// A rank, the only one of its run, that takes SIGTERM as under a launcher.
class RankThatTakesSigterm {
 public:
  explicit RankThatTakesSigterm(const RunWatch& watch) {
    sigemptyset(&sigterm_);
    sigaddset(&sigterm_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &sigterm_, &before_);
    RankWatchOptions options;
    options.ranks = 1;
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

  /// Returns once the watch has taken it.
  bool sigterm() {
    kill(getpid(), SIGTERM);
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!left_ && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
    return left_;
  }
  int ended() { return memory_->slots().at(0)->ended.load(); }

  std::optional<RankWatch> rank;

 private:
  sigset_t sigterm_{};
  sigset_t before_{};
  std::atomic<bool> left_{false};
  std::optional<NodeMemory> memory_;
};

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
