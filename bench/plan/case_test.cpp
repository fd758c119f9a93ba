// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/case.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

Case collective(Collective which, ReductionOp op = ReductionOp::Sum, int root = 0,
                bool in_place = false) {
  return {"",
          CollectiveCase{.collective = which,
                         .backend = "mpi",
                         .op = op,
                         .shape = message_shape(which, DataType::f32, Bytes(1 << 20), 3),
                         .asked = Bytes(1 << 20),
                         .in_place = in_place,
                         .root = root},
          {},
          DeviceKind::Host};
}

TEST(CaseName, SaysTheSizeThatWasAsked) {
  const Case one = collective(Collective::AllGather);
  EXPECT_NE(std::get<CollectiveCase>(one.what).shape.message(), Bytes(1 << 20));
  EXPECT_EQ(case_name(one), "all_gather/mpi/f32/1MiB");
}

TEST(CaseName, SaysOnlyWhatIsNotTheDefault) {
  EXPECT_EQ(case_name(collective(Collective::AllReduce)), "all_reduce/mpi/f32/1MiB");
  EXPECT_EQ(case_name(collective(Collective::AllReduce, ReductionOp::Max)),
            "all_reduce/mpi/f32/1MiB/max");
  EXPECT_EQ(case_name(collective(Collective::Reduce, ReductionOp::Min, 2, true)),
            "reduce/mpi/f32/1MiB/min/root:2/in_place");
  EXPECT_EQ(case_name(collective(Collective::Broadcast, ReductionOp::Max, 1)),
            "broadcast/mpi/f32/1MiB/root:1");
  EXPECT_EQ(case_name(collective(Collective::AllGather, ReductionOp::Max, 1)),
            "all_gather/mpi/f32/1MiB");
}

TEST(CaseName, SaysWhatWasChosenOfNccl) {
  Case one = collective(Collective::AllReduce, ReductionOp::Max, 0, true);
  auto& what = std::get<CollectiveCase>(one.what);
  what.backend = "nccl";
  EXPECT_EQ(case_name(one), "all_reduce/nccl/f32/1MiB/max/in_place");
  what.nccl = {.buffers = NcclBuffers::Window,
               .launch = NcclLaunch::Graph,
               .cta_policy = NcclCtaPolicy::Zero,
               .protocol = NcclProtocol::Ll128,
               .algorithm = "auto"};
  one.measure.cache = CacheState::Hot;
  EXPECT_EQ(case_name(one),
            "all_reduce/nccl/f32/1MiB/max/in_place/protocol:ll128/buffers:window/graph/"
            "cta_policy:zero/hot");
}

TEST(CaseName, SaysWhereTheBuffersOfMpiLie) {
  Case one = collective(Collective::AllReduce, ReductionOp::Sum, 0, true);
  std::get<CollectiveCase>(one.what).memory = MessageMemory::Staged;
  EXPECT_EQ(case_name(one), "all_reduce/mpi/f32/1MiB/in_place/staged");
}

TEST(CaseName, SaysHowItIsMeasured) {
  Case one = collective(Collective::AllReduce, ReductionOp::Sum, 0, true);
  one.measure.timing = Timing::PerCall;
  EXPECT_EQ(case_name(one), "all_reduce/mpi/f32/1MiB/in_place/per_call");
  one.measure.cache = CacheState::Hot;
  EXPECT_EQ(case_name(one), "all_reduce/mpi/f32/1MiB/in_place/hot/per_call");
}

TEST(CaseName, OfMatmulAndMemory) {
  const Case gemm{"",
                  GemmCase{"openblas", {512, 64, 128, DataType::f64}, Distribution::Uniform},
                  {},
                  DeviceKind::Host};
  EXPECT_EQ(case_name(gemm), "gemm/openblas/f64/512x64x128/uniform");
  const Case memory{
      "", MemoryCase{MemoryPattern::Triad, "host", Bytes(64 << 20)}, {}, DeviceKind::Host};
  EXPECT_EQ(case_name(memory), "memory/host/triad/64MiB");
}

TEST(CaseName, SaysThatCallsAreLaunchedAsAGraph) {
  Case gemm{"",
            GemmCase{"cublaslt", {8, 8, 8, DataType::f32}, Distribution::Uniform, Launch::Graph},
            {},
            DeviceKind::Cuda};
  gemm.measure.cache = CacheState::Hot;
  EXPECT_EQ(case_name(gemm), "gemm/cublaslt/f32/8x8x8/uniform/graph/hot");
  Case memory{"",
              MemoryCase{MemoryPattern::Triad, "cuda", Bytes(64 << 20), Launch::Graph},
              {},
              DeviceKind::Cuda};
  EXPECT_EQ(case_name(memory), "memory/cuda/triad/64MiB/graph");
  memory.rival = std::make_shared<const Case>(
      Case{"", MemoryCase{MemoryPattern::Triad, "cuda", Bytes(64 << 20)}, {}, DeviceKind::Cuda});
  EXPECT_EQ(case_name(memory), "contest/memory/cuda/triad/64MiB/graph/vs/memory/cuda/triad/64MiB");
}

TEST(CaseName, OfAContestHoldsBoth) {
  Case one = collective(Collective::AllReduce, ReductionOp::Sum);
  one.measure.load = Load::Sustained;
  Case other = one;
  one.rival = std::make_shared<const Case>(other);
  EXPECT_EQ(solo_name(one), "all_reduce/mpi/f32/1MiB/sustained");
  EXPECT_EQ(case_name(one), "contest/all_reduce/mpi/f32/1MiB/sustained");
  std::get<CollectiveCase>(other.what).backend = "nccl";
  one.rival = std::make_shared<const Case>(other);
  EXPECT_EQ(case_name(one), "contest/all_reduce/mpi-vs-nccl/f32/1MiB/sustained");
  std::get<CollectiveCase>(other.what).in_place = true;
  one.rival = std::make_shared<const Case>(other);
  EXPECT_EQ(case_name(one),
            "contest/all_reduce/mpi/f32/1MiB/sustained/vs/"
            "all_reduce/nccl/f32/1MiB/in_place/sustained");
}

}  // namespace
}  // namespace fourfold
