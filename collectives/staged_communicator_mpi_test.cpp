// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "collectives/call_on_poison.hpp"
#include "collectives/late_device.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/staged_communicator.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

constexpr std::size_t kChunk = 4096;
/// Of elements of four bytes: none, less than a chunk, one, one and a bit, several and a tail.
const std::vector<std::uint64_t> kCounts{0, 1, 17, 1024, 1025, 5 * 1024 + 13};

/// Every collective through pinned memory of the device, each through memory of its own, which no
/// call before has left right. Returns how many there were.
int try_all(Device& device, bool in_place) {
  const auto mpi = make_mpi_communicator(test_session());
  const int last = mpi->size() - 1;
  int tried = 0;
  for (const CollectiveTraits& row : kCollectives) {
    for (const std::uint64_t count : kCounts) {
      CollectiveCall call;
      call.collective = row.collective;
      call.in_place = in_place;
      call.shape = message_shape(row.collective, DataType::f32, Bytes(count * 4), mpi->size());
      if (!mpi->support(call)) continue;
      ++tried;
      const auto staged = make_staged_communicator(*mpi, device, {}, kChunk);
      EXPECT_EQ(wrong_after_call(*staged, device, row.collective, ReductionOp::Sum, call.shape,
                                 last, in_place),
                "")
          << row.name << " of " << call.shape.whole << (in_place ? " in place" : "");
    }
  }
  return tried;
}

TEST(StagedCommunicator, EveryCollectiveIsRightAtEveryCount) {
  const auto host = open_host_device();
  LateDevice late;
  for (Device* const device : {host.get(), static_cast<Device*>(&late)}) {
    EXPECT_EQ(try_all(*device, false), 9 * static_cast<int>(kCounts.size()));
    EXPECT_EQ(try_all(*device, true), 7 * static_cast<int>(kCounts.size()));
  }
}

/// A call behind work that is late; what is wrong right after it, when nobody has waited for more,
/// or once all that was in the stream is done.
std::string wrong_behind_late_work(MessageMemory memory, Collective collective) {
  LateDevice device;
  Stream stream = device.make_stream();
  const auto mpi = make_mpi_communicator(test_session());
  const int root = mpi->size() - 1;
  CollectiveCall call;
  call.collective = collective;
  call.root = root;
  call.shape = message_shape(collective, DataType::f32, Bytes(64 << 10), mpi->size());
  const CollectiveData data(collective, call.op, call.shape, mpi->rank(), mpi->size(), root);
  std::vector<std::byte> input(data.send_bytes());
  data.fill_send(input.data());
  const Buffer send = device.allocate(data.send_bytes());
  const Buffer receive = device.allocate(data.receive_bytes());
  call.send = send.data();
  call.receive = receive.data();
  const auto over = make_communicator_over(memory, *mpi, device, call);
  device.copy(send.data(), input.data(), input.size(), stream);
  device.set_bytes(receive.data(), 0, receive.bytes(), stream);
  over->enqueue(call, stream);
  auto mismatch = data.check_receive(receive.data());
  device.synchronize(stream);
  if (!mismatch) mismatch = data.check_receive(receive.data());
  return mismatch ? describe(*mismatch) : "";
}

TEST(StagedCommunicator, ACallComesAfterWhatIsInTheStreamAndIsOverWhenItReturns) {
  for (const MessageMemory memory : {MessageMemory::Staged, MessageMemory::Device}) {
    for (const Collective one :
         {Collective::AllReduce, Collective::Broadcast, Collective::Gather}) {
      EXPECT_EQ(wrong_behind_late_work(memory, one), "") << name(memory) << " " << name(one);
    }
  }
}

TEST(StagedCommunicator, PinsMemoryBeforeTheFirstCall) {
  LateDevice device;
  const auto mpi = make_mpi_communicator(test_session());
  CollectiveCall call;
  call.in_place = true;
  call.shape = message_shape(call.collective, DataType::i32, Bytes(10 * kChunk), mpi->size());
  const auto staged = make_staged_communicator(*mpi, device, call, kChunk);
  EXPECT_EQ(device.pinned, 3 * kChunk) << "three chunks are under way at most";
  EXPECT_EQ(wrong_after_call(*staged, device, call.collective, call.op, call.shape, 0, true), "");
  EXPECT_EQ(device.pinned, 3 * kChunk);
  EXPECT_THAT(staged->algorithm(call), HasSubstr("in chunks of 4KiB"));
  call.collective = Collective::AllGather;
  EXPECT_THAT(staged->algorithm(call), HasSubstr("through pinned memory"));
}

TEST(StagedCommunicator, HasBlockingCallsAlone) {
  LateDevice device;
  const auto mpi = make_mpi_communicator(test_session());
  CollectiveCall call;
  const auto staged = make_staged_communicator(*mpi, device, call);
  EXPECT_TRUE(staged->support(call));
  call.form = CallForm::Nonblocking;
  EXPECT_TRUE(mpi->support(call));
  EXPECT_FALSE(staged->support(call));
  Stream stream = device.make_stream();
  EXPECT_THROW(staged->enqueue(call, stream), Error);
  EXPECT_THROW(staged->prepare(call), Error);
}

TEST(MessageMemory, EachHasItsCommunicator) {
  LateDevice device;
  const auto host = open_host_device();
  const auto mpi = make_mpi_communicator(test_session());
  EXPECT_EQ(make_communicator_over(MessageMemory::Host, *mpi, device, {}), nullptr);
  const auto pinned = make_communicator_over(MessageMemory::Pinned, *mpi, device, {});
  const Buffer buffer = pinned->allocate(*host, 100, {});
  EXPECT_EQ(device.pinned, 100u) << "of the GPU's, whoever asks";
  EXPECT_EQ(pinned->library(), mpi->library());
  EXPECT_EQ(pinned->algorithm({}), mpi->algorithm({}));
}

TEST(MessageMemory, TheLibraryIsTakenAtItsWord) {
  const auto yes = [] { return 1; };
  const auto no = [] { return 0; };
  const auto of_cuda = [](int kind, int* answer) {
    *answer = kind == 0 ? 1 : 0;
    return 0;
  };
  const auto of_others = [](int kind, int* answer) {
    *answer = kind != 0 ? 1 : 0;
    return 0;
  };
  const auto fails = [](int, int* answer) {
    *answer = 1;
    return 1;
  };
  EXPECT_EQ(answer({}), CudaSupport::NotTold);
  EXPECT_EQ(answer({.cuda = yes}), CudaSupport::Yes);
  EXPECT_EQ(answer({.cuda = no, .gpu = of_cuda}), CudaSupport::No);
  EXPECT_EQ(answer({.gpu = of_cuda}), CudaSupport::Yes);
  EXPECT_EQ(answer({.gpu = of_others}), CudaSupport::No);
  EXPECT_EQ(answer({.gpu = fails}), CudaSupport::NotTold);
  for (const CudaSupport told : {CudaSupport::No, CudaSupport::NotTold}) {
    EXPECT_FALSE(mpi_memory_support(MessageMemory::Device, told));
    EXPECT_TRUE(mpi_memory_support(MessageMemory::Staged, told));
  }
  EXPECT_TRUE(mpi_memory_support(MessageMemory::Device, CudaSupport::Yes));
  EXPECT_TRUE(mpi_memory_support(MessageMemory::Device, CudaSupport::NotAsked));
}

}  // namespace
}  // namespace fourfold
