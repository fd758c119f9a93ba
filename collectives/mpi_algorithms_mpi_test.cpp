// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collectives/communicator.hpp"
#include "collectives/expected.hpp"
#include "collectives/mpi_algorithms.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// What is wrong on this rank with one call, or "".
std::string wrong(Communicator& communicator, Collective collective, std::uint64_t count) {
  const int ranks = communicator.size();
  const MessageShape shape = message_shape(collective, DataType::f32, Bytes(count * 4), ranks);
  const CollectiveData data(collective, ReductionOp::Sum, shape, communicator.rank(), ranks, 0);
  const auto device = open_host_device();
  Stream stream = device->make_stream();
  const Buffer send = device->allocate(data.send_bytes());
  const Buffer receive = device->allocate(data.receive_bytes());
  device->set_bytes(receive.data(), 0xCB, receive.bytes(), stream);
  data.fill_send(send.data());
  communicator.enqueue({.collective = collective,
                        .op = ReductionOp::Sum,
                        .shape = shape,
                        .root = 0,
                        .in_place = false,
                        .send = send.data(),
                        .receive = receive.data()},
                       stream);
  const auto mismatch = data.check_receive(receive.data());
  return mismatch ? describe(*mismatch) : "";
}

/// Of a library that lets nobody choose (MPICH) there is nothing to test but that it says so.
CollectiveCall some_call(Collective collective) {
  CollectiveCall call;
  call.collective = collective;
  return call;
}

class MpiAlgorithms : public testing::Test {
 protected:
  void SetUp() override {
    if (menu_.names.empty()) {
      EXPECT_NE(menu_.reason, "");
      GTEST_SKIP() << menu_.reason;
    }
    if (test_session().size() < 2) GTEST_SKIP() << "one rank has no algorithms";
  }
  AlgorithmMenu menu_ = mpi_algorithms();
};

TEST_F(MpiAlgorithms, EveryOneOfTheMenuIsRightOrRefusedOnAllRanks) {
  int tried = 0;
  for (const auto& [collective, names] : menu_.names) {
    for (const std::string& algorithm : names) {
      std::unique_ptr<Communicator> communicator;
      try {
        communicator = make_mpi_communicator(test_session(), {collective, algorithm});
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("refuses"));
        continue;
      }
      ++tried;
      for (const std::uint64_t count : {1, 17, 5003}) {
        EXPECT_EQ(wrong(*communicator, collective, count), "")
            << name(collective) << " by " << algorithm << ", " << count;
      }
      EXPECT_THAT(communicator->algorithm(some_call(collective)),
                  HasSubstr(algorithm + " (asked of "));
    }
  }
  EXPECT_GE(tried, 20);
}

/// That a choice has an effect at all: this one works for two ranks only.
TEST_F(MpiAlgorithms, AChoiceReachesTheLibraryAndNoOtherCommunicator) {
  const AlgorithmChoice two{Collective::AllGather, "two_proc"};
  if (const auto why = algorithm_support(menu_, two.collective, two.algorithm, 2); !why) {
    GTEST_SKIP() << why.reason();
  }
  if (test_session().size() == 2) {
    EXPECT_EQ(wrong(*make_mpi_communicator(test_session(), two), two.collective, 17), "");
  } else {
    EXPECT_THROW(make_mpi_communicator(test_session(), two), Error);
  }
  const auto next = make_mpi_communicator(test_session());
  EXPECT_EQ(wrong(*next, two.collective, 17), "");
  EXPECT_THAT(next->algorithm(some_call(two.collective)), testing::StartsWith("auto ("));
}

TEST_F(MpiAlgorithms, ANameThatTheLibraryLacksIsAnError) {
  EXPECT_THROW(make_mpi_communicator(test_session(), {Collective::AllReduce, "rong"}), Error);
  EXPECT_THROW(make_mpi_communicator(test_session(), {Collective::SendRecv, "ring"}), Error);
}

}  // namespace
}  // namespace fourfold
