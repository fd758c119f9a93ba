// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/watch/rank_view.hpp"

namespace fourfold {

/// One rank's place in the memory of its node. All zero before it is taken.
struct NodeSlot {
  std::atomic<std::int64_t> pid{0};       ///< written last of the first four: then it is taken
  std::atomic<std::uint64_t> started{0};  ///< its process's start, so that a pid used again is seen
  std::atomic<std::uint64_t> pid_space{0};  ///< in which namespace the pid counts
  std::atomic<std::int32_t> rank{0};
  std::atomic<std::int32_t> ended{0};    ///< RankView::ended; written by end_once() alone
  std::atomic<std::int64_t> beat_ns{0};  ///< its watching thread was awake, on the steady clock
  SharedText<511> said;
  SharedText<255> library;
  RankStatus status;
};

/// Sets how a rank ended, unless that is known; returns whether it was not. Of several reasons the
/// first is the cause: a launcher that ends all ranks since one has failed sends its SIGTERM to
/// that one too, and what breaks in a rank that is being ended breaks by that. Safe in a handler of
/// signals.
inline bool end_once(std::atomic<std::int32_t>& ended, std::int32_t how) {
  std::int32_t not_yet = 0;
  return ended.compare_exchange_strong(not_yet, how);
}

/// What the ranks of a node know together. All zero at first.
struct NodeHead {
  std::atomic<std::uint32_t> slots{0};  ///< taken or about to be
  std::atomic<std::uint32_t> end{0};    ///< 1: every rank of this node ends itself now
  std::atomic<std::uint32_t> ranks{0};  ///< of the run; 0: not known yet
  SharedText<1023> why;                 ///< of `end`
  SharedText<255> address;              ///< WatchAddress, or "" as long as there is none
  SharedText<1023> directory;           ///< of the record, or ""
};

/// Memory that all ranks of a node share by its name, and that stays readable when one of them is
/// stopped or killed. Where none can be had a rank has memory of its own, and watches itself alone.
class NodeMemory {
 public:
  static constexpr std::size_t kMostSlots = 1024;

  explicit NodeMemory(const std::string& name);
  ~NodeMemory();
  NodeMemory(const NodeMemory&) = delete;
  NodeMemory& operator=(const NodeMemory&) = delete;

  NodeHead& head() { return *head_; }
  /// Takes a slot for this process. Throws Error where all are taken.
  NodeSlot& claim(int rank);
  /// Those that have been taken.
  std::vector<NodeSlot*> slots();
  /// Takes the name away, once all have come: nothing is left when they are killed. From any
  /// thread.
  void forget();

 private:
  std::string path_;  ///< "": memory of its own
  std::atomic<bool> forgotten_{false};
  std::size_t bytes_;
  void* memory_;
  NodeHead* head_;
  NodeSlot* slots_;
};

/// Of the run with this token, for this user.
std::string node_memory_name(const std::string& token);
/// Takes the name away where ranks could not, because they never came or were killed.
void forget_node_memory(const std::string& name);

/// How the process of a slot is: asks the kernel. Running where the kernel cannot tell.
ProcessState process_state(const NodeSlot& slot);
/// Ends a process that is still the one of this slot.
void kill_process(const NodeSlot& slot, int signal);

/// What the slot tells, put together.
RankView view_of(const NodeSlot& slot, const std::string& host, ProcessState state);

}  // namespace fourfold
