// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/node_memory.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "bench/watch/crash_mark.hpp"
#include "bench/watch/datagram_socket.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A process that takes a slot, tells something, and waits for a signal.
class Neighbour {
 public:
  Neighbour(const std::string& name, NodeMemory& memory) : pid_(fork()) {
    if (pid_ == 0) {
      NodeMemory own(name);
      NodeSlot& slot = own.claim(7);
      note_crashes(slot.ended);
      RankVoice voice(slot.status);
      voice.phase(Phase::WarmUp);
      voice.begin_case("all_reduce/mpi/f32/8B", "all_reduce f32 sum 8B");
      voice.enter(Step::Barrier);
      voice.leave();
      voice.begin_calls(3);
      voice.enter(Step::Call);
      for (;;) pause();
    }
    while (memory.slots().empty() || memory.slots()[0]->status.entered.load() >> 8 < 2) {
      usleep(1000);
    }
  }
  ~Neighbour() { end(SIGKILL); }
  void end(int signal) {
    if (pid_ <= 0) return;
    kill(pid_, SIGCONT);
    kill(pid_, signal);
    waitpid(std::exchange(pid_, -1), nullptr, 0);
  }
  void stop() const {
    kill(pid_, SIGSTOP);
    waitpid(pid_, nullptr, WUNTRACED);
  }

 private:
  pid_t pid_;
};

TEST(NodeMemory, ANeighbourIsReadWhileItRunsStandsAndAfterItsDeath) {
  const std::string name = node_memory_name(make_token());
  NodeMemory memory(name);
  Neighbour neighbour(name, memory);
  const NodeSlot& slot = *memory.slots().at(0);
  EXPECT_EQ(process_state(slot), ProcessState::Running);
  neighbour.stop();
  EXPECT_EQ(process_state(slot), ProcessState::Stopped);
  neighbour.end(SIGKILL);
  EXPECT_EQ(process_state(slot), ProcessState::Gone);
  const RankView view = view_of(slot, "b", ProcessState::Gone);
  EXPECT_EQ(view.rank, 7);
  EXPECT_EQ(view.phase, Phase::WarmUp);
  EXPECT_EQ(view.step, Step::Call);
  EXPECT_EQ(view.entered, 2u);
  EXPECT_EQ(view.left, 1u);
  EXPECT_EQ(view.case_name, "all_reduce/mpi/f32/8B");
  EXPECT_EQ(view.call_text, "all_reduce f32 sum 8B");
  EXPECT_EQ(view.ended, 0);
  memory.forget();
  EXPECT_FALSE(std::filesystem::exists("/dev/shm/" + name));
}

/// The kernel then fails the reading of what it could still open.
TEST(NodeMemory, AProcessThatEndsWhileItIsReadIsGone) {
  const auto before = signal(SIGCHLD, SIG_IGN);  // so that it vanishes as it dies
  const std::string name = node_memory_name(make_token());
  NodeMemory memory(name);
  NodeSlot& slot = memory.claim(0);
  for (int i = 0; i < 500; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      NodeMemory own(name);
      own.slots().at(0)->started.store(own.claim(1).started.load());
      own.head().slots.store(1);
      own.slots().at(0)->pid.store(getpid());
      _exit(0);
    }
    while (slot.pid.load() != pid) continue;
    while (process_state(slot) != ProcessState::Gone) continue;
  }
  signal(SIGCHLD, before);
  memory.forget();
}

TEST(NodeMemory, ACrashLeavesItsSignal) {
  const std::string name = node_memory_name(make_token());
  NodeMemory memory(name);
  Neighbour neighbour(name, memory);
  neighbour.end(SIGABRT);
  EXPECT_EQ(memory.slots().at(0)->ended.load(), SIGABRT);
  memory.forget();
}

TEST(NodeMemory, AnotherProcessWithTheSameNumberIsNotIt) {
  const std::string name = node_memory_name(make_token());
  NodeMemory memory(name);
  NodeSlot& slot = memory.claim(0);
  EXPECT_EQ(process_state(slot), ProcessState::Running);
  slot.started.store(slot.started.load() + 1);
  EXPECT_EQ(process_state(slot), ProcessState::Gone);
  slot.pid_space.store(1);  // of a container that we do not see into
  EXPECT_EQ(process_state(slot), ProcessState::Running);
  memory.forget();
}

TEST(RankVoice, CountsCallsOfACaseFromOne) {
  NodeMemory memory(node_memory_name(make_token()));
  memory.forget();
  NodeSlot& slot = memory.claim(3);
  RankVoice voice(slot.status);
  for (int i = 0; i < 60; ++i) voice.enter(Step::Barrier);
  voice.leave();
  EXPECT_EQ(view_of(slot, "b", ProcessState::Running).call, 0u);
  voice.begin_calls(55);
  {
    RankVoice::Calls calls(voice);
    calls.enter();
    EXPECT_EQ(view_of(slot, "b", ProcessState::Running).call, 56u);
    calls.enter();
  }
  EXPECT_EQ(view_of(slot, "b", ProcessState::Running).call, 57u);
  EXPECT_TRUE(view_of(slot, "b", ProcessState::Running).inside());
  voice.leave();
  EXPECT_FALSE(view_of(slot, "b", ProcessState::Running).inside());
}

TEST(WatchAddress, ComesBackAsItWas) {
  const WatchAddress back =
      parse_watch_address(encode(WatchAddress{"token", "b", {{0x0a000001, 99}, {kLoopback, 99}}}));
  EXPECT_EQ(back.token, "token");
  EXPECT_EQ(back.host, "b");
  ASSERT_EQ(back.peers.size(), 2u);
  EXPECT_EQ(back.peers[0].address, 0x0a000001u);
  EXPECT_EQ(back.peers[1].port, 99);
  for (const char* wrong : {"", "t/b/99/", "t/b/x/10.0.0.1", "t/b/99/10.0.0"}) {
    EXPECT_THROW(parse_watch_address(wrong), InputError) << wrong;
  }
}

}  // namespace
}  // namespace fourfold
