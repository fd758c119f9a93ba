// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "bench/watch/awake_clock.hpp"
#include "bench/watch/beat.hpp"
#include "bench/watch/datagram_socket.hpp"
#include "bench/watch/deadlines.hpp"
#include "bench/watch/node_memory.hpp"

namespace fourfold {

struct RankWatchOptions {
  int rank = 0;
  int ranks = 0;            ///< of the run; 0: the launcher did not say
  std::string memory_name;  ///< the same for all ranks of a node, and for no other run's
  std::string address;      ///< of the watcher; "" where it is not known yet
  double hang_after_s = 60;
  /// Whether SIGTERM, blocked by the caller in all threads, is taken here: the last chance to tell
  /// who died first, since launchers end a job with it when one rank is gone.
  bool takes_sigterm = false;
  /// Ends this process; tests put something else here.
  std::function<void(int exit_code)> leave;
};

/// In each rank, a thread beside the one that measures. It keeps the rank's status in its node's
/// memory; the first rank of a node whose thread is awake is its leader, looks at all of them and
/// tells the watcher. It ends this process when the run is lost, and when the watcher that once
/// answered is silent for too long: no rank waits for ever for others that are gone. A leader also
/// kills ranks of its node that cannot end themselves, because they are stopped.
class RankWatch {
 public:
  /// Starts at once. Throws Error.
  explicit RankWatch(RankWatchOptions options);
  /// The rank leaves in order, or by say_failure() or call_off().
  ~RankWatch();
  RankWatch(const RankWatch&) = delete;
  RankWatch& operator=(const RankWatch&) = delete;

  RankVoice& voice() { return voice_; }

  /// The watcher's address, and how many ranks there are, here and in all.
  void connect(const std::string& address, int local_ranks, int ranks);
  /// Where the record is.
  void tell_directory(const std::string& directory);
  /// This rank has failed, by an error of its own, and the run will end: tells so before it does.
  void say_failure(const std::string& text);
  /// The same for an error that is no rank's own: the run ends by it, and nobody is to blame.
  void call_off(const std::string& text);

  /// How to ask the communication library of its health ("" is none), from another thread than the
  /// measuring one, and how to make it give up. Empty functions forget them.
  struct Library {
    std::function<std::string()> health;
    std::function<void()> abort;
  };
  void watch_library(Library library);

  /// Beats are left out while it is so: for measuring what they cost.
  void mute(bool on) { muted_.store(on, std::memory_order_relaxed); }

 private:
  void run(const std::stop_token& stop);
  void end_with(int how, const std::string& text);
  void look();
  void say_last_word();
  bool is_answered(std::uint64_t beat, std::chrono::milliseconds within);
  void tell(const Beat& beat);
  void listen(double now_s);
  /// Whether an earlier rank of this node is there to speak for all: one that goes on, or also one
  /// that its launcher has asked to end.
  bool is_preceded(bool by_those_who_end);
  Beat beat_of_all(bool ask_kernel);
  Beat head_of_beat();
  void ask_library();
  void end_here(int exit_code);
  void take_address();

  RankWatchOptions options_;
  Deadlines deadlines_;
  std::string host_;
  NodeMemory memory_;
  NodeSlot& slot_;
  RankVoice voice_;
  DatagramSocket socket_;
  std::mutex mutex_;  ///< of telling, which two threads may do, and of library_
  std::optional<WatchAddress> address_;
  Library library_;
  std::atomic<bool> muted_{false};
  AwakeClock clock_;
  double answered_s_ = -1;           ///< -1: never
  std::uint64_t answered_beat_ = 0;  ///< the latest of which an answer came
  std::atomic<std::uint64_t> beats_{0};
  int wake_;             ///< an eventfd
  int signals_;          ///< a signalfd, or -1
  std::jthread thread_;  ///< last: it uses all the others
};

}  // namespace fourfold
