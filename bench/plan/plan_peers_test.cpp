// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"
#include "collectives/peer_algorithm.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PlanPeers, AreRanksOfOneHostAndReduceAll) {
  const std::string entry = "{collective: all_reduce, size: 8B, backend: peer, algorithm: ";
  Capabilities host = host_of(4);
  host.algorithms["peer"] = peer_algorithms();
  EXPECT_THAT(case_names(make_plan(suite_of("cases: [" + entry + "[auto, ring]}]\n"), host)),
              ElementsAre("all_reduce/peer/f32/8B", "all_reduce/peer/f32/8B/algorithm:ring"));
  EXPECT_THAT(only_reason(entry + "lamport, dtype: i32}", host), HasSubstr("integers"));
  host.ranks_per_host = 2;
  EXPECT_THAT(only_reason(entry + "auto}", host), HasSubstr("4 ranks are on several"));
  EXPECT_THAT(only_reason("{collective: broadcast, size: 8B, backend: peer}", host_of(2)),
              HasSubstr("all_reduce only"));
}

TEST(PlanPeers, OnGpusNeedOneEachAndAreEightAtMost) {
  const std::string entry = "{collective: all_reduce, size: 8B, backend: peer, memory: ";
  const auto plan = [&](const std::string& memory, const Capabilities& machine) {
    return make_plan(suite_of("cases: [" + entry + memory + "}]\n"), machine);
  };
  const Plan both = plan("[host, device]", gpus_of(2, 2));
  EXPECT_THAT(case_names(both),
              ElementsAre("all_reduce/peer/f32/8B", "all_reduce/peer/f32/8B/device"));
  EXPECT_EQ(both.cases[0].device, DeviceKind::Host);
  EXPECT_EQ(both.cases[1].device, DeviceKind::Cuda);
  EXPECT_THAT(only_reason(entry + "device}", host_of(2)), HasSubstr("no NVIDIA driver"));
  EXPECT_THAT(only_reason(entry + "device}", gpus_of(9, 9)), HasSubstr("8 ranks at most on GPUs"));
  EXPECT_THAT(only_reason(entry + "staged}", gpus_of(2, 2)),
              HasSubstr("host or device, not staged"));
  Capabilities other = gpus_of(2, 2);
  other.no_gpu_code = "no code for 12.9";
  EXPECT_EQ(only_reason(entry + "device}", other), "no code for 12.9");
}

}  // namespace
}  // namespace fourfold
