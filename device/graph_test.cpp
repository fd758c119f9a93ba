// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

using ::testing::HasSubstr;

TEST(Graph, OfTheHostIsRefusedInWordsAndItsWorkIsNotDone) {
  const std::unique_ptr<Device> host = open_host_device();
  Stream stream = host->make_stream();
  bool enqueued = false;
  std::string message;
  try {
    capture_graph(*host, stream, [&] { enqueued = true; });
  } catch (const Error& error) {
    message = error.what();
  }
  EXPECT_EQ(message, "CUDA graphs are of GPUs; the host has none");
  EXPECT_FALSE(enqueued);
  EXPECT_EQ(message, why_no_graphs(DeviceKind::Host));
  EXPECT_STREQ(why_no_graphs(DeviceKind::Cuda), "");
}

/// Only where there is a GPU; each is skipped, with the reason, elsewhere.
class GraphOnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (probe.devices == 0) GTEST_SKIP() << probe.reason;
    device_ = open_cuda_device(0);
    stream_.emplace(device_->make_stream());
    buffer_.emplace(device_->allocate(4));
    set(0);
  }
  void set(unsigned char value) {
    device_->set_bytes(buffer_->data(), value, buffer_->bytes(), *stream_);
    device_->synchronize(*stream_);
  }
  Graph graph_of_seven() {
    return capture_graph(*device_, *stream_,
                         [&] { device_->set_bytes(buffer_->data(), 7, 4, *stream_); });
  }
  int now() {
    device_->synchronize(*stream_);
    std::byte value{};
    device_->download(&value, buffer_->data(), 1);
    return static_cast<int>(value);
  }

  std::unique_ptr<Device> device_;
  std::optional<Stream> stream_;
  std::optional<Buffer> buffer_;
};

TEST_F(GraphOnGpu, DoesTheWorkAtEachLaunchAndNotAtItsCapture) {
  Graph graph = graph_of_seven();
  EXPECT_EQ(graph.nodes(), 1u);
  EXPECT_EQ(now(), 0);
  for (int launch = 0; launch < 2; ++launch) {
    set(0);
    graph.launch(*stream_);
    EXPECT_EQ(now(), 7);
  }
}

TEST_F(GraphOnGpu, IsMovedWithoutBeingLost) {
  std::vector<Graph> graphs;
  for (int i = 0; i < 3; ++i) graphs.push_back(graph_of_seven());
  Graph last = std::move(graphs.back());
  graphs.clear();
  last.launch(*stream_);
  EXPECT_EQ(now(), 7);
}

TEST_F(GraphOnGpu, OfNothingIsRefused) {
  EXPECT_THAT([&] { capture_graph(*device_, *stream_, [] {}); },
              ::testing::ThrowsMessage<Error>(HasSubstr("the CUDA graph is empty")));
}

TEST_F(GraphOnGpu, OfWorkThatFailsLeavesTheStreamAsItWas) {
  EXPECT_THROW(capture_graph(*device_, *stream_, [] { throw Error("not today"); }), Error);
  EXPECT_THAT([&] { capture_graph(*device_, *stream_, [&] { device_->synchronize(*stream_); }); },
              ::testing::ThrowsMessage<Error>(HasSubstr("CUDA error")));
  set(5);
  EXPECT_EQ(now(), 5);
}

}  // namespace
}  // namespace fourfold
