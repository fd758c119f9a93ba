// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "collectives/communicator.hpp"
#include "collectives/expected.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"

namespace fourfold {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(NcclCommunicator, EveryRankLearnsWhyThereCanBeNone) {
  const auto host = open_host_device();
  std::string said;
  try {
    static_cast<void>(make_nccl_communicator(test_session(), *host));
  } catch (const Error& error) {
    said = error.what();
  }
  if (probe_nccl().available) {
    EXPECT_THAT(said, StartsWith("rank 0: "));
    EXPECT_THAT(said, HasSubstr("no GPU"));
  } else {
    EXPECT_THAT(said, HasSubstr("NCCL"));
  }
}

/// One GPU per rank of this host; skipped, on all ranks alike, where there are fewer.
class NcclOnGpus : public ::testing::Test {
 protected:
  void SetUp() override {
    MpiSession& session = test_session();
    const CudaProbe gpus = probe_cuda();
    const bool enough = gpus.devices >= session.local_size() && probe_nccl().available;
    if (!session.consent(enough, "").all_well) {
      GTEST_SKIP() << session.local_size() << " ranks, " << gpus.devices << " GPUs; " << gpus.reason
                   << probe_nccl().reason;
    }
    device_ = open_cuda_device(session.local_rank());
    communicator_ = make_nccl_communicator(session, *device_);
  }

  /// Runs one call on poisoned buffers and says what is wrong with this rank's result, or "".
  std::string wrong(const CollectiveCall& asked) {
    constexpr unsigned char kPoison = 0xCB;
    CollectiveCall call = asked;
    const CollectiveData data(call.collective, call.op, call.shape, communicator_->rank(),
                              communicator_->size(), call.root);
    const CollectiveTraits& row = traits(call.collective);
    const std::size_t width = traits(call.shape.type).bytes;
    const bool is_root = communicator_->rank() == call.root;
    Stream stream = device_->make_stream();
    const Buffer whole = device_->allocate(call.shape.whole * width);
    const Buffer send = device_->allocate(data.send_bytes());
    const Buffer receive = device_->allocate(data.receive_bytes());
    for (const Buffer* buffer : {&whole, &send, &receive}) {
      device_->set_bytes(buffer->data(), kPoison, buffer->bytes(), stream);
    }
    device_->synchronize(stream);

    std::byte* input = send.data();
    call.receive = receive.data();
    const bool both_buffers_here = !row.rooted || is_root || row.receive == Extent::NotRoot;
    if (call.in_place && both_buffers_here) {
      const std::size_t offset = communicator_->in_place_offset(call) * width;
      input = whole.data() + (row.send == Extent::Part ? offset : 0);
      call.receive = whole.data() + (row.receive == Extent::Part ? offset : 0);
    }
    std::vector<std::byte> host(data.send_bytes());
    data.fill_send(host.data());
    device_->upload(input, host.data(), host.size());
    call.send = input;
    communicator_->enqueue(call, stream);
    device_->synchronize(stream);
    communicator_->check_health();
    host.resize(data.receive_bytes());
    device_->download(host.data(), call.receive, host.size());
    const auto mismatch = data.check_receive(host.data());
    return mismatch ? describe(*mismatch) : "";
  }

  CollectiveCall call(Collective collective, DataType type, std::uint64_t count, int root) const {
    CollectiveCall result;
    result.collective = collective;
    result.shape =
        message_shape(collective, type, Bytes(count * traits(type).bytes), communicator_->size());
    result.root = root;
    return result;
  }

  std::unique_ptr<Device> device_;
  std::unique_ptr<Communicator> communicator_;
};

TEST_F(NcclOnGpus, EveryCollectiveIsRightAtEveryCountInAndOutOfPlace) {
  for (const CollectiveTraits& row : kCollectives) {
    for (const std::uint64_t count : {0, 1, 2, 17, 1000, 100003}) {
      for (const int root : {0, communicator_->size() - 1}) {
        for (const bool in_place : {false, true}) {
          CollectiveCall one = call(row.collective, DataType::f32, count, root);
          one.in_place = in_place;
          if (!communicator_->support(one)) continue;
          EXPECT_EQ(wrong(one), "") << row.name << " of " << count << " elements, root " << root
                                    << (in_place ? ", in place" : "");
        }
      }
    }
  }
}

TEST_F(NcclOnGpus, EveryTypeAndOperationItSaysItHasIsRight) {
  int tried = 0;
  for (const CollectiveTraits& row : kCollectives) {
    for (const DataTypeTraits& type : kDataTypes) {
      for (std::size_t op = 0; op < kReductionOps.size(); ++op) {
        CollectiveCall one = call(row.collective, type.type, 1001, 0);
        one.op = static_cast<ReductionOp>(op);
        if (!communicator_->support(one)) continue;
        ++tried;
        EXPECT_EQ(wrong(one), "") << row.name << " " << type.name << " " << kReductionOps[op];
      }
    }
  }
  // f64 f32 f16 with every operation, i32 i8 with all but avg; the six others with any.
  EXPECT_GE(tried, 3 * (3 * 5 + 2 * 4) + 6 * 5 * 5);
}

TEST_F(NcclOnGpus, IsRightOnEveryKindOfBuffersAndSaysHowItWasDone) {
  constexpr std::uint64_t kCount = 100003;
  for (std::size_t kind = 0; kind < kNcclBuffers.size(); ++kind) {
    NcclSettings settings;
    settings.buffers = static_cast<NcclBuffers>(kind);
    CollectiveCall one = call(Collective::AllReduce, DataType::f32, kCount, 0);
    if (!nccl_settings_support(probe_nccl(), one, settings)) continue;
    const CollectiveData data(one.collective, one.op, one.shape, communicator_->rank(),
                              communicator_->size(), 0);
    const Buffer send = communicator_->allocate(*device_, data.send_bytes(), settings.buffers);
    const Buffer receive =
        communicator_->allocate(*device_, data.receive_bytes(), settings.buffers);
    std::vector<std::shared_ptr<void>> announced;
    try {
      announced.push_back(communicator_->announce(send, settings.buffers));
      announced.push_back(communicator_->announce(receive, settings.buffers));
    } catch (const Unsupported&) {
      continue;
    }
    std::vector<std::byte> host(data.send_bytes());
    data.fill_send(host.data());
    device_->upload(send.data(), host.data(), host.size());
    one.send = send.data();
    one.receive = receive.data();
    Stream stream = device_->make_stream();
    const std::string how = communicator_->observe(one, [&] {
      communicator_->enqueue(one, stream);
      device_->synchronize(stream);
    });
    EXPECT_EQ(how.empty(), communicator_->rank() != 0);
    device_->download(host.data(), receive.data(), host.size());
    const auto mismatch = data.check_receive(host.data());
    EXPECT_FALSE(mismatch) << kNcclBuffers[kind] << ", " << how;
  }
}

TEST_F(NcclOnGpus, SaysWhatItIs) {
  EXPECT_THAT(communicator_->library(), StartsWith("NCCL "));
  EXPECT_EQ(communicator_->size(), test_session().size());
  EXPECT_EQ(communicator_->rank(), test_session().rank());
}

}  // namespace
}  // namespace fourfold
