// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm90.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "core/error.hpp"
#include "kernels/exact_product.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

DeviceInfo h200() {
  DeviceInfo gpu;
  gpu.kind = DeviceKind::Cuda;
  gpu.compute_capability = 90;
  gpu.processors = 132;
  return gpu;
}

GemmProblem square(std::int64_t size, DataType type) {
  return {.m = size, .n = size, .k = size, .input = type};
}

std::string first_choice(const GemmProblem& problem) {
  return std::string(kSm90Variants[sm90_candidates(problem, h200()).at(0)].name);
}

TEST(GemmSm90, SaysWhatItDoesNotTake) {
  const GemmKernel& best = *find_gemm_kernel("fourfold_sm90");
  const GemmKernel& promoted = *find_gemm_kernel("sm90_128x128_promoted");
  EXPECT_TRUE(best.support(square(1000, DataType::bf16), h200())) << "1000 is no multiple of 128";
  EXPECT_TRUE(best.support({.m = 1, .n = 8, .k = 8, .input = DataType::f16}, h200()));
  EXPECT_EQ(best.support({.m = 8, .n = 8, .k = 127, .input = DataType::bf16}, h200()).reason(),
            "fourfold_sm90: sm90_128x256 takes bf16 with k a multiple of 8 and n a multiple of 8 "
            "(TMA's 16 bytes), not k = 127, n = 8");
  EXPECT_EQ(best.support({.m = 8, .n = 6, .k = 32, .input = DataType::i8}, h200()).reason(),
            "fourfold_sm90: sm90_128x256 takes i8 with k a multiple of 16 and n a multiple of 4 "
            "(TMA's 16 bytes), not k = 32, n = 6");
  EXPECT_FALSE(best.support(square(64, DataType::f64), h200()));
  EXPECT_EQ(promoted.support(square(64, DataType::bf16), h200()).reason(),
            "sm90_128x128_promoted has no bf16 matmul");
  EXPECT_FALSE(best.support(square(0, DataType::bf16), h200()));
  EXPECT_FALSE(best.support({.m = 8, .n = 8, .k = 1 << 30, .input = DataType::bf16}, h200()));
  DeviceInfo blackwell = h200();
  blackwell.compute_capability = 100;
  EXPECT_EQ(best.support(square(64, DataType::bf16), blackwell).reason(),
            "fourfold_sm90 is compiled for sm_90a, this GPU has compute capability 10.0");
  const auto host = open_host_device();
  EXPECT_THROW(static_cast<void>(best.prepare(square(64, DataType::bf16), *host, 1)), Error);
}

TEST(GemmSm90, TakesTheTileThatFitsTheShape) {
  EXPECT_EQ(first_choice(square(4096, DataType::bf16)), "sm90_128x256");
  EXPECT_EQ(first_choice(square(4096, DataType::f16)), "sm90_128x256");
  EXPECT_EQ(first_choice(square(3072, DataType::bf16)), "sm90_128x192") << "3 waves either way";
  EXPECT_EQ(first_choice({.m = 4096, .n = 4096, .k = 512, .input = DataType::i8}),
            "sm90_64x256_turns");
  EXPECT_EQ(first_choice({.m = 16, .n = 8192, .k = 8192, .input = DataType::bf16}), "sm90_128x64");
}

TEST(GemmSm90, KeepsSumsOfF8InF32WhereItStandsForTheVendorsLibrary) {
  const auto indices = sm90_candidates(square(4096, DataType::f8e4m3), h200());
  ASSERT_FALSE(indices.empty());
  for (const std::size_t index : indices) EXPECT_TRUE(kSm90Variants[index].tile.promotes);
  EXPECT_TRUE(find_gemm_kernel("sm90_128x256")->support(square(64, DataType::f8e4m3), h200()));
}

TEST(GemmSm90, CountsClocksOfWavesAndStores) {
  const Sm90Tile tile = sm90_tile("sm90_128x256");
  // One tile of one stage: 1000 for the first load, 1024 to multiply, 128 x 256 x 2 / 32 to store.
  const GemmProblem one{.m = 256, .n = 256, .k = 64, .input = DataType::bf16};
  EXPECT_EQ(sm90_clocks(tile, one, 132), 1000 + 1024 + 2048);
  // A 67th cluster is a second wave, and 128 more bytes of k a stage more.
  const GemmProblem more{.m = 256 * 67, .n = 256, .k = 65, .input = DataType::bf16};
  EXPECT_EQ(sm90_clocks(tile, more, 132), 1000 + 2 * (2 * 1024 + 2048));
  // In turns a store is seen once where multiplying is longer: 3 tiles for each of 66 clusters of
  // 64 stages, each bound by the 81920 bytes of shared memory that are written or read.
  const GemmProblem turns{.m = 128 * 66 * 3, .n = 256, .k = 4096, .input = DataType::bf16};
  EXPECT_NEAR(sm90_clocks(sm90_tile("sm90_64x256_turns"), turns, 132),
              1000 + 3 * 64 * 81920 / 128 + 1024, 1e-6);
}

/// What is wrong with one product on a GPU, or "".
std::string fault(const GemmKernel& kernel, const GemmProblem& p, Device& device) {
  Stream stream = device.make_stream();
  const bool exact = p.input == DataType::f8e4m3;  // whose longer sums are rounded
  std::vector<std::byte> a(p.a_bytes()), b(p.b_bytes()), d(p.d_bytes());
  fill_input(Distribution::Integers, p.input, 7, a.data(), static_cast<std::size_t>(p.m * p.k));
  fill_input(Distribution::Integers, p.input, 8, b.data(), static_cast<std::size_t>(p.n * p.k));
  if (exact) {
    ExactInputs inputs = exact_inputs(p);
    a = std::move(inputs.a);
    b = std::move(inputs.b);
  }
  const Buffer a_there = device.allocate(a.size());
  const Buffer b_there = device.allocate(b.size());
  const Buffer d_there = device.allocate(d.size());
  device.upload(a_there.data(), a.data(), a.size());
  device.upload(b_there.data(), b.data(), b.size());
  device.set_bytes(d_there.data(), poison_byte(p.output()), d.size(), stream);
  const PreparedGemm prepared = kernel.prepare(p, device, 1);
  for (int call = 0; call < 3; ++call) {
    prepared.enqueue({.a = a_there.data(), .b = b_there.data(), .d = d_there.data()}, stream);
  }
  device.synchronize(stream);
  device.download(d.data(), d_there.data(), d.size());
  const GemmCheck check(p, exact ? Products::Exact : products(p, Distribution::Integers), a.data(),
                        b.data());
  const auto mismatch = check.check(d.data());
  return mismatch ? describe(*mismatch) : "";
}

class Sm90OnGpu : public ::testing::TestWithParam<std::string> {};

TEST_P(Sm90OnGpu, IsRightOnWholeTilesAndOnTails) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const GemmKernel& kernel = *find_gemm_kernel(GetParam());
  const auto device = open_cuda_device(0);
  if (const Support fits = runs_on(kernel.architectures, kernel.name, device->info()); !fits) {
    GTEST_SKIP() << fits.reason();
  }
  int run = 0;
  for (const DataTypeTraits& type : kDataTypes) {
    for (const auto& [m, n, k] : {std::tuple{128, 256, 128},
                                  {256, 512, 1024},
                                  {1, 16, 16},
                                  {257, 272, 1040},
                                  {1000, 1008, 144},
                                  {3072, 3072, 512}}) {
      const GemmProblem p{.m = m, .n = n, .k = k, .input = type.type};
      if (!kernel.support(p, device->info())) continue;
      EXPECT_EQ(fault(kernel, p, *device), "") << type.name << " " << p.shape();
      ++run;
    }
  }
  EXPECT_GE(run, 6);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const GemmKernel& row : sm90_gemm_rows()) all.emplace_back(row.name);
  return all;
}
INSTANTIATE_TEST_SUITE_P(Rows, Sm90OnGpu, ::testing::ValuesIn(names()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace fourfold
