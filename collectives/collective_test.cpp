// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/collective.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "collectives/expected.hpp"

namespace fourfold {
namespace {

TEST(Collective, RowsStandInTheOrderOfTheEnumAndNamesAreFound) {
  for (std::size_t i = 0; i < kCollectives.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kCollectives[i].collective), i);
    EXPECT_EQ(parse_collective(kCollectives[i].name), kCollectives[i].collective);
  }
  EXPECT_FALSE(parse_collective("allreduce").has_value());
}

TEST(Collective, BusFactorsAreThoseOfTheField) {
  EXPECT_DOUBLE_EQ(bus_factor(Collective::AllReduce, 2), 1);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::AllReduce, 8), 1.75);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::AllGather, 8), 0.875);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::ReduceScatter, 4), 0.75);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::AllToAll, 4), 0.75);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::Broadcast, 8), 1);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::SendRecv, 2), 1);
  EXPECT_DOUBLE_EQ(bus_factor(Collective::AllReduce, 1), 0);
}

TEST(Collective, NoLinkHasToCarryMoreThanTheMessage) {
  EXPECT_DOUBLE_EQ(least_link_share(Collective::AllReduce, 8), 1);
  EXPECT_DOUBLE_EQ(least_link_share(Collective::AllReduce, 1), 0);
  EXPECT_DOUBLE_EQ(least_link_share(Collective::ReduceScatter, 8), 0.875);
  EXPECT_DOUBLE_EQ(least_link_share(Collective::Broadcast, 8), 1);
  for (const CollectiveTraits& row : kCollectives) {
    EXPECT_LE(least_link_share(row.collective, 64), 1) << row.name;
    EXPECT_LE(least_link_share(row.collective, 64), bus_factor(row.collective, 64)) << row.name;
  }
}

TEST(Collective, WhatLeavesAHostIsWhatHostsAsRanksWouldSend) {
  EXPECT_DOUBLE_EQ(host_boundary_share(Collective::AllReduce, 2, 8), 1);
  EXPECT_DOUBLE_EQ(host_boundary_share(Collective::AllReduce, 4, 8), 1.5);
  EXPECT_DOUBLE_EQ(host_boundary_share(Collective::AllGather, 4, 8), 0.75);
  EXPECT_DOUBLE_EQ(host_boundary_share(Collective::AllToAll, 4, 8), 6)
      << "8 ranks of a host send 3/4 of their message each to other hosts";
  EXPECT_DOUBLE_EQ(host_boundary_share(Collective::Broadcast, 4, 8), 1);
  for (const CollectiveTraits& row : kCollectives) {
    EXPECT_EQ(host_boundary_share(row.collective, 1, 8), 0) << row.name;
  }
}

TEST(MessageShape, RoundsUpToWholeElementsAndEqualBlocks) {
  const auto shape = message_shape(Collective::AllGather, DataType::f32, Bytes(8), 3);
  EXPECT_EQ(shape.block, 1u);
  EXPECT_EQ(shape.whole, 3u);
  EXPECT_EQ(shape.message(), Bytes(12));
  const auto odd = message_shape(Collective::AllReduce, DataType::f64, Bytes(9), 3);
  EXPECT_EQ(odd.whole, 2u) << "no blocks: only whole elements";
  EXPECT_EQ(message_shape(Collective::AllToAll, DataType::f32, Bytes(0), 3).whole, 0u);
}

TEST(MessageShape, BuffersFollowTheTable) {
  const auto shape = message_shape(Collective::Gather, DataType::f32, Bytes(64), 4);
  EXPECT_EQ(shape.send_elements(Collective::Gather, 1, 0), 4u);
  EXPECT_EQ(shape.receive_elements(Collective::Gather, 1, 0), 0u);
  EXPECT_EQ(shape.receive_elements(Collective::Gather, 0, 0), 16u);
  EXPECT_EQ(shape.receive_elements(Collective::Broadcast, 2, 2), 0u);
  EXPECT_EQ(shape.receive_elements(Collective::Broadcast, 1, 2), 16u);
}

TEST(InPlace, OnlyMovesAndExtremesRepeat) {
  EXPECT_FALSE(in_place_idempotent(Collective::AllReduce, ReductionOp::Sum));
  EXPECT_TRUE(in_place_idempotent(Collective::AllReduce, ReductionOp::Max));
  EXPECT_TRUE(in_place_idempotent(Collective::AllGather, ReductionOp::Sum));
}

/// Reduces the inputs of all ranks as a library would, in the type itself, in two orders, and lets
/// every rank judge the result: exactness at any number of ranks, in any order.
TEST(CollectiveData, SumsAreExactInEveryTypeAtAnyNumberOfRanksInAnyOrder) {
  constexpr std::size_t kCount = 257;
  for (const DataTypeTraits& type : kDataTypes) {
    for (const int ranks : {1, 2, 3, 7, 8, 64, 1000}) {
      for (const ReductionOp op :
           {ReductionOp::Sum, ReductionOp::Prod, ReductionOp::Min, ReductionOp::Max}) {
        const MessageShape shape{.type = type.type, .block = 0, .whole = kCount};
        std::vector<std::byte> forward(kCount * type.bytes), backward, one(forward.size());
        const auto add = [&](std::vector<std::byte>& total, int rank, bool first) {
          const CollectiveData data(Collective::AllReduce, op, shape, rank, ranks, 0);
          data.fill_send(first ? total.data() : one.data());
          if (first) return;
          for (std::size_t i = 0; i < kCount; ++i) {
            const double x = load_element(type.type, total.data(), i);
            const double y = load_element(type.type, one.data(), i);
            const double z = op == ReductionOp::Sum    ? x + y
                             : op == ReductionOp::Prod ? x * y
                             : op == ReductionOp::Min  ? std::min(x, y)
                                                       : std::max(x, y);
            store_element(type.type, total.data(), i, z);
          }
        };
        backward.resize(forward.size());
        for (int r = 0; r < ranks; ++r) add(forward, r, r == 0);
        for (int r = ranks - 1; r >= 0; --r) add(backward, r, r == ranks - 1);
        const CollectiveData data(Collective::AllReduce, op, shape, ranks / 2, ranks, 0);
        for (const auto* result : {&forward, &backward}) {
          const auto mismatch = data.check_receive(result->data());
          ASSERT_FALSE(mismatch) << type.name << " " << name(op) << " of " << ranks
                                 << " ranks: " << describe(*mismatch);
        }
      }
    }
  }
}

TEST(CollectiveData, SeesOneWrongElementOneMissingRankAndAStaleBuffer) {
  const MessageShape shape{.type = DataType::bf16, .block = 0, .whole = 10000};
  const int ranks = 4;
  const CollectiveData data(Collective::AllReduce, ReductionOp::Sum, shape, 1, ranks, 0);
  std::vector<std::byte> total(data.receive_bytes()), part(data.send_bytes());
  std::vector<double> sums(10000, 0), without_last(10000, 0);
  for (int r = 0; r < ranks; ++r) {
    CollectiveData(Collective::AllReduce, ReductionOp::Sum, shape, r, ranks, 0)
        .fill_send(part.data());
    for (std::size_t i = 0; i < 10000; ++i) {
      const double x = load_element(DataType::bf16, part.data(), i);
      sums[i] += x;
      if (r != ranks - 1) without_last[i] += x;
    }
  }
  for (std::size_t i = 0; i < 10000; ++i) store_element(DataType::bf16, total.data(), i, sums[i]);
  ASSERT_FALSE(data.check_receive(total.data()).has_value());
  store_element(DataType::bf16, total.data(), 7777, sums[7777] + 1);
  const auto mismatch = data.check_receive(total.data());
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->rank, 1);
  EXPECT_EQ(mismatch->element, 7777u);
  EXPECT_EQ(mismatch->expected, sums[7777]);
  EXPECT_EQ(mismatch->wrong, 1u);
  for (std::size_t i = 0; i < 10000; ++i) {
    store_element(DataType::bf16, total.data(), i, without_last[i]);
  }
  EXPECT_EQ(data.check_receive(total.data())->wrong, 10000u) << "every element needs every rank";
}

TEST(CollectiveData, ABlockFromTheWrongRankIsSeen) {
  const auto shape = message_shape(Collective::AllToAll, DataType::i8, Bytes(4 * 64), 4);
  std::vector<std::byte> receive(shape.whole), send(shape.whole);
  for (int source = 0; source < 4; ++source) {
    CollectiveData(Collective::AllToAll, ReductionOp::Sum, shape, source, 4, 0)
        .fill_send(send.data());
    std::copy_n(send.begin() + 2 * 64, 64, receive.begin() + source * 64);
  }
  const CollectiveData data(Collective::AllToAll, ReductionOp::Sum, shape, 2, 4, 0);
  EXPECT_FALSE(data.check_receive(receive.data()).has_value());
  std::swap_ranges(receive.begin(), receive.begin() + 64, receive.begin() + 64);
  EXPECT_TRUE(data.check_receive(receive.data()).has_value());
}

TEST(CollectiveData, OnlyAnAverageOverAnOddNumberHasATolerance) {
  const MessageShape shape{.type = DataType::f32, .block = 0, .whole = 8};
  const auto tolerance = [&](ReductionOp op, int ranks) {
    return CollectiveData(Collective::AllReduce, op, shape, 0, ranks, 0).tolerance();
  };
  EXPECT_EQ(tolerance(ReductionOp::Sum, 3), 0);
  EXPECT_EQ(tolerance(ReductionOp::Avg, 8), 0);
  EXPECT_DOUBLE_EQ(tolerance(ReductionOp::Avg, 3), 4 * 0x1p-24 * 16);
}

}  // namespace
}  // namespace fourfold
