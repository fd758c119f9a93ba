// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/footprint.hpp"
#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kEveryMemory =
    "cases: [{collective: all_reduce, backend: [mpi, nccl], size: 1MiB, "
    "memory: [host, pinned, staged, device]}]\n";

std::vector<std::string> reasons(const Plan& plan) {
  std::vector<std::string> all;
  for (const Skip& skip : plan.skips) all.push_back(skip.reason);
  return all;
}

TEST(PlanMpi, MemoryIsOfCasesOfMpiAlone) {
  Capabilities gpus = gpus_of(2, 2);
  gpus.mpi_cuda_support = CudaSupport::Yes;
  const Plan plan = make_plan(suite_of(kEveryMemory), gpus);
  EXPECT_THAT(case_names(plan),
              ElementsAre("all_reduce/mpi/f32/1MiB", "all_reduce/mpi/f32/1MiB/pinned",
                          "all_reduce/mpi/f32/1MiB/staged", "all_reduce/mpi/f32/1MiB/device",
                          "all_reduce/nccl/f32/1MiB"));
  std::vector<DeviceKind> devices;
  for (const Case& one : plan.cases) devices.push_back(one.device);
  EXPECT_THAT(devices, ElementsAre(DeviceKind::Host, DeviceKind::Host, DeviceKind::Cuda,
                                   DeviceKind::Cuda, DeviceKind::Cuda));
}

TEST(PlanMpi, WithoutAGpuThereIsTheHostsMemory) {
  const Plan plan = make_plan(suite_of(kEveryMemory), host_of(2));
  EXPECT_THAT(case_names(plan), ElementsAre("all_reduce/mpi/f32/1MiB"));
  EXPECT_EQ(plan.skips.size(), 4u);
  EXPECT_THAT(reasons(plan), Each("no NVIDIA driver"));
  const Plan host =
      make_plan(suite_of("device: host\n" + std::string(kEveryMemory)), gpus_of(2, 2));
  EXPECT_THAT(reasons(host), Each("the suite says device: host"));
}

TEST(PlanMpi, AddressesAreGivenOnlyToAnMpiThatSaysItTakesThem) {
  const Config suite = suite_of(
      "cases: [{collective: all_reduce, backend: mpi, size: 1MiB, memory: [staged, device]}]\n");
  Capabilities gpus = gpus_of(2, 2);
  EXPECT_TRUE(make_plan(suite, gpus).skips.empty()) << "it is asked once it runs";
  gpus.mpi_cuda_support = CudaSupport::No;
  EXPECT_THAT(reasons(make_plan(suite, gpus)), ElementsAre(HasSubstr("does not take addresses")));
  gpus.mpi_cuda_support = CudaSupport::NotTold;
  EXPECT_THAT(reasons(make_plan(suite, gpus)), ElementsAre(HasSubstr("does not tell")));
}

TEST(PlanMpi, StagingTakesMemoryOfBothAndTheHostsTime) {
  const auto planned = [](const std::string& memory) {
    return make_plan(
        suite_of("cases: [{collective: all_reduce, backend: mpi, size: 64MiB, memory: " + memory +
                 "}]\n"),
        gpus_of(2, 2));
  };
  const Capabilities gpus = gpus_of(2, 2);
  const Plan staged = planned("staged");
  EXPECT_EQ(footprint(staged.cases.at(0), gpus).pinned, 128 << 20);
  EXPECT_EQ(footprint(planned("device").cases.at(0), gpus).pinned, 0);
  EXPECT_GE(longest_step(staged.cases.at(0), gpus).value(),
            longest_step(planned("host").cases.at(0), gpus).value());
  Capabilities small = gpus;
  small.host_memory = Bytes(512 << 20);
  EXPECT_THAT(reasons(make_plan(suite_of("cases: [{collective: all_reduce, backend: mpi, size: "
                                         "64MiB, memory: staged}]\n"),
                                small)),
              ElementsAre(HasSubstr("on each host")));
}

TEST(PlanMpi, TheSuiteOfGpusSkipsWhatMpiDoesNotTake) {
  const Config suite = load_config(FOURFOLD_SOURCE_DIR "/configs/suites/mpi_gpu.yaml", {});
  Capabilities gpus = gpus_of(2, 2);
  gpus.mpi_cuda_support = CudaSupport::Yes;
  EXPECT_TRUE(make_plan(suite, gpus).skips.empty());
  gpus.mpi_cuda_support = CudaSupport::No;
  const Plan plan = make_plan(suite, gpus);
  EXPECT_FALSE(plan.skips.empty());
  for (const Skip& skip : plan.skips) EXPECT_THAT(skip.name, HasSubstr("device")) << skip.reason;
}

TEST(PlanMpi, MakesNoMoreCasesThanASuiteMayHave) {
  std::string sizes = "[4B";
  for (int i = 2; i <= 4000; ++i) sizes += ", " + std::to_string(4 * i) + "B";
  EXPECT_THAT(plan_complaint(suite_of("cases: [{collective: all_reduce, backend: mpi, op: [sum, "
                                      "max, min, prod], dtype: [f32, f64], memory: [host, pinned, "
                                      "staged, device], size: " +
                                      sizes + "]}]\n"),
                             host_of(2)),
              HasSubstr("more than 100000 cases"));
}

}  // namespace
}  // namespace fourfold
