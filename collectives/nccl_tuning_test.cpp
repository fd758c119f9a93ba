// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_tuning.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

NcclTuning tuning(const std::string& algorithm, const std::string& protocol, int channels) {
  return {.algorithm = algorithm, .protocol = protocol, .kernel = "", .channels = channels};
}

// As people have posted them; between the releases the message changed, and with it its prefix.
TEST(NcclTuning, OlderVersionsSayNumbers) {
  EXPECT_EQ(parse_nccl_tuning("[0] h100clust-worker-1:497888:497888 [0] NCCL INFO 262144 Bytes -> "
                              "Algo 0 proto 1 time 54.707825"),
            tuning("tree", "ll128", 0));
  EXPECT_EQ(parse_nccl_tuning("[0] NCCL INFO 1026048 Bytes -> Algo 1 proto 2 time 34.693867"),
            tuning("ring", "simple", 0));
  EXPECT_EQ(parse_nccl_tuning("2: node-0:309:309 [0] NCCL INFO AllGather: 37756928 Bytes -> Algo 1 "
                              "proto 2 time 2860.208008"),
            tuning("ring", "simple", 0));
  EXPECT_EQ(parse_nccl_tuning("x NCCL INFO 8 Bytes -> Algo 5 proto 0 time 1.0"),
            tuning("nvls_tree", "ll", 0));
}

TEST(NcclTuning, From2_24OnTheySayNamesAndChannels) {
  EXPECT_EQ(parse_nccl_tuning("NCCL INFO AllReduce: 1024 Bytes -> Algo TREE proto SIMPLE "
                              "channel{Lo..Hi}={0..0}"),
            tuning("tree", "simple", 1));
  EXPECT_EQ(parse_nccl_tuning("NCCL INFO Broadcast:   131072 Bytes -> Algo RING proto SIMPLE "
                              "channel{Lo..Hi}={0..3}"),
            tuning("ring", "simple", 4));
  EXPECT_EQ(parse_nccl_tuning("AllGather: 64 Bytes -> Algo COLLNET_DIRECT proto LL128 "
                              "channel{Lo..Hi}={2..17}"),
            tuning("collnet_direct", "ll128", 16));
}

TEST(NcclTuning, SymmetricKernelsAndCopyEnginesAreWaysOfTheirOwn) {
  const auto symmetric = parse_nccl_tuning(
      "AllReduce [Symmetric]: 2097152 Bytes -> Kernel AllReduce_RSxLDMC_AGxSTMC nchannels 16 "
      "nthreads 512 nWorks 1");
  ASSERT_TRUE(symmetric);
  EXPECT_EQ(describe(*symmetric), "symmetric kernel AllReduce_RSxLDMC_AGxSTMC, 16 channels");
  EXPECT_EQ(parse_nccl_tuning("NCCL INFO AlltoAll [Copy Engine]: 134217728 Bytes -> cudaMemcpy"),
            tuning("copy engines", "", 0));
  EXPECT_EQ(parse_nccl_tuning("x AllGather [Hierarchical CE]: 64 Bytes -> RMA proxy + CE"),
            tuning("copy engines", "", 0));
}

TEST(NcclTuning, WhatIsUnknownIsNotGuessed) {
  EXPECT_FALSE(parse_nccl_tuning(""));
  EXPECT_FALSE(parse_nccl_tuning("NCCL INFO threadThresholds 8/8/64 | 32/8/64 | 512 | 512"));
  EXPECT_FALSE(
      parse_nccl_tuning("1: node-3:278:278 [0] NCCL INFO AllGather: opCount 1606 sendbuff "
                        "0x93fd44a00 recvbuff 0x96d44e200 count 2359808"));
  EXPECT_FALSE(parse_nccl_tuning("x NCCL INFO 8 Bytes -> Algo 7 proto 0 time 1.0"));
  EXPECT_FALSE(parse_nccl_tuning("x NCCL INFO 8 Bytes -> Algo -1 proto 0 time 1.0"));
  EXPECT_EQ(parse_nccl_tuning("8 Bytes -> Algo RING proto 9 channel{Lo..Hi}={4..1}"),
            tuning("ring", "", 0));
}

TEST(NcclTuning, ALogIsEveryWayOnce) {
  constexpr std::string_view kTree =
      "AllReduce: 64 Bytes -> Algo TREE proto LL channel{Lo..Hi}={0..1}\n";
  constexpr std::string_view kRing =
      "AllReduce: 64 Bytes -> Algo RING proto LL "
      "channel{Lo..Hi}={0..1}";
  EXPECT_EQ(describe_nccl_log(""), "");
  EXPECT_EQ(describe_nccl_log("something else\n"), "");
  EXPECT_EQ(describe_nccl_log(std::string(kTree) + "noise\n" + std::string(kTree)),
            "tree, ll, 2 channels");
  EXPECT_EQ(describe_nccl_log(std::string(kTree) + std::string(kRing)),
            "tree, ll, 2 channels and ring, ll, 2 channels");
}

TEST(NcclTuning, WhatWasAskedForIsFoundInWhatWasDone) {
  EXPECT_TRUE(agrees("ring, ll128, 4 channels", "ring", "ll128"));
  EXPECT_TRUE(agrees("ring, ll128, 4 channels", "auto", "ll128"));
  EXPECT_TRUE(agrees("anything", "auto", "auto"));
  EXPECT_FALSE(agrees("ring, ll128, 4 channels", "tree", "ll128"));
  EXPECT_FALSE(agrees("ring, ll128, 4 channels", "ring", "ll"));
  EXPECT_FALSE(agrees("nvls_tree, simple", "nvls", "simple"));
  EXPECT_FALSE(agrees("tree, ll, 2 channels and ring, ll, 2 channels", "ring", "simple"));
  EXPECT_FALSE(agrees("ring, ll, 16 channels and tree, simple, 8 channels", "ring", "auto"))
      << "every way it took has to be the one";
  EXPECT_TRUE(agrees("ring, ll, 16 channels and ring, simple, 8 channels", "ring", "auto"));
}

TEST(NcclTuning, WhatNcclDidInsteadIsTold) {
  constexpr int kOld = 22800, kNew = 22900;
  NcclSettings ring;
  ring.algorithm = "ring";
  EXPECT_EQ(departure("ring, simple, 4 channels", ring, kNew), "");
  EXPECT_EQ(departure("tree, simple", ring, kOld),
            "asked for algorithm ring, protocol auto, NCCL did tree, simple");
  EXPECT_EQ(departure("unknown: NCCL's log does not say", ring, kNew), "");
  NcclSettings zero;
  zero.cta_policy = NcclCtaPolicy::Zero;
  EXPECT_EQ(departure("copy engines", zero, kNew), "");
  EXPECT_EQ(departure("ring, simple", zero, kNew), "asked for copy engines, NCCL did ring, simple");
  EXPECT_EQ(departure("ring, simple", zero, kOld), "") << "that one does not log them";
}

}  // namespace
}  // namespace fourfold
