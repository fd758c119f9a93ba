// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"

namespace fourfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

NcclProbe version(int code) {
  NcclProbe probe;
  probe.available = true;
  probe.version_code = code;
  const bool thousands = code < 10000;
  probe.version = std::to_string(code / (thousands ? 1000 : 10000)) + "." +
                  std::to_string(code / 100 % (thousands ? 10 : 100)) + "." +
                  std::to_string(code % 100);
  return probe;
}

std::string refusal(int code, Collective collective, const NcclSettings& settings) {
  CollectiveCall call;
  call.collective = collective;
  return nccl_settings_support(version(code), call, settings).reason();
}

NcclSettings with(NcclBuffers buffers) {
  NcclSettings settings;
  settings.buffers = buffers;
  return settings;
}
NcclSettings with(NcclCtaPolicy policy, NcclBuffers buffers = NcclBuffers::Malloc) {
  NcclSettings settings;
  settings.cta_policy = policy;
  settings.buffers = buffers;
  return settings;
}
NcclSettings with(const std::string& algorithm, NcclProtocol protocol = NcclProtocol::Auto) {
  NcclSettings settings;
  settings.algorithm = algorithm;
  settings.protocol = protocol;
  return settings;
}

TEST(NcclSettings, TheDefaultIsThereFromTheFirst) {
  EXPECT_EQ(refusal(2604, Collective::AllReduce, {}), "");
  EXPECT_EQ(refusal(22809, Collective::SendRecv, {}), "");
}

TEST(NcclSettings, BuffersNeedTheVersionThatBroughtTheirFunction) {
  const Collective c = Collective::AllReduce;
  EXPECT_EQ(refusal(21805, c, with(NcclBuffers::MemAlloc)),
            "ncclMemAlloc needs NCCL 2.19 or newer, this is 2.18.5");
  EXPECT_EQ(refusal(21903, c, with(NcclBuffers::MemAlloc)), "");
  EXPECT_EQ(refusal(21805, c, with(NcclBuffers::Registered)),
            "ncclCommRegister needs NCCL 2.19 or newer, this is 2.18.5");
  EXPECT_EQ(refusal(21903, c, with(NcclBuffers::Registered)), "");
  EXPECT_EQ(refusal(22606, c, with(NcclBuffers::Window)),
            "ncclCommWindowRegister needs NCCL 2.27 or newer, this is 2.26.6");
  EXPECT_EQ(refusal(22703, c, with(NcclBuffers::Window)), "");
}

TEST(NcclSettings, GraphsNeed2_9) {
  NcclSettings settings;
  settings.launch = NcclLaunch::Graph;
  EXPECT_EQ(refusal(2812, Collective::AllReduce, settings),
            "launch: graph needs NCCL 2.9 or newer, this is 2.8.12");
  EXPECT_EQ(refusal(20908, Collective::AllReduce, settings), "");
}

TEST(NcclSettings, PoliciesThatWouldDoNothingAreRefused) {
  const auto zero = with(NcclCtaPolicy::Zero, NcclBuffers::Window);
  EXPECT_EQ(refusal(22605, Collective::AllReduce, with(NcclCtaPolicy::Efficiency)),
            "cta_policy efficiency needs NCCL 2.27 or newer, this is 2.26.5");
  EXPECT_EQ(refusal(22703, Collective::AllReduce, with(NcclCtaPolicy::Efficiency)), "");
  EXPECT_EQ(refusal(22707, Collective::AllGather, zero),
            "cta_policy zero needs NCCL 2.28 or newer, this is 2.27.7");
  EXPECT_EQ(refusal(22809, Collective::AllGather, zero), "");
  EXPECT_THAT(refusal(22809, Collective::AllReduce, zero), HasSubstr("by copy engines"));
  EXPECT_THAT(refusal(22809, Collective::AllGather, with(NcclCtaPolicy::Zero)),
              HasSubstr("needs buffers: window"));
  setenv("NCCL_CTA_POLICY", "EFFICIENCY", 1);
  EXPECT_THAT(refusal(22809, Collective::AllGather, zero), HasSubstr("NCCL_CTA_POLICY is set"));
  EXPECT_EQ(refusal(22809, Collective::AllGather, with(NcclCtaPolicy::Default)), "");
  unsetenv("NCCL_CTA_POLICY");
}

TEST(NcclSettings, CopyEnginesDoNotScatterInPlace) {
  NcclProbe nccl;
  nccl.available = true;
  nccl.version_code = 22809;
  CollectiveCall call;
  call.collective = Collective::Scatter;
  const auto zero = with(NcclCtaPolicy::Zero, NcclBuffers::Window);
  EXPECT_TRUE(nccl_settings_support(nccl, call, zero));
  call.in_place = true;
  EXPECT_THAT(nccl_settings_support(nccl, call, zero).reason(), HasSubstr("scatter in place"));
}

TEST(NcclSettings, AnAlgorithmIsRefusedWhereNcclHasItNot) {
  const int code = 22809;
  for (const NcclAlgorithm& row : kNcclAlgorithms) {
    const auto settings = with(std::string(row.name));
    EXPECT_EQ(refusal(code, Collective::AllReduce, settings).empty(), row.all_reduce) << row.name;
    EXPECT_EQ(refusal(code, Collective::AllGather, settings).empty(), row.gathers) << row.name;
    EXPECT_EQ(refusal(code, Collective::Reduce, settings).empty(), row.one_to_all) << row.name;
    EXPECT_THAT(refusal(code, Collective::AllToAll, settings), HasSubstr("from each rank"));
  }
  EXPECT_EQ(refusal(code, Collective::Broadcast, with("tree")), "NCCL's tree does no broadcast");
  EXPECT_EQ(refusal(22203, Collective::AllGather, with("pat")),
            "algorithm pat needs NCCL 2.23 or newer, this is 2.22.3");
  EXPECT_THAT(refusal(code, Collective::AllReduce, with("bruck")), HasSubstr("'bruck'"));
}

TEST(NcclSettings, ProtocolsBelongToRingAndTree) {
  const Collective c = Collective::AllReduce;
  EXPECT_EQ(refusal(22809, c, with("auto", NcclProtocol::Ll)), "");
  EXPECT_EQ(refusal(22809, c, with("ring", NcclProtocol::Ll128)), "");
  EXPECT_EQ(refusal(22809, c, with("nvls", NcclProtocol::Simple)), "");
  EXPECT_EQ(refusal(22809, c, with("nvls", NcclProtocol::Ll)),
            "NCCL's nvls has only the protocol simple");
  EXPECT_THAT(refusal(22809, Collective::Gather, with("auto", NcclProtocol::Ll)),
              HasSubstr("no choice of algorithms or protocols for gather"));
}

TEST(NcclSettings, WhatWouldBeIgnoredWithoutAWordIsRefused) {
  NcclSettings settings = with("ring");
  settings.buffers = NcclBuffers::Window;
  EXPECT_THAT(refusal(22809, Collective::AllReduce, settings), HasSubstr("kernels of its own"));
  settings = with("ring");
  settings.cta_policy = NcclCtaPolicy::Efficiency;
  EXPECT_THAT(refusal(22809, Collective::AllReduce, settings), HasSubstr("itself"));
}

TEST(NcclSettings, WithoutNcclTheProbesReasonIsTheReason) {
  NcclProbe absent;
  absent.reason = "no NCCL: libnccl.so.2: no such file";
  EXPECT_EQ(nccl_settings_support(absent, {}, {}).reason(), absent.reason);
}

TEST(NcclAlgorithms, AreOfferedByCollectiveWhateverTheVersion) {
  for (const AlgorithmMenu& menu : {nccl_algorithms(version(22203)), nccl_algorithms({})}) {
    EXPECT_THAT(
        menu.names.at(Collective::AllReduce),
        ElementsAre("tree", "ring", "collnet_direct", "collnet_chain", "nvls", "nvls_tree"));
    EXPECT_THAT(menu.names.at(Collective::AllGather),
                ElementsAre("ring", "collnet_direct", "nvls", "pat"));
    EXPECT_THAT(menu.names.at(Collective::Broadcast), ElementsAre("ring"));
    EXPECT_FALSE(menu.names.contains(Collective::AllToAll));
  }
  EXPECT_EQ(nccl_algorithms(version(22203)).chooser, "NCCL 2.22.3");
}

}  // namespace
}  // namespace fourfold
