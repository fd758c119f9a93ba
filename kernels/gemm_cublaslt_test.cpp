// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cublaslt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "kernels/gemm_naive.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

bool built_without_cuda() { return probe_cuda().reason.starts_with("built without CUDA"); }

DeviceInfo gpu(int compute_capability) {
  DeviceInfo info;
  info.kind = DeviceKind::Cuda;
  info.compute_capability = compute_capability;
  return info;
}

std::string refusal(const GemmProblem& problem, int compute_capability) {
  return cublaslt_support(problem, gpu(compute_capability)).reason();
}

GemmProblem square(DataType type) { return {.m = 256, .n = 256, .k = 256, .input = type}; }

TEST(CublasLtProbe, FindsTheLibraryOrSaysWhyNot) {
  const Support support = probe_cublaslt();
  if (built_without_cuda()) {
    EXPECT_EQ(support.reason(), probe_cuda().reason);
  } else if (!support) {
    EXPECT_THAT(support.reason(), HasSubstr("libcublasLt.so"));
  }
  EXPECT_EQ(probe_cublaslt().reason(), support.reason());
}

TEST(CublasLtProbe, RefusesAHostBeforeAnythingElse) {
  const auto host = open_host_device();
  EXPECT_FALSE(cublaslt_support(square(DataType::f32), host->info()));
  EXPECT_THROW(static_cast<void>(prepare_cublaslt(square(DataType::f32), *host, 1)), Error);
}

class CublasLtSupport : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!built_without_cuda()) return;
    EXPECT_EQ(refusal(square(DataType::bf16), 90), probe_cuda().reason);
    GTEST_SKIP() << probe_cuda().reason;
  }
};

TEST_F(CublasLtSupport, HopperHasEveryTypeButI32) {
  for (const DataType type : {DataType::f64, DataType::f32, DataType::tf32, DataType::f16,
                              DataType::bf16, DataType::f8e4m3, DataType::i8}) {
    EXPECT_EQ(refusal(square(type), 90), "") << name(type);
  }
  EXPECT_THAT(refusal(square(DataType::i32), 90), HasSubstr("no i32 matmul"));
}

TEST_F(CublasLtSupport, TypesBeginWithAnArchitecture) {
  EXPECT_EQ(refusal(square(DataType::f8e4m3), 80),
            "f8e4m3 needs compute capability 8.9 or newer, this GPU has 8.0");
  EXPECT_EQ(refusal(square(DataType::f8e4m3), 89), "");
  EXPECT_EQ(refusal(square(DataType::bf16), 80), "");
  EXPECT_THAT(refusal(square(DataType::bf16), 75), HasSubstr("8.0"));
  EXPECT_THAT(refusal(square(DataType::tf32), 75), HasSubstr("8.0"));
  EXPECT_EQ(refusal(square(DataType::f16), 75), "");
}

TEST_F(CublasLtSupport, EightBitTypesTakeMultiplesOnly) {
  const auto of = [](DataType type, int m, int n, int k) {
    return refusal({.m = m, .n = n, .k = k, .input = type}, 90);
  };
  for (const DataType type : {DataType::f8e4m3, DataType::i8}) {
    EXPECT_EQ(of(type, 17, 32, 48), "") << name(type);  // m is free
    EXPECT_THAT(of(type, 16, 32, 40), HasSubstr("k a multiple of 16")) << name(type);
    EXPECT_THAT(of(type, 16, 30, 48), HasSubstr("n = 30")) << name(type);
  }
  EXPECT_THAT(of(DataType::f8e4m3, 16, 20, 48), HasSubstr("n a multiple of 16"));
  EXPECT_EQ(of(DataType::i8, 16, 20, 48), "");
  EXPECT_EQ(of(DataType::bf16, 17, 33, 41), "");
}

TEST_F(CublasLtSupport, RefusesAnEmptyProblem) {
  EXPECT_THAT(refusal({.m = 0, .n = 16, .k = 16, .input = DataType::f32}, 90), HasSubstr("empty"));
}

TEST(CublasLtEnvironment, ListsWhatCouldAlterTheArithmetic) {
  if (built_without_cuda()) GTEST_SKIP() << probe_cuda().reason;
  setenv("NVIDIA_TF32_OVERRIDE", "0", 1);
  setenv("CUBLAS_EMULATE_DOUBLE_PRECISION", "1", 1);
  setenv("FOURFOLD_CUBLAS", "no", 1);
  const auto set = cublaslt_environment();
  EXPECT_THAT(set, Contains(Pair("NVIDIA_TF32_OVERRIDE", "0")));
  EXPECT_THAT(set, Contains(Pair("CUBLAS_EMULATE_DOUBLE_PRECISION", "1")));
  EXPECT_THAT(set, Not(Contains(Pair("FOURFOLD_CUBLAS", "no"))));
  EXPECT_TRUE(std::is_sorted(set.begin(), set.end()));
  unsetenv("NVIDIA_TF32_OVERRIDE");
  unsetenv("CUBLAS_EMULATE_DOUBLE_PRECISION");
  unsetenv("FOURFOLD_CUBLAS");
  EXPECT_THAT(cublaslt_environment(), Not(Contains(Pair("NVIDIA_TF32_OVERRIDE", "0"))));
}

/// Against the reference on the host, bit by bit: whole numbers, so that sums are exact. Three
/// different sizes, so that no transposition goes unnoticed.
class CublasLtOnGpu : public ::testing::TestWithParam<DataType> {};

TEST_P(CublasLtOnGpu, MultipliesAsTheReferenceDoes) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const GemmProblem problem{.m = 80, .n = 48, .k = 32, .input = GetParam()};
  const auto device = open_cuda_device(0);
  if (const Support support = cublaslt_support(problem, device->info()); !support) {
    GTEST_SKIP() << support.reason();
  }
  std::vector<std::byte> a(problem.a_bytes());
  std::vector<std::byte> b(problem.b_bytes());
  std::vector<std::byte> expected(problem.d_bytes());
  std::vector<std::byte> got(problem.d_bytes());
  const auto count = [&](const std::vector<std::byte>& matrix) {
    return matrix.size() / traits(problem.input).bytes;
  };
  fill_input(Distribution::Integers, problem.input, 3, a.data(), count(a));
  fill_input(Distribution::Integers, problem.input, 4, b.data(), count(b));
  const auto host = open_host_device();
  Stream host_stream = host->make_stream();
  prepare_naive(problem, *host, 1)
      .enqueue({.a = a.data(), .b = b.data(), .d = expected.data()}, host_stream);

  const Buffer a_there = device->allocate(a.size());
  const Buffer b_there = device->allocate(b.size());
  const Buffer d_there = device->allocate(got.size());
  device->upload(a_there.data(), a.data(), a.size());
  device->upload(b_there.data(), b.data(), b.size());
  Stream stream = device->make_stream();
  device->set_bytes(d_there.data(), 0xff, got.size(), stream);
  const PreparedGemm gemm = prepare_cublaslt(problem, *device, 1);
  EXPECT_THAT(gemm.algorithm, HasSubstr("best of "));
  gemm.enqueue({.a = a_there.data(), .b = b_there.data(), .d = d_there.data()}, stream);
  device->synchronize(stream);
  device->download(got.data(), d_there.data(), got.size());
  EXPECT_EQ(std::memcmp(got.data(), expected.data(), got.size()), 0) << gemm.algorithm;
}

INSTANTIATE_TEST_SUITE_P(Types, CublasLtOnGpu,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i8),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace fourfold
