// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "collectives/call_on_poison.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/peer_algorithm.hpp"

namespace fourfold {
namespace {

/// Ranks 0, 1, 3, 4, 6 ... in one group, 2, 5 ... in the other: uneven ones.
int group_of(int rank) { return rank % 3 == 2 ? 1 : 0; }

TEST(MpiGroup, HasItsOwnRanksAndAgreesAlone) {
  MpiSession& all = test_session();
  MpiSession own(all, group_of(all.rank()));
  int size = 0, before = 0;
  for (int rank = 0; rank < all.size(); ++rank) {
    if (group_of(rank) != group_of(all.rank())) continue;
    ++size;
    if (rank < all.rank()) ++before;
  }
  EXPECT_EQ(own.size(), size);
  EXPECT_EQ(own.rank(), before);
  EXPECT_EQ(own.local_size(), size);
  EXPECT_EQ(own.host(), all.host());
  EXPECT_EQ(own.first_local_rank(), 0);
  const std::vector<double> mine{1.0 + all.rank()};
  EXPECT_EQ(own.agree(mine)[0].max_rank, size - 1);
  EXPECT_EQ(own.broadcast(std::to_string(group_of(all.rank()))),
            std::to_string(group_of(all.rank())));
  EXPECT_EQ(own.gather(1.0).size(), own.rank() == 0 ? static_cast<std::size_t>(size) : 0u);
}

TEST(MpiGroup, AListIsDealtOut) {
  MpiSession& all = test_session();
  std::vector<int> list;
  for (int i = 0; i < all.size() && all.rank() == 0; ++i) list.push_back(100 + i);
  EXPECT_EQ(all.scatter(list), 100 + all.rank());
}

TEST(MpiGroup, EveryCollectiveIsRightInEachGroupAtTheSameTime) {
  MpiSession& all = test_session();
  MpiSession own(all, group_of(all.rank()));
  const auto device = open_host_device();
  for (const bool peer : {false, true}) {
    const auto communicator =
        peer ? make_peer_communicator(own, {}, built_in_peer_table()) : make_mpi_communicator(own);
    ASSERT_EQ(communicator->size(), own.size());
    ASSERT_EQ(communicator->rank(), own.rank());
    for (const CollectiveTraits& row : kCollectives) {
      if (peer && row.collective != Collective::AllReduce) continue;
      const MessageShape shape =
          message_shape(row.collective, DataType::f32, Bytes(4000), own.size());
      EXPECT_EQ(wrong_after_call(*communicator, *device, row.collective, ReductionOp::Sum, shape,
                                 own.size() - 1, false),
                "")
          << row.name << (peer ? " of peer" : " of MPI");
    }
  }
}

}  // namespace
}  // namespace fourfold
