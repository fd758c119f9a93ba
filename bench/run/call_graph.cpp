// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/call_graph.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {

CallGraph::CallGraph(Operation& operation)
    : operation_(operation), calls_(std::max<std::uint64_t>(1, operation.calls_in_graph())) {
  if (calls_ == 1) return;
  operation_.enqueue(0);
  operation_.device().synchronize(operation_.stream());
  make_ready();
}

void CallGraph::make_ready() {
  std::optional<Graph>& graph = graphs_[placement_];
  if (calls_ == 1 || graph) return;
  graph = capture_graph(operation_.device(), operation_.stream(), [this] {
    for (std::uint64_t call = 0; call < calls_; ++call) operation_.enqueue(call);
  });
}

void CallGraph::launch(std::uint64_t first) {
  if (calls_ == 1) return operation_.enqueue(first);
  graphs_[placement_]->launch(operation_.stream());
}

std::uint64_t whole_launches(double wanted, std::uint64_t at_once, std::uint64_t most) {
  const std::uint64_t launches = std::max<std::uint64_t>(1, most / at_once);
  const double needed = std::ceil(wanted / static_cast<double>(at_once));
  if (needed >= static_cast<double>(launches)) return launches * at_once;
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(needed)) * at_once;
}

}  // namespace fourfold
