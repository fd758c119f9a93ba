// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "bench/watch/awake_clock.hpp"
#include "bench/watch/beat.hpp"
#include "bench/watch/datagram_socket.hpp"
#include "bench/watch/deadlines.hpp"
#include "bench/watch/finding.hpp"

namespace fourfold {

/// The one watcher of a run, in a process that is no rank of it. Hears of all ranks through the
/// leaders of their nodes, answers them, and calls the run lost when it has stood still for longer
/// than its deadline or when a rank is dead, has failed or calls it off; then every answer says so,
/// and every rank ends. Needs neither MPI nor the collective that is stuck. One look costs in
/// proportion to the ranks.
class RunWatch {
 public:
  /// `ranks` 0: told by the ranks. Throws Error where there is no socket.
  RunWatch(double hang_after_s, int ranks, bool loopback_only);

  /// How to ask the communication library what it knows of the job, once, when the run is lost and
  /// its ranks are still there. Returns within seconds; "" is no word.
  void ask_on_loss(std::function<std::string()> ask) { ask_ = std::move(ask); }
  /// What it said.
  const std::string& library_report() const { return library_report_; }

  /// For the ranks (RankWatchOptions::address).
  std::string address() const;
  const std::string& token() const { return token_; }

  /// Waits for at most so long, takes what has come, and judges.
  void look(int wait_ms);
  /// When the launcher has ended: takes what is still on its way, and finds who died first.
  /// `launcher_lost_host`: it ended because it could not reach a host any more, by its own account.
  void conclude(bool launcher_lost_host = false);

  /// What the run was lost by, or "".
  const std::string& finding() const { return finding_; }
  /// Hosts of the ranks that are to blame for it, by name; "" stands for those of ranks that were
  /// never heard of. Empty where nobody in particular is.
  std::vector<std::string> lost_hosts() const;
  /// Hosts of all ranks that were heard of, by name.
  std::vector<std::string> heard_hosts() const;
  /// Ranks that came late, but came, and what else is worth a look.
  const std::vector<std::string>& remarks() const { return remarks_; }
  /// Where rank 0 keeps the record, once it has said so.
  const std::string& directory() const { return directory_; }
  /// Whether every rank has ended in order.
  bool over() const;
  int descriptor() const { return socket_.descriptor(); }

 private:
  void take(const Beat& beat);
  void resize(int ranks);
  bool all_spoken() const;
  void judge();
  bool awaits_word(const std::vector<const RankView*>& of) const;
  void judge_progress(double now_s);
  void lose(const Loss& loss);

  double hang_after_s_;
  Deadlines deadlines_;
  std::string token_;
  bool loopback_only_;
  DatagramSocket socket_;
  AwakeClock clock_;
  double now_s_ = 0;
  std::vector<RankView> views_;  ///< by rank
  std::uint64_t least_ = 0;      ///< position of the ranks least far
  double moved_s_ = 0;           ///< when that changed
  double hopeless_s_ = -1;       ///< since when a rank is dead or has failed
  double judged_s_ = 0;
  std::function<std::string()> ask_;
  std::string library_report_;
  std::string late_;  ///< who is late just now
  std::string finding_;
  std::vector<int> lost_ranks_;
  std::string directory_;
  std::vector<std::string> remarks_;
};

/// A RunWatch in a thread of its own, until it is stopped.
class WatchingThread {
 public:
  explicit WatchingThread(RunWatch& watch);
  ~WatchingThread() = default;
  WatchingThread(const WatchingThread&) = delete;
  WatchingThread& operator=(const WatchingThread&) = delete;

  bool lost() const { return lost_.load(); }
  /// Afterwards the watch is the caller's again.
  void stop();

 private:
  std::atomic<bool> lost_{false};
  std::jthread thread_;
};

}  // namespace fourfold
