// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "collectives/call_on_poison.hpp"
#include "collectives/communicator.hpp"
#include "collectives/expected.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A count as message bytes of f64: small, odd, and larger than any eager limit.
const std::vector<std::uint64_t> kCounts{0, 1, 2, 17, 1000, 100003};

TEST(MpiCommunicator, EveryCollectiveIsRightAtEveryCount) {
  const auto device = open_host_device();
  const auto communicator = make_mpi_communicator(test_session());
  const int ranks = communicator->size();
  for (const CollectiveTraits& row : kCollectives) {
    for (const std::uint64_t count : kCounts) {
      const MessageShape shape =
          message_shape(row.collective, DataType::f32, Bytes(count * 4), ranks);
      for (const int root : {0, ranks - 1}) {
        EXPECT_EQ(wrong_after_call(*communicator, *device, row.collective, ReductionOp::Sum, shape,
                                   root, false),
                  "")
            << row.name << " of " << shape.whole << " elements, root " << root;
      }
    }
  }
}

/// What is wrong on this rank after two starts of a prepared call, or "".
std::string wrong_prepared(Communicator& communicator, Collective collective, CallForm form,
                           std::uint64_t count, int root) {
  const int ranks = communicator.size();
  const MessageShape shape = message_shape(collective, DataType::f32, Bytes(count * 4), ranks);
  const CollectiveData data(collective, ReductionOp::Sum, shape, communicator.rank(), ranks, root);
  std::vector<std::byte> send(data.send_bytes()), receive(data.receive_bytes());
  data.fill_send(send.data());
  CollectiveCall call{.collective = collective,
                      .op = ReductionOp::Sum,
                      .shape = shape,
                      .root = root,
                      .in_place = false,
                      .form = form,
                      .send = send.data(),
                      .receive = receive.data()};
  const auto prepared = communicator.prepare(call);
  for (int i = 0; i < 2; ++i) {
    std::fill(receive.begin(), receive.end(), std::byte{kPoison});
    prepared->start();
    prepared->wait();
    if (const auto mismatch = data.check_receive(receive.data())) return describe(*mismatch);
  }
  if (form == CallForm::Persistent) {
    EXPECT_THROW(prepared->move_to(call), Error);
    return "";
  }
  std::vector<std::byte> elsewhere(receive.size(), std::byte{kPoison});
  call.receive = elsewhere.data();
  prepared->move_to(call);
  prepared->start();
  prepared->wait();
  const auto mismatch = data.check_receive(elsewhere.data());
  return mismatch ? "moved: " + describe(*mismatch) : "";
}

TEST(MpiCommunicator, CallsThatAreStartedAndWaitedForAreRight) {
  const auto communicator = make_mpi_communicator(test_session());
  const int last = communicator->size() - 1;
  int tried = 0;
  for (const CollectiveTraits& row : kCollectives) {
    for (const CallForm form : {CallForm::Nonblocking, CallForm::Persistent}) {
      CollectiveCall call;
      call.collective = row.collective;
      call.form = form;
      if (!communicator->support(call)) continue;
      for (const std::uint64_t count : {1, 17, 100003}) {
        ++tried;
        EXPECT_EQ(wrong_prepared(*communicator, row.collective, form, count, last), "")
            << row.name << ", " << count << ", form " << static_cast<int>(form);
      }
    }
  }
  EXPECT_GE(tried, 27);
}

TEST(MpiCommunicator, EveryTypeAndOperationItSaysItHasIsRight) {
  const auto device = open_host_device();
  const auto communicator = make_mpi_communicator(test_session());
  int tried = 0;
  for (const CollectiveTraits& row : kCollectives) {
    for (const DataTypeTraits& type : kDataTypes) {
      for (std::size_t op = 0; op < kReductionOps.size(); ++op) {
        const MessageShape shape = message_shape(row.collective, type.type,
                                                 Bytes(1001 * type.bytes), communicator->size());
        const auto operation = static_cast<ReductionOp>(op);
        const CollectiveCall call{.collective = row.collective,
                                  .op = operation,
                                  .shape = shape,
                                  .root = 0,
                                  .in_place = false,
                                  .send = nullptr,
                                  .receive = nullptr};
        if (!communicator->support(call)) continue;
        ++tried;
        EXPECT_EQ(
            wrong_after_call(*communicator, *device, row.collective, operation, shape, 0, false),
            "")
            << row.name << " " << type.name << " " << kReductionOps[op];
      }
    }
  }
  // 3 reducing collectives x 4 types x 4 operations; 6 others x 7 types x 5 (operation ignored).
  EXPECT_EQ(tried, 3 * 4 * 4 + 6 * 7 * 5);
}

TEST(MpiCommunicator, InPlaceIsRightWhereItExists) {
  const auto device = open_host_device();
  const auto communicator = make_mpi_communicator(test_session());
  int tried = 0;
  for (const CollectiveTraits& row : kCollectives) {
    for (const std::uint64_t count : kCounts) {
      const MessageShape shape =
          message_shape(row.collective, DataType::i32, Bytes(count * 4), communicator->size());
      const CollectiveCall call{.collective = row.collective,
                                .op = ReductionOp::Max,
                                .shape = shape,
                                .root = 0,
                                .in_place = true,
                                .send = nullptr,
                                .receive = nullptr};
      if (!communicator->support(call)) continue;
      ++tried;
      EXPECT_EQ(wrong_after_call(*communicator, *device, row.collective, ReductionOp::Max, shape, 0,
                                 true),
                "")
          << row.name << " of " << shape.whole;
    }
  }
  EXPECT_EQ(tried, 7 * static_cast<int>(kCounts.size()));
}

TEST(MpiCommunicator, ChecksSeeAMissingCall) {
  const MessageShape shape = message_shape(Collective::AllReduce, DataType::f32, Bytes(4096), 1);
  const CollectiveData data(Collective::AllReduce, ReductionOp::Sum, shape, 0, 1, 0);
  const std::vector<std::byte> poisoned(data.receive_bytes(), std::byte{kPoison});
  const auto mismatch = data.check_receive(poisoned.data());
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->wrong, 1024u);
}

TEST(MpiParameters, TellsHowMessagesTravel) {
  const auto parameters = mpi_parameters();
  if (!test_session().library().starts_with("Open MPI")) return;
  EXPECT_EQ(parameters.count("mpi_leave_pinned"), 1u);
  EXPECT_THAT(parameters.at("cuda_support"), testing::AnyOf("yes", "no"));
  ASSERT_EQ(parameters.count("mpi_yield_when_idle"), 1u);
  EXPECT_EQ(parameters.at("mpi_yield_when_idle"), "true") << "as scripts/mpirun_here asks";
}

TEST(MpiSession, AgreesOnMaximumSumMinimumAndWho) {
  MpiSession& session = test_session();
  const double n = session.size();
  const std::vector<double> own{static_cast<double>(session.rank()), -1.0 * session.rank(), 5};
  const auto agreed = session.agree(own);
  ASSERT_EQ(agreed.size(), 3u);
  EXPECT_EQ(agreed[0].max, n - 1);
  EXPECT_EQ(agreed[0].max_rank, session.size() - 1);
  EXPECT_EQ(agreed[0].min, 0);
  EXPECT_EQ(agreed[0].sum, n * (n - 1) / 2);
  EXPECT_EQ(agreed[1].max, 0);
  EXPECT_EQ(agreed[1].max_rank, 0);
  EXPECT_EQ(agreed[2].max_rank, 0) << "the lowest of equals";
  EXPECT_EQ(session.agree_min(session.rank() + 1), 1);
}

TEST(MpiSession, ConsentNamesTheLowestRankThatIsNotWell) {
  MpiSession& session = test_session();
  EXPECT_TRUE(session.consent(true, "").all_well);
  const bool well = session.rank() == 0 && session.size() > 1;
  const auto consent = session.consent(well, "no memory on rank " + std::to_string(session.rank()));
  const int expected = session.size() > 1 ? 1 : 0;
  EXPECT_FALSE(consent.all_well);
  EXPECT_EQ(consent.who, expected);
  EXPECT_EQ(consent.text, "no memory on rank " + std::to_string(expected));
}

TEST(MpiSession, TextTravels) {
  MpiSession& session = test_session();
  const std::string text(100000, 'x');
  EXPECT_EQ(session.broadcast(session.rank() == 0 ? text : ""), text);
  EXPECT_EQ(session.broadcast(""), "");
  const auto all = session.gather("rank " + std::to_string(session.rank()));
  const auto ranks = session.gather(static_cast<double>(session.rank()));
  if (session.rank() != 0) return;
  ASSERT_EQ(all.size(), static_cast<std::size_t>(session.size()));
  for (int r = 0; r < session.size(); ++r) {
    EXPECT_EQ(all[static_cast<std::size_t>(r)], "rank " + std::to_string(r));
    EXPECT_EQ(ranks[static_cast<std::size_t>(r)], r);
  }
}

TEST(MpiSession, BarrierExitSkewIsSmallAndTheSameEverywhere) {
  MpiSession& session = test_session();
  const double skew = session.barrier_exit_skew_s(32);
  EXPECT_GE(skew, 0);
  EXPECT_LT(skew, 1);
  EXPECT_EQ(session.agree_max(skew), session.agree_min(skew));
}

}  // namespace
}  // namespace fourfold
