// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/contract.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Contract kContract{.racks = 2, .nodes_per_rack = 4, .gpus_per_node = 2};

struct Machine {
  std::vector<std::string> hosts, racks;

  /// Hosts h<first> .. of a rack, with two ranks each.
  Machine& rack(const std::string& name, int first, int count, int ranks = 2) {
    for (int i = 0; i < count * ranks; ++i) {
      hosts.push_back(fmt::format("h{}", first + i / ranks));
      racks.push_back(name);
    }
    return *this;
  }
  Shortfall missing() const { return missing_units(kContract, hosts, racks); }
};

TEST(Contract, AWholeMachineLacksNothing) {
  const Shortfall none = Machine().rack("r0", 0, 4).rack("r1", 4, 4).missing();
  EXPECT_EQ(none.units, 0);
  EXPECT_THAT(none.what, IsEmpty());
  EXPECT_TRUE(none.racks_known);
}

TEST(Contract, WhatIsMissingIsNamed) {
  const Shortfall rack = Machine().rack("r0", 0, 4).missing();
  EXPECT_EQ(rack.units, 8);
  EXPECT_THAT(rack.what, ElementsAre("1 of 2 racks"));
  const Shortfall nodes = Machine().rack("r0", 0, 4).rack("r1", 4, 1).missing();
  EXPECT_EQ(nodes.units, 6);
  EXPECT_THAT(nodes.what, ElementsAre("rack r1: 3 of 4 nodes"));
  const Shortfall gpu = Machine().rack("r0", 0, 4).rack("r1", 4, 3).rack("r1", 7, 1, 1).missing();
  EXPECT_EQ(gpu.units, 1);
  EXPECT_THAT(gpu.what, ElementsAre("host h7: 1 of 2 GPUs"));
}

TEST(Contract, WhatIsTooMuchMakesUpForNothing) {
  const Shortfall nodes = Machine().rack("r0", 0, 5).rack("r1", 5, 3).missing();
  EXPECT_EQ(nodes.units, 2);
  EXPECT_THAT(nodes.what, ElementsAre("rack r1: 1 of 4 nodes"));
  const Shortfall ranks = Machine().rack("r0", 0, 4, 3).rack("r1", 4, 3, 3).missing();
  EXPECT_EQ(ranks.units, 2);
  EXPECT_EQ(Machine().rack("r0", 0, 4).rack("r1", 4, 4).rack("r2", 8, 1).missing().units, 0);
}

TEST(Contract, WithoutRacksNodesAreCounted) {
  Machine machine;
  machine.rack("r0", 0, 5).rack("", 5, 2);
  Shortfall nodes = machine.missing();
  EXPECT_EQ(nodes.units, 2);
  EXPECT_FALSE(nodes.racks_known);
  EXPECT_THAT(nodes.what, ElementsAre("1 of 8 nodes"));
  machine.racks.clear();
  EXPECT_EQ(machine.missing().units, 2);
}

TEST(Contract, OfSeveralLaunchesTheWorstCounts) {
  RunRecord record;
  EXPECT_EQ(missing_units(kContract, record).units, 16);
  EXPECT_THAT(missing_units(kContract, record).what, ElementsAre("2 of 2 racks"));
  for (const int nodes : {4, 2, 3}) {
    const Machine machine = Machine().rack("r0", 0, 4).rack("r1", 4, nodes);
    record.launches.emplace_back();
    record.launches.back().hosts = machine.hosts;
    record.launches.back().racks = machine.racks;
  }
  EXPECT_EQ(missing_units(kContract, record).units, 4);
}

TEST(Contract, AHealthyRunOfTooLittleIsInconclusive) {
  RunRecord record = synthetic_record();  // two hosts with a rank each
  Config config;
  config.expected = Contract{.racks = 1, .nodes_per_rack = 2, .gpus_per_node = 1};
  EXPECT_EQ(judged(record, config).exit_code, ExitCode::Accepted);
  EXPECT_THAT(judged(record, config).coverage, HasSubstr("2 of 2 ranks"));
  config.expected->nodes_per_rack = 3;
  const Judgement few = judged(record, config);
  EXPECT_EQ(few.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(few.coverage, HasSubstr("2 of 3 ranks"));
  EXPECT_EQ(
      finding_about(few, "contract").text,
      "1 of the contracted GPUs are missing, each a rank: 1 of 3 nodes (which host is in which "
      "rack is not known)");
  // As many ranks as were bought, and not where they were bought.
  config.expected = Contract{.racks = 2, .nodes_per_rack = 1, .gpus_per_node = 1};
  record.launches[0].racks = {"r0", "r0"};
  const Judgement moved = judged(record, config);
  EXPECT_EQ(moved.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(moved.coverage, HasSubstr("1 of 2 ranks"));
  EXPECT_EQ(finding_about(moved, "contract").text,
            "1 of the contracted GPUs are missing, each a rank: 1 of 2 racks");
}

TEST(Contract, RacksThatNobodyKnowsAreNotVerified) {
  const RunRecord baseline = synthetic_record(kEqual);
  Config config = fourfold_target();
  config.expected = Contract{.racks = 2, .nodes_per_rack = 1, .gpus_per_node = 1};
  RunRecord record = scaled(baseline, 0.25);
  for (LaunchRecord& launch : record.launches) launch.hosts = {"a", "b"};
  const Judgement j = judged(record, config, &baseline);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_NE(j.target->decision, Decision::Accept);
  EXPECT_THAT(finding_about(j, "contract").text, HasSubstr("whether these are 2 racks"));
  for (LaunchRecord& launch : record.launches) launch.racks = {"r0", "r1"};
  EXPECT_EQ(judged(record, config, &baseline).target->decision, Decision::Accept);
}

TEST(Contract, ProcessorsOfAHostAreNoGpus) {
  RunRecord record = synthetic_record({1});
  Config config;
  config.expected = Contract{.racks = 1, .nodes_per_rack = 1, .gpus_per_node = 2};
  record.launches[0].hosts = {"a", "a"};
  EXPECT_EQ(judged(record, config).exit_code, ExitCode::Accepted);
  record.manifest.facts["device"] = {{"cuda", "none: no NVIDIA driver"}};
  const Judgement j = judged(record, config);
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
  EXPECT_THAT(finding_about(j, "contract").text, HasSubstr("none: no NVIDIA driver"));
}

TEST(Contract, ATargetIsNeverAcceptedWhileUnitsAreMissing) {
  const RunRecord baseline = synthetic_record(kEqual);
  Config config = fourfold_target();
  config.target->units = 2;
  config.expected = Contract{.racks = 1, .nodes_per_rack = 2, .gpus_per_node = 1};
  const RunRecord candidate = scaled(baseline, 0.25);
  EXPECT_EQ(judged(candidate, config, &baseline).target->decision, Decision::Accept);
  config.expected->gpus_per_node = 2;
  const Judgement j = judged(candidate, config, &baseline);
  EXPECT_NE(j.target->decision, Decision::Accept) << j.headline;
  EXPECT_EQ(j.exit_code, ExitCode::Inconclusive);
}

}  // namespace
}  // namespace fourfold
