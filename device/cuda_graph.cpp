// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "device/graph.hpp"

namespace fourfold {
namespace {

cudaStream_t stream_of(const Stream& stream) { return static_cast<cudaStream_t>(stream.native()); }

void expect(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());
  throw Error(fmt::format("{}: {}", what, cuda_error_text(status)));
}

/// What a capture yields, and instantiation leaves over.
class Captured {
 public:
  Captured() = default;
  ~Captured() {
    if (graph != nullptr) static_cast<void>(cudaGraphDestroy(graph));
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  cudaGraph_t graph = nullptr;
};

}  // namespace

Graph::~Graph() {
  // Nobody can act on a failure here, and at the end of a process the driver may be gone already.
  if (native_ != nullptr) {
    static_cast<void>(cudaGraphExecDestroy(static_cast<cudaGraphExec_t>(native_)));
  }
}

void Graph::launch(Stream& stream) {
  expect(cudaGraphLaunch(static_cast<cudaGraphExec_t>(native_), stream_of(stream)),
         "the CUDA graph was not launched");
}

GraphCapture::GraphCapture(Device& device, Stream& stream) : device_(device), stream_(stream) {
  const DeviceInfo& info = device.info();
  if (info.kind != DeviceKind::Cuda) throw Error(why_no_graphs(info.kind));
  device.make_current();
  // Of this thread alone: libraries allocate on threads of their own, which is not part of the
  // work.
  expect(cudaStreamBeginCapture(stream_of(stream), cudaStreamCaptureModeThreadLocal),
         "a CUDA graph cannot be captured here");
  capturing_ = true;
}

GraphCapture::~GraphCapture() {
  if (!capturing_) return;
  Captured dropped;
  static_cast<void>(cudaStreamEndCapture(stream_of(stream_), &dropped.graph));
  static_cast<void>(cudaGetLastError());
}

Graph GraphCapture::finish() {
  Captured captured;
  capturing_ = false;  // the capture has ended, whether or not it yielded a graph
  expect(cudaStreamEndCapture(stream_of(stream_), &captured.graph),
         "the work cannot be captured as a CUDA graph");
  std::size_t nodes = 0;
  check(cudaGraphGetNodes(captured.graph, nullptr, &nodes));
  if (nodes == 0) throw Error("the CUDA graph is empty: no work went to the captured stream");
  cudaGraphExec_t ready = nullptr;
  expect(cudaGraphInstantiate(&ready, captured.graph, 0), "the CUDA graph cannot be made ready");
  Graph graph(device_, ready, nodes);
  // Else the first launch would bring it there, and be slower than those after it.
  expect(cudaGraphUpload(ready, stream_of(stream_)), "the CUDA graph cannot be brought to the GPU");
  check(cudaStreamSynchronize(stream_of(stream_)));
  return graph;
}

}  // namespace fourfold
