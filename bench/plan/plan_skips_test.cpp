// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/footprint.hpp"
#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kNccl = "{collective: all_reduce, size: 8B, backend: nccl}";

TEST(PlanSkips, SayWhyThereIsNoGpu) {
  EXPECT_EQ(only_reason(kNccl, host_of(2)), "no NVIDIA driver");
  EXPECT_EQ(only_reason("{gemm: cublaslt, shape: 64}", host_of(2)), "no NVIDIA driver");
  EXPECT_EQ(only_reason("{memory: copy, size: 8B, backend: cuda}", host_of(2)), "no NVIDIA driver");
}

TEST(PlanSkips, SayThatTheSuiteChoseTheHost) {
  EXPECT_EQ(only_reason(kNccl, gpus_of(2, 2), "device: host\n"), "the suite says device: host");
}

TEST(PlanSkips, EveryRankNeedsItsOwnGpu) {
  EXPECT_EQ(only_reason(kNccl, gpus_of(2, 1)),
            "2 ranks on a host with 1 GPU; each rank needs its own");
  EXPECT_EQ(only_reason(kNccl, gpus_of(8, 7)),
            "8 ranks on a host with 7 GPUs; each rank needs its own");
  Capabilities two_hosts = gpus_of(16, 8);
  two_hosts.ranks_per_host = 8;
  const Plan plan = make_plan(suite_of("cases: [" + std::string(kNccl) + "]\n"), two_hosts);
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/nccl/f32/8B"));
}

TEST(PlanSkips, CallsHaveFormsThatAreNamedAndNotAllToBeHad) {
  const std::string entry =
      "cases: [{collective: all_reduce, size: 8B, calls: [blocking, "
      "nonblocking, persistent], backend: mpi, measure: {cache: hot}}]\n";
  EXPECT_THAT(case_names(make_plan(suite_of(entry), host_of(2))),
              testing::Contains("all_reduce/mpi/f32/8B/nonblocking/hot"));
  EXPECT_THAT(only_reason("{collective: all_reduce, size: 8B, calls: persistent}", host_of(2)),
              HasSubstr("cache: hot"));
  EXPECT_THAT(only_reason("{collective: all_reduce, size: 8B, calls: nonblocking, backend: nccl}",
                          gpus_of(2, 2)),
              HasSubstr("one form"));
  EXPECT_THAT(only_reason("{collective: all_reduce, size: 8B, calls: nonblocking, algorithm: ring}",
                          host_of(2)),
              HasSubstr("blocking calls only"));
  EXPECT_THAT(case_names(make_plan(suite_of("cases: [{collective: all_reduce, size: 8B, calls: "
                                            "overlapped, backend: mpi}]\n"),
                                   host_of(2))),
              ElementsAre("all_reduce/mpi/f32/8B/overlapped"));
  EXPECT_THAT(only_reason("{contenders: [{calls: blocking}, {calls: overlapped}], collective: "
                          "all_reduce, size: 8B}",
                          host_of(2)),
              HasSubstr("whole calls"));
}

TEST(PlanSkips, AGpuThatNothingWasCompiledForSaysSo) {
  Capabilities other = gpus_of(1, 1);
  other.no_gpu_code = "no code for 12.9";
  EXPECT_EQ(only_reason("{memory: copy, size: 1MiB}", other), "no code for 12.9");
  const Plan copies = make_plan(suite_of("cases: [{memory: upload, size: 1MiB}]\n"), other);
  EXPECT_EQ(copies.cases.size(), 1u);  // a copy is the driver's
}

TEST(PlanSkips, GraphsAreOfGpus) {
  EXPECT_EQ(only_reason("{gemm: naive, shape: 8, launch: graph}", gpus_of(1, 1)),
            "CUDA graphs are of GPUs; the host has none");
  EXPECT_EQ(only_reason("{memory: copy, size: 8B, backend: cuda, launch: graph}", host_of(1)),
            "no NVIDIA driver");
  const Plan plan = make_plan(
      suite_of("cases: [{memory: copy, size: 1MiB, launch: [stream, graph]}]\n"), gpus_of(1, 1));
  EXPECT_THAT(case_names(plan),
              ElementsAre("memory/cuda/copy/1MiB", "memory/cuda/copy/1MiB/graph"));
}

TEST(PlanSkips, AGraphHoldsEveryPlaceThatBuffersRotateOver) {
  // Of 50 MiB of cache, twice: 6400 sets of 16 KiB, one set where they stay in the cache.
  EXPECT_EQ(only_reason("{memory: copy, size: 8KiB, launch: graph}", gpus_of(1, 1)),
            "its buffers rotate over 6400 places, and a graph holds 4096 calls at most; "
            "cache: hot has one place");
  const Plan hot = make_plan(
      suite_of("cases: [{memory: copy, size: 8KiB, launch: graph, measure: {cache: hot}}]\n"),
      gpus_of(1, 1));
  EXPECT_THAT(case_names(hot), ElementsAre("memory/cuda/copy/8KiB/graph/hot"));
}

TEST(PlanSkips, ABroadcastOfOneRankMovesNothing) {
  const std::string broadcast = "{collective: broadcast, size: 8B, backend: mpi}";
  const Plan one = make_plan(suite_of("cases: [" + broadcast + "]\n"), host_of(1));
  EXPECT_TRUE(one.cases.empty() && one.skips.empty());
  EXPECT_THAT(one.notes, ElementsAre(HasSubstr("nowhere to send to")));
  const Plan two = make_plan(suite_of("cases: [" + broadcast + "]\n"), host_of(2));
  EXPECT_EQ(two.cases.size(), 1u);
}

TEST(PlanSkips, NcclReducesFp8OnNewGpusOnly) {
  Capabilities old = gpus_of(2, 2);
  old.cuda.compute_capability = 80;
  const std::string head = "{collective: ";
  const std::string tail = ", size: 8B, backend: nccl, dtype: f8e4m3}";
  EXPECT_THAT(only_reason(head + "all_reduce" + tail, old), HasSubstr("compute capability 9.0"));
  const Plan moves = make_plan(suite_of("cases: [" + head + "all_gather" + tail + "]\n"), old);
  EXPECT_EQ(moves.cases.size(), 1u) << "what only moves needs no arithmetic";
  const Plan newer =
      make_plan(suite_of("cases: [" + head + "all_reduce" + tail + "]\n"), gpus_of(2, 2));
  EXPECT_EQ(newer.cases.size(), 1u);
}

TEST(PlanSkips, SayWhyThereIsNoNcclOrCublasLt) {
  Capabilities gpus = gpus_of(2, 2);
  gpus.nccl = {.available = false, .version = "", .version_code = 0, .reason = "no libnccl.so.2"};
  EXPECT_EQ(only_reason(kNccl, gpus), "no libnccl.so.2");
  gpus.missing_kernels["cublaslt"] = "no libcublasLt.so.13";
  EXPECT_EQ(only_reason("{gemm: auto, shape: 64}", gpus), "no libcublasLt.so.13");
}

TEST(PlanSkips, SayWhyThereIsNoBlas) {
  Capabilities host = host_of(2);
  host.missing_kernels["openblas"] = "no OpenBLAS: libopenblas.so.0 is missing";
  host.missing_kernels["blis"] = "no BLIS: libblis.so.4 is missing";
  for (const char* const kernel : {"openblas", "blis"}) {
    EXPECT_EQ(only_reason("{gemm: " + std::string(kernel) + ", shape: 64}", host),
              host.missing_kernels[kernel]);
  }
  EXPECT_EQ(only_reason("{gemm: auto, shape: 64}", host), host.missing_kernels["openblas"]);
}

TEST(PlanSkips, SayWhatMpiCannot) {
  EXPECT_THAT(only_reason("{collective: all_reduce, size: 8B, dtype: f16}", host_of(2)),
              HasSubstr("no reduction of f16"));
  EXPECT_THAT(only_reason("{collective: all_reduce, size: 8B, op: avg}", host_of(2)),
              HasSubstr("no average"));
  EXPECT_THAT(only_reason("{collective: broadcast, size: 2GiB, dtype: i8}", host_of(2)),
              HasSubstr("2147483648 elements exceed"));
}

TEST(PlanSkips, AMixedSweepSkipsOnlyWhatIsNotDefined) {
  const Plan plan = make_plan(
      suite_of("cases: [{collective: [all_reduce, all_to_all], size: 8B, in_place: true}]\n"),
      host_of(2));
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/mpi/f32/8B/in_place"));
  EXPECT_THAT(skip_names(plan), ElementsAre("all_to_all/mpi/f32/8B/in_place"));
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("out of place only"));
}

TEST(PlanSkips, AKernelSaysWhatItCannot) {
  EXPECT_THAT(only_reason("{gemm: cublaslt, shape: 64, dtype: i32}", gpus_of(1, 1)),
              testing::Not(testing::IsEmpty()));
}

TEST(PlanSkips, AHostHasNothingToUploadTo) {
  for (const char* const pattern : {"upload", "download"}) {
    const std::string entry = "{memory: " + std::string(pattern) + ", size: 1MiB}";
    EXPECT_EQ(only_reason(entry, host_of(1)), "the host has no device memory");
    const Plan plan = make_plan(suite_of("cases: [" + entry + "]\n"), gpus_of(1, 1));
    EXPECT_THAT(case_names(plan), ElementsAre("memory/cuda/" + std::string(pattern) + "/1MiB"));
  }
}

TEST(PlanSkips, WhatIsPinnedIsTakenFromTheHost) {
  // The array on the GPU, its other side pinned on the host, and a copy there for checking.
  EXPECT_EQ(only_reason("{memory: download, size: 4GiB, backend: cuda}", gpus_of(1, 1)),
            "needs 8GiB on each host, 8GiB available (80% of it is used at most)");
  const Plan plan =
      make_plan(suite_of("cases: [{memory: read, size: 4GiB, backend: cuda}]\n"), gpus_of(1, 1));
  EXPECT_EQ(plan.cases.size(), 1u);
}

TEST(PlanSkips, HostMemoryIsSharedByItsRanks) {
  // Two arrays of 1 GiB and a copy of both for checking, on two ranks: 8 GiB of 80 % of 8.
  EXPECT_EQ(only_reason("{memory: copy, size: 1GiB}", host_of(2)),
            "needs 8GiB on each host, 8GiB available (80% of it is used at most)");
  const Plan alone = make_plan(suite_of("cases: [{memory: copy, size: 1GiB}]\n"), host_of(1));
  EXPECT_EQ(alone.cases.size(), 1u);
}

TEST(PlanSkips, GpuMemoryIsEachGpusOwn) {
  EXPECT_EQ(only_reason("{memory: copy, size: 33GiB, backend: cuda}", gpus_of(1, 1)),
            "needs 66GiB on each GPU, 80GiB available (80% of it is used at most)");
  Capabilities gpus = gpus_of(8, 8);
  gpus.host_memory = Bytes(std::uint64_t{1024} << 30);
  const Plan plan =
      make_plan(suite_of("cases: [{memory: copy, size: 4GiB, backend: cuda}]\n"), gpus);
  EXPECT_EQ(plan.cases.size(), 1u);
}

TEST(PlanSkips, SizesBeyondAnyMemoryDoNotOverflow) {
  EXPECT_THAT(only_reason("{memory: triad, size: 8388607TiB}", host_of(4)), HasSubstr("needs"));
  EXPECT_THAT(
      only_reason("{collective: all_reduce, size: 8388607TiB, backend: nccl}", gpus_of(8, 8)),
      HasSubstr("needs"));
}

TEST(PlanSkips, UnknownMemoryHoldsAnything) {
  Capabilities host = host_of(2);
  host.host_memory = Bytes(0);
  const Plan plan = make_plan(suite_of("cases: [{memory: copy, size: 1TiB}]\n"), host);
  EXPECT_EQ(plan.cases.size(), 1u);
}

TEST(Footprint, RotatesOverTwiceTheCache) {
  Case one{"", MemoryCase{MemoryPattern::Triad, "host", Bytes(1 << 18)}, {}, DeviceKind::Host};
  Footprint cold = footprint(one, host_of(1));
  EXPECT_EQ(cold.set, 3.0 * (1 << 18));
  EXPECT_EQ(cold.arena, 3 * cold.set);  // 2.67 sets are 2 MiB
  one.measure.cache = CacheState::Hot;
  EXPECT_EQ(footprint(one, host_of(1)).arena, cold.set);
}

TEST(Footprint, OfACopyBetweenHostAndDeviceExceedsBothCaches) {
  const Case one{
      "", MemoryCase{MemoryPattern::Upload, "cuda", Bytes(1 << 20)}, {}, DeviceKind::Cuda};
  Capabilities gpu = gpus_of(1, 1);  // a cache of 50 MiB
  EXPECT_EQ(footprint(one, gpu).arena, 100 << 20);
  EXPECT_EQ(footprint(one, gpu).pinned, 100 << 20);
  gpu.host.last_level_cache = Bytes(64 << 20);
  EXPECT_EQ(footprint(one, gpu).arena, 128 << 20);
}

TEST(Footprint, OfACollectiveIsItsHungriestRank) {
  const auto set = [](Collective which, int root, bool in_place) {
    const CollectiveCase what{.collective = which,
                              .backend = "mpi",
                              .shape = message_shape(which, DataType::f32, Bytes(4000), 4),
                              .asked = Bytes(4000),
                              .in_place = in_place,
                              .root = root};
    return footprint({"", what, {}, DeviceKind::Host}, host_of(4)).set;
  };
  EXPECT_EQ(set(Collective::AllReduce, 0, false), 8000);
  EXPECT_EQ(set(Collective::AllReduce, 0, true), 4000);
  EXPECT_EQ(set(Collective::AllGather, 0, false), 5000);
  EXPECT_EQ(set(Collective::Gather, 3, false), 5000);
  EXPECT_EQ(set(Collective::Broadcast, 3, false), 4000);
}

TEST(PlanSkips, SayWhichNcclAChoiceNeeds) {
  const Config suite = suite_of(
      "cases: [{collective: all_reduce, backend: nccl, size: 1MiB, buffers: [malloc, window], "
      "protocol: [auto, ll]}]\n");
  Capabilities old = gpus_of(2, 2);
  old.nccl.version = "2.25.1";
  old.nccl.version_code = 22501;
  const Plan plan = make_plan(suite, old);
  EXPECT_THAT(case_names(plan),
              ElementsAre("all_reduce/nccl/f32/1MiB", "all_reduce/nccl/f32/1MiB/protocol:ll"));
  ASSERT_EQ(plan.skips.size(), 2u);
  EXPECT_EQ(plan.skips[0].name, "all_reduce/nccl/f32/1MiB/buffers:window");
  EXPECT_EQ(plan.skips[0].reason,
            "ncclCommWindowRegister needs NCCL 2.27 or newer, this is 2.25.1");
}

TEST(PlanSkips, GraphsOfMoreSetsThanAreKept) {
  const Config suite = suite_of(
      "cases: [{collective: all_reduce, backend: nccl, size: [8B, 1MiB], launch: graph}, "
      "{collective: all_reduce, backend: nccl, size: 8B, launch: graph, measure: {cache: hot}}]\n");
  const Plan plan = make_plan(suite, gpus_of(2, 2));
  EXPECT_THAT(case_names(plan),
              ElementsAre("all_reduce/nccl/f32/1MiB/graph", "all_reduce/nccl/f32/8B/graph/hot"));
  ASSERT_EQ(plan.skips.size(), 1u);
  EXPECT_THAT(plan.skips[0].reason, HasSubstr("cache: hot"));
}

}  // namespace
}  // namespace fourfold
