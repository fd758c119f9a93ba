// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectives/expected.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "kernels/all_reduce_gpu.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

constexpr DataType kTypes[] = {DataType::f64,  DataType::f32,    DataType::f16,
                               DataType::bf16, DataType::f8e4m3, DataType::i32};
constexpr ReductionOp kOps[] = {ReductionOp::Sum, ReductionOp::Min, ReductionOp::Max};
/// The last one is several pieces of every block, whatever the GPU.
constexpr std::uint64_t kCounts[] = {0, 1, 13, 1001, 200011, 3000017};
constexpr std::size_t kRoom = std::size_t{25} << 20;

TEST(PeerOnGpus, EveryRankLearnsThatThereIsNoGpu) {
  const auto host = open_host_device();
  std::string said;
  try {
    make_peer_communicator(test_session(), *host, {}, built_in_peer_table(MessageMemory::Device));
  } catch (const Error& error) {
    said = error.what();
  }
  EXPECT_THAT(said, HasSubstr("of GPUs, and there is none"));
}

/// Processes on the GPUs of this host, which they share where those are fewer; skipped, on all
/// ranks alike, where there is none.
class PeersOnGpus : public testing::Test {
 protected:
  void SetUp() override {
    MpiSession& session = test_session();
    const CudaProbe gpus = probe_cuda();
    if (!session.consent(gpus.devices > 0, "").all_well) GTEST_SKIP() << gpus.reason;
    if (session.size() > kMostGpuPeers) GTEST_SKIP() << "more ranks than it takes";
    gpu_ = open_cuda_device(session.local_rank() % gpus.devices);
    stream_.emplace(gpu_->make_stream());
  }

  /// Whether GPUs reach each other; else why not, the same on every rank.
  std::string open(std::string_view algorithm) {
    try {
      announced_.clear();
      in_ = Buffer();
      out_ = Buffer();
      communicator_ = make_peer_communicator(test_session(), *gpu_,
                                             {Collective::AllReduce, std::string(algorithm)},
                                             built_in_peer_table(MessageMemory::Device));
    } catch (const Unsupported& error) {
      return error.what();
    }
    for (Buffer* const buffer : {&in_, &out_}) {
      *buffer = communicator_->allocate(*gpu_, kRoom, NcclBuffers::Malloc);
      announced_.push_back(communicator_->announce(*buffer, NcclBuffers::Malloc));
    }
    return "";
  }

  /// What is wrong on this rank after a call, "" when nothing is. At addresses that are multiples
  /// of nothing but the element where `odd`.
  std::string wrong(ReductionOp op, DataType type, std::uint64_t count, bool in_place, bool odd) {
    const std::size_t width = traits(type).bytes;
    const int ranks = communicator_->size();
    const MessageShape shape =
        message_shape(Collective::AllReduce, type, Bytes(count * width), ranks);
    const CollectiveData data(Collective::AllReduce, op, shape, communicator_->rank(), ranks, 0);
    CollectiveCall call;
    call.op = op;
    call.shape = shape;
    call.in_place = in_place;
    call.receive = out_.data() + (odd ? 3 * width : 0);
    call.send = in_place ? call.receive : in_.data() + (odd ? 3 * width : 0);
    const std::size_t bytes = shape.message().count();
    std::vector<std::byte> host(bytes + 1, std::byte{poison_byte(type)});
    gpu_->upload(call.receive, host.data(), host.size());
    data.fill_send(host.data());
    gpu_->upload(const_cast<std::byte*>(call.send), host.data(), bytes);
    communicator_->enqueue(call, *stream_);
    gpu_->synchronize(*stream_);
    communicator_->check_health();
    gpu_->download(host.data(), call.receive, host.size());
    if (host[bytes] != std::byte{poison_byte(type)}) return "written beyond the end";
    const auto mismatch = data.check_receive(host.data());
    return mismatch ? describe(*mismatch) : "";
  }

  std::unique_ptr<Device> gpu_;
  std::optional<Stream> stream_;
  std::unique_ptr<Communicator> communicator_;
  Buffer in_;
  Buffer out_;
  std::vector<std::shared_ptr<void>> announced_;
};

TEST_F(PeersOnGpus, EveryAlgorithmTypeOperationAndCount) {
  for (const std::string_view way : kPeerAlgorithms) {
    const std::string why = open(way);
    if (!why.empty() && way == "multimem") {  // few hosts have such switches
      RecordProperty("multimem", why);
      std::cout << "multimem was not tried: " << why << '\n';
      continue;
    }
    if (!why.empty()) GTEST_SKIP() << why;
    std::size_t turn = 0;  // counts go round over types and operations
    for (const DataType type : kTypes) {
      for (const ReductionOp op : kOps) {
        const auto algorithm = *parse_peer_algorithm(way);
        if (!peer_fold_support(algorithm, MessageMemory::Device, type, fold_of(op))) continue;
        // All of them for one type, and for the others one after the other.
        const bool all = type == DataType::f32 && op == ReductionOp::Sum;
        const std::size_t one = ++turn % std::size(kCounts);
        for (const std::uint64_t count :
             all ? std::span(kCounts) : std::span(kCounts).subspan(one, 1)) {
          for (const bool in_place : {false, true}) {
            for (const bool odd : {false, true}) {
              ASSERT_EQ(wrong(op, type, count, in_place, odd), "")
                  << way << " " << name(type) << " " << name(op) << " " << count << " " << in_place;
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace fourfold
