// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/call_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/run/fake_operation.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

class Counted : public FakeOperation {
 public:
  Counted(Device& device, std::uint64_t in_graph) : FakeOperation(device), in_graph_(in_graph) {}
  void enqueue(std::uint64_t call) override { calls.push_back(call); }
  std::uint64_t calls_in_graph() const override { return in_graph_; }
  std::vector<std::uint64_t> calls;

 private:
  std::uint64_t in_graph_;
};

TEST(CallGraph, WithoutOneEachCallIsLaunchedByItself) {
  const auto host = open_host_device();
  Counted operation(*host, 0);
  CallGraph calls(operation);
  calls.make_ready();
  EXPECT_EQ(calls.calls(), 1u);
  EXPECT_TRUE(operation.calls.empty());
  calls.launch(7);
  calls.exchanged();
  calls.launch(8);
  EXPECT_THAT(operation.calls, ElementsAre(7, 8));
}

TEST(CallGraph, IsNeverReplacedBySingleCallsWhereThereAreNoGraphs) {
  const auto host = open_host_device();
  Counted operation(*host, 16);
  EXPECT_THROW(CallGraph{operation}, Error);
}

TEST(CallsInGraph, AreWholeRotationsAndEnoughToHideTheLaunch) {
  EXPECT_EQ(calls_in_graph(1), 16u);
  EXPECT_EQ(calls_in_graph(7), 21u);
  EXPECT_EQ(calls_in_graph(16), 16u);
  EXPECT_EQ(calls_in_graph(17), 17u);
  for (std::uint64_t places = 1; places <= kMostCallsInGraph; ++places) {
    const std::uint64_t calls = calls_in_graph(places);
    ASSERT_EQ(calls % places, 0u) << places;
    ASSERT_GE(calls, kLeastCallsInGraph) << places;
    ASSERT_LE(calls, kMostCallsInGraph) << places;
  }
}

TEST(WholeLaunches, AreEnoughAndNoMoreThanMayBe) {
  EXPECT_EQ(whole_launches(0.2, 1, 100), 1u);
  EXPECT_EQ(whole_launches(7.2, 1, 100), 8u);
  EXPECT_EQ(whole_launches(1e30, 1, 100), 100u);
  EXPECT_EQ(whole_launches(1, 16, 100), 16u);
  EXPECT_EQ(whole_launches(17, 16, 100), 32u);
  EXPECT_EQ(whole_launches(1e30, 16, 100), 96u);
  EXPECT_EQ(whole_launches(3, 16, 10), 16u);  // not even one launch fits: one all the same
}

}  // namespace
}  // namespace fourfold
