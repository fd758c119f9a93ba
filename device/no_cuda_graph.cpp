// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/graph.hpp"

namespace fourfold {
namespace {

[[noreturn]] void refuse(DeviceKind device) {
  if (device == DeviceKind::Host) throw Error(why_no_graphs(device));
  throw Error("no CUDA graphs: " + probe_cuda().reason);
}

}  // namespace

Graph::~Graph() = default;
void Graph::launch(Stream&) { refuse(device_->info().kind); }

GraphCapture::GraphCapture(Device& device, Stream& stream) : device_(device), stream_(stream) {
  refuse(device.info().kind);
}
GraphCapture::~GraphCapture() = default;
Graph GraphCapture::finish() {
  static_cast<void>(stream_);
  static_cast<void>(capturing_);
  refuse(device_.info().kind);
}

}  // namespace fourfold
