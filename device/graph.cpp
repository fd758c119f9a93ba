// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/graph.hpp"

#include <utility>

namespace fourfold {

Graph::Graph(Graph&& other) noexcept
    : device_(other.device_),
      native_(std::exchange(other.native_, nullptr)),
      nodes_(other.nodes_) {}

Graph& Graph::operator=(Graph&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(native_, other.native_);
  std::swap(nodes_, other.nodes_);
  return *this;
}

Graph capture_graph(Device& device, Stream& stream, const std::function<void()>& enqueue) {
  GraphCapture capture(device, stream);
  enqueue();
  return capture.finish();
}

const char* why_no_graphs(DeviceKind device) {
  return device == DeviceKind::Cuda ? "" : "CUDA graphs are of GPUs; the host has none";
}

}  // namespace fourfold
