// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/built_architectures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

std::vector<int> capabilities(std::string_view architectures) {
  std::vector<int> found;
  for (const int one : {75, 80, 86, 89, 90, 100, 103, 110, 120, 121}) {
    if (runs_on_capability(architectures, one)) found.push_back(one);
  }
  return found;
}

TEST(BuiltArchitectures, MachineCodeRunsWhereNvidiaSaysAndNowhereElse) {
  EXPECT_THAT(capabilities(""), ElementsAre());
  EXPECT_THAT(capabilities("80"), ElementsAre(80, 86, 89));
  EXPECT_THAT(capabilities("86"), ElementsAre(86, 89));
  EXPECT_THAT(capabilities("90a"), ElementsAre(90));
  EXPECT_THAT(capabilities("100a"), ElementsAre(100));
  EXPECT_THAT(capabilities("100f"), ElementsAre(100, 103));
  EXPECT_THAT(capabilities("80,90a,100a"), ElementsAre(80, 86, 89, 90, 100));
  EXPECT_THAT(capabilities("native,x"), ElementsAre());
}

TEST(BuiltArchitectures, NoKernelOfOursIsOfferedToAGpuWithoutItsCode) {
  if (built_architectures().empty()) GTEST_SKIP() << probe_cuda().reason;
  DeviceInfo gpu;
  gpu.kind = DeviceKind::Cuda;
  for (gpu.compute_capability = 70; gpu.compute_capability < 130; ++gpu.compute_capability) {
    if (runs_on_capability(built_architectures(), gpu.compute_capability)) continue;
    EXPECT_FALSE(compiled_for(gpu));
    for (const GemmKernel& row : gemm_catalogue()) {
      if (row.device == DeviceKind::Host || row.name.starts_with("cublaslt")) continue;
      for (const DataTypeTraits& type : kDataTypes) {
        EXPECT_FALSE(row.support({.m = 256, .n = 256, .k = 256, .input = type.type}, gpu))
            << row.name << " " << gpu.compute_capability;
      }
    }
  }
}

TEST(BuiltArchitectures, TheReasonNamesTheGpuAndWhatThereIs) {
  if (built_architectures().empty()) GTEST_SKIP() << probe_cuda().reason;
  DeviceInfo gpu;
  gpu.kind = DeviceKind::Cuda;
  gpu.compute_capability = 129;
  EXPECT_THAT(compiled_for(gpu).reason(), testing::HasSubstr("compute capability 12.9"));
  EXPECT_THAT(compiled_for(gpu).reason(), testing::HasSubstr(std::string(built_architectures())));
}

}  // namespace
}  // namespace fourfold
