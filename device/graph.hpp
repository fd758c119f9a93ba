// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "device/device.hpp"

namespace fourfold {

/// Work of a GPU that was captured from a stream once and is launched as a whole: an owned
/// cudaGraphExec_t. What it costs the host to launch does not grow with each kernel's arguments,
/// so that short kernels are not kept waiting for their launches. The device and every buffer and
/// library object that the work uses outlive it, and no launch is in flight when it ends.
class Graph {
 public:
  /// `native` is a cudaGraphExec_t with `nodes` nodes, owned from here on; see GraphCapture.
  Graph(Device& device, void* native, std::size_t nodes)
      : device_(&device), native_(native), nodes_(nodes) {}
  ~Graph();
  Graph(Graph&& other) noexcept;
  Graph& operator=(Graph&& other) noexcept;

  /// Does all the work once more, in order with what else `stream` of the same device does. Throws
  /// Error in CUDA's words.
  void launch(Stream& stream);
  /// Kernels, copies and fills in it; at least 1.
  std::size_t nodes() const { return nodes_; }

 private:
  Device* device_;
  void* native_;
  std::size_t nodes_;
};

/// Takes down, and does not do, what this thread enqueues on a stream from here to finish(). Other
/// threads may use CUDA meanwhile. Between the two nothing may wait for the stream, allocate, or
/// copy to or from memory that is not pinned; CUDA says so where that is tried. A capture that is
/// not finished is dropped, and the stream is as before.
class GraphCapture {
 public:
  /// Throws Error where `device` is the host, which has no graphs, where the program was built
  /// without CUDA, and in CUDA's words where the stream does not begin. Both outlive the capture.
  GraphCapture(Device& device, Stream& stream);
  ~GraphCapture();
  GraphCapture(const GraphCapture&) = delete;
  GraphCapture& operator=(const GraphCapture&) = delete;

  /// Ends the capture, makes the graph ready and brings it to the device, waiting until it is
  /// there. Throws Error in CUDA's words where the work cannot be captured, and where there was
  /// none on this stream: launching nothing would look very fast. To be called once.
  Graph finish();

 private:
  Device& device_;
  Stream& stream_;
  bool capturing_ = false;
};

/// The graph of what `enqueue` puts on `stream`; what it throws passes through.
Graph capture_graph(Device& device, Stream& stream, const std::function<void()>& enqueue);

/// Why `device` has no graphs, or "".
const char* why_no_graphs(DeviceKind device);

}  // namespace fourfold
