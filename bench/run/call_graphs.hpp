// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "device/graph.hpp"

namespace fourfold {

/// A CUDA graph of one call for each set of buffers: a graph has the addresses it was captured
/// with.
class CallGraphs {
 public:
  /// Captures what `call` enqueues on the stream, once for each set; more often does nothing.
  void capture(std::uint64_t set, Device& device, Stream& stream,
               const std::function<void()>& call) {
    if (graphs_.size() <= set) graphs_.resize(set + 1);
    if (!graphs_[set]) graphs_[set].emplace(capture_graph(device, stream, call));
  }
  /// A set that was captured.
  void launch(std::uint64_t set, Stream& stream) { graphs_[set]->launch(stream); }

 private:
  std::vector<std::optional<Graph>> graphs_;
};

}  // namespace fourfold
