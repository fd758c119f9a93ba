// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_mma.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/error.hpp"
#include "kernels/built_architectures.hpp"

namespace fourfold {
namespace {

DeviceInfo gpu(int compute_capability) {
  DeviceInfo info;
  info.kind = DeviceKind::Cuda;
  info.compute_capability = compute_capability;
  return info;
}

/// Names of the family's kernels that take a problem of that type, of odd sizes.
std::vector<std::string> takers(DataType type, int compute_capability) {
  std::vector<std::string> names;
  for (const GemmKernel& row : mma_gemm_rows()) {
    const GemmProblem p{.m = 1, .n = 33, .k = 127, .input = type};
    if (row.support(p, gpu(compute_capability))) names.emplace_back(row.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(GemmMma, EachTypeHasItsKernel) {
  for (const DataType type : {DataType::bf16, DataType::f16, DataType::tf32, DataType::i8}) {
    EXPECT_EQ(takers(type, 80), Names{"sm80_128x256"}) << name(type);
    EXPECT_EQ(takers(type, 89), Names{"sm80_128x256"}) << name(type);
    EXPECT_EQ(takers(type, 90), Names{}) << name(type) << ": machine code of 8.0 runs on 8.x only";
  }
  for (const int capability : {80, 90, 100}) {
    if (!compiled_for(gpu(capability))) continue;
    EXPECT_EQ(takers(DataType::f64, capability), Names{"dmma_128x64"});
    EXPECT_EQ(takers(DataType::f32, capability), Names{"simt_128x128"});
  }
  for (const DataType type : {DataType::f64, DataType::f32, DataType::bf16}) {
    EXPECT_EQ(takers(type, 75), Names{}) << name(type);
  }
  EXPECT_EQ(takers(DataType::f8e4m3, 80), Names{});
  EXPECT_EQ(takers(DataType::i32, 80), Names{});
}

TEST(GemmMma, RefusesWithAReason) {
  const GemmKernel& dmma = *find_gemm_kernel("dmma_128x64");
  const auto refusal = [&](std::int64_t m, std::int64_t n, std::int64_t k) {
    return dmma.support({.m = m, .n = n, .k = k, .input = DataType::f64}, gpu(80)).reason();
  };
  EXPECT_EQ(refusal(8, 8, 8), "");
  EXPECT_EQ(refusal(0, 8, 8), "0x8x8 is an empty problem");
  EXPECT_EQ(refusal(8, 8, (std::int64_t{1} << 30) + 1), "dmma_128x64 takes m, n and k up to 2^30");
  EXPECT_EQ(refusal(1 << 23, 1 << 21, 8), "dmma_128x64 takes up to 2^31 tiles of D");
  EXPECT_EQ(refusal(1 << 23, (1 << 21) - 64, 8), "");
  EXPECT_EQ(dmma.support({.m = 8, .n = 8, .k = 8, .input = DataType::f32}, gpu(80)).reason(),
            "dmma_128x64 has no f32 matmul");
  const auto host = open_host_device();
  for (const GemmKernel& row : mma_gemm_rows()) {
    const GemmProblem p{.m = 8, .n = 8, .k = 8, .input = DataType::f64};
    EXPECT_FALSE(row.support(p, host->info()));
    EXPECT_THROW(static_cast<void>(row.prepare(p, *host, 1)), Error) << row.name;
  }
}

}  // namespace
}  // namespace fourfold
