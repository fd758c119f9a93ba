// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm90.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/error.hpp"

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

}  // namespace
}  // namespace fourfold
