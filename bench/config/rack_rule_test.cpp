// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/rack_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

/// "PLACE: words", or "" where there is no complaint.
std::string complaint(const std::function<void()>& act) {
  try {
    act();
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}
std::string hosts_complaint(const std::string& text) {
  return complaint([&] { parse_rack_file(text, "racks"); });
}
std::string topology_complaint(const std::string& text) {
  return complaint([&] { parse_slurm_topology(text, "topology"); });
}

TEST(RackFile, IsLinesOfAHostAndItsRack) {
  EXPECT_THAT(
      parse_rack_file("# bought in May\nh00 r0\n\n  h01\tr0  # near the door\nh02 r1\r\n", "racks"),
      UnorderedElementsAre(Pair("h00", "r0"), Pair("h01", "r0"), Pair("h02", "r1")));
}

TEST(RackFile, AnythingElseIsRefusedAtItsPlace) {
  EXPECT_EQ(hosts_complaint("h00 r0\nh01\n"),
            "racks:2:4: the rack of host 'h01' is missing; expected a line `host rack`");
  EXPECT_EQ(hosts_complaint("h00 r0 left\n"),
            "racks:1:8: 'left' is one word too many; expected a line `host rack`");
  EXPECT_EQ(hosts_complaint("h00 r0\n\n  h00 r1"), "racks:3:3: host 'h00' is in rack 'r0' already");
  EXPECT_EQ(hosts_complaint("# nothing\n"), "racks: it has no line `host rack`");
}

TEST(SlurmTopology, LeafSwitchesAreRacks) {
  EXPECT_THAT(
      parse_slurm_topology("SwitchName=s0 Level=0 LinkSpeed=1 Nodes=h[00-01,07]\n"
                           "SwitchName=s1 Level=0 LinkSpeed=1 Nodes=x,gpu[9-10]-ib\n"
                           "SwitchName=core Level=1 LinkSpeed=1 Nodes=h[00-99] Switches=s[0-1]\n",
                           "topology"),
      UnorderedElementsAre(Pair("h00", "s0"), Pair("h01", "s0"), Pair("h07", "s0"), Pair("x", "s1"),
                           Pair("gpu9-ib", "s1"), Pair("gpu10-ib", "s1")));
}

TEST(SlurmTopology, SoAreBlocks) {
  EXPECT_THAT(parse_slurm_topology("BlockName=b1 BlockIndex=0 Nodes=h[1-2]\n", "topology"),
              UnorderedElementsAre(Pair("h1", "b1"), Pair("h2", "b1")));
}

TEST(SlurmTopology, AnythingElseIsRefusedAtItsPlace) {
  const std::string leaf = "SwitchName=s0 Level=0 Nodes=";
  EXPECT_EQ(
      topology_complaint("slurm_load_topo: Invalid\n"),
      "topology:1:1: 'slurm_load_topo:' is not what `scontrol show topology` prints: expected "
      "SwitchName= or BlockName=");
  EXPECT_EQ(topology_complaint(leaf + "h[0-3\n"),
            "topology:1:29: 'h[0-3' is no list of hosts such as h[00-03,07]");
  EXPECT_EQ(topology_complaint(leaf + "h[0-x]"),
            "topology:1:29: 'x' is not a number of a list of hosts");
  EXPECT_EQ(topology_complaint(leaf + "h[3-0]"), "topology:1:29: '3-0' counts no hosts");
  EXPECT_EQ(topology_complaint(leaf + "h[0-9999999]"),
            "topology:1:29: '0-9999999' counts no hosts");
  EXPECT_EQ(topology_complaint(leaf + "a,,b"),
            "topology:1:29: '' is no list of hosts such as h[00-03,07]");
  EXPECT_EQ(topology_complaint(leaf + "a\n" + leaf + "a\n"),
            "topology:2:29: host 'a' is in rack 's0' already");
  EXPECT_EQ(topology_complaint("SwitchName=core Level=1 Nodes=a\n"),
            "topology: it has no leaf switch (Level=0) and no block");
}

TEST(SlurmRack, IsTheLeafSwitchOfThisHost) {
  EXPECT_EQ(slurm_rack("core.rack0.h03", "switch.switch.node", "h03.example.org"), "rack0");
  EXPECT_EQ(slurm_rack("core.rack0.h03", "switch.switch.node", "h04"), "");  // a launcher's
  EXPECT_EQ(slurm_rack("h03", "node", "h03"), "");
  EXPECT_EQ(slurm_rack("rack0.h03", "", "h03"), "");
  EXPECT_EQ(slurm_rack("", "", "h03"), "");
}

const std::vector<RackFacts> kRanks{
    {"h00", "fabric a", "s0"}, {"h01", "fabric a", "s0"}, {"h02", "fabric b", "s1"}};

TEST(FindRacks, TheGpusFabricCountsBeforeTheSwitch) {
  RackRule rule;
  EXPECT_THAT(find_racks(rule, kRanks), ElementsAre("fabric a", "fabric a", "fabric b"));
  auto some = kRanks;
  some[1].fabric.clear();
  EXPECT_THAT(find_racks(rule, some), ElementsAre("s0", "s0", "s1"));
  some[2].slurm.clear();
  EXPECT_THAT(find_racks(rule, some), ElementsAre("", "", ""));
  for (RackFacts& one : some) one.host = "h00";
  EXPECT_THAT(find_racks(rule, some), ElementsAre("h00", "h00", "h00")) << "a single host";
  some = kRanks;
  some[1].fabric.clear();
  some[2].slurm.clear();
  rule.from = RackRule::From::Nvlink;
  EXPECT_THAT(find_racks(rule, some), ElementsAre("fabric a", "", "fabric b"));
  rule.from = RackRule::From::Slurm;
  EXPECT_THAT(find_racks(rule, some), ElementsAre("s0", "s0", ""));
}

TEST(FindRacks, APatternTakesThemFromNames) {
  const RackRule rule{RackRule::From::Pattern, "(r[0-9]+)n[0-9]+", {}};
  EXPECT_THAT(
      find_racks(rule,
                 std::vector<RackFacts>{
                     {"r1n5", "", ""}, {"r12n1", "", ""}, {"login", "", ""}, {"xr1n5", "", ""}}),
      ElementsAre("r1", "r12", "", ""));
}

TEST(FindRacks, AFileIsReadWithShortNamesToo) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("fourfold_racks_" + std::to_string(getpid()) + ".txt");
  std::ofstream(file) << "h00 left\nh01 left\nh02.example.org right\n";
  const RackRule rule{RackRule::From::Hosts, file.string(), {}};
  EXPECT_THAT(find_racks(rule, std::vector<RackFacts>{{"h00.example.org", "", ""},
                                                      {"h02.example.org", "", ""},
                                                      {"h03", "", ""}}),
              ElementsAre("left", "right", ""));
  // Hosts that call themselves by the first part of what the file calls them, where one host has
  // it.
  std::ofstream(file) << "h00.a left\nh01.a left\nh02.a middle\nh02.b right\n";
  EXPECT_THAT(
      find_racks(rule,
                 std::vector<RackFacts>{
                     {"h00", "", ""}, {"h01.a", "", ""}, {"h02", "", ""}, {"h02.b", "", ""}}),
      ElementsAre("left", "left", "", "right"));
  std::ofstream(file) << "h00\n";
  EXPECT_EQ(complaint([&] { check_racks(rule); }).find(file.string() + ":1:4: the rack of"), 0u);
  std::filesystem::remove(file);
  EXPECT_EQ(complaint([&] { check_racks(rule); }), "there is no file " + file.string());
}

}  // namespace
}  // namespace fourfold
