// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "bench/run/operation.hpp"
#include "device/graph.hpp"

namespace fourfold {

/// How the calls of an operation are launched: one by one, or many at once as a CUDA graph that was
/// captured before (Operation::calls_in_graph). A graph has the addresses of the buffers with which
/// it was captured, so that there is one for the operation's own buffers and one for its rival's.
class CallGraph {
 public:
  /// Where calls go as graphs: makes one call that is not timed, since what is done at the first
  /// call alone cannot be captured, and captures. Throws Error when that fails.
  explicit CallGraph(Operation& operation);

  /// How many calls are launched at once. All calls come in multiples of it, counted from 0.
  std::uint64_t calls() const { return calls_; }
  /// The operation has exchanged buffers with its rival, or has tried to.
  void exchanged() { placement_ = 1 - placement_; }
  /// Captures what the buffers in hand still need. Untimed; the stream is idle. Throws Error.
  void make_ready();
  /// Launches calls() calls, of which the first is `first`.
  void launch(std::uint64_t first);

 private:
  Operation& operation_;
  std::uint64_t calls_;
  std::size_t placement_ = 0;
  std::array<std::optional<Graph>, 2> graphs_;
};

/// `wanted` calls, rounded up to whole launches of `at_once` calls; at least one launch, and no
/// more than fit into `most`, unless not even one does.
std::uint64_t whole_launches(double wanted, std::uint64_t at_once, std::uint64_t most);

}  // namespace fourfold
