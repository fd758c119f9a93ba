// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cublaslt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "kernels/gemm_algorithms.hpp"
#include "kernels/gemm_naive.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

using ::testing::HasSubstr;

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

TEST(CublasLtFastAccum, IsOfF8WhereItHasAnEffectAndNowhereElse) {
  if (built_without_cuda()) {
    GTEST_SKIP() << probe_cuda().reason;
  }
  const auto reason = [](DataType type, std::int64_t k, int capability) {
    return cublaslt_fast_accum_support({.m = 16, .n = 16, .k = k, .input = type}, gpu(capability))
        .reason();
  };
  EXPECT_EQ(reason(DataType::f8e4m3, 32, 89), "");
  EXPECT_EQ(reason(DataType::f8e4m3, 32, 90), "");
  EXPECT_EQ(reason(DataType::f8e4m3, 32, 100),
            "fast accumulation has an effect on compute capability 8.9 and 9.0 only, this GPU has "
            "10.0: take cublaslt");
  EXPECT_EQ(reason(DataType::bf16, 32, 90),
            "fast accumulation is of f8e4m3; bf16 has none: take cublaslt");
  EXPECT_NE(reason(DataType::f8e4m3, 33, 90), "");
}

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

/// Buffers of one problem on the GPU, with the library's algorithms for it.
class CublasLtOnGpu : public ::testing::TestWithParam<DataType> {
 protected:
  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (probe.devices == 0) GTEST_SKIP() << probe.reason;
    if (const Support library = probe_cublaslt(); !library) GTEST_SKIP() << library.reason();
    device_ = open_cuda_device(0);
    const Support support = cublaslt_support(problem_, device_->info());
    if (!support) GTEST_SKIP() << support.reason();
    a_.resize(problem_.a_bytes());
    b_.resize(problem_.b_bytes());
    expected_.resize(problem_.d_bytes());
  }

  std::size_t count(const std::vector<std::byte>& matrix) const {
    return matrix.size() / traits(problem_.input).bytes;
  }

  /// The reference on the host and the GPU's buffers, once a_ and b_ are filled.
  void prepare() {
    const auto host = open_host_device();
    Stream stream = host->make_stream();
    prepare_naive(problem_, *host, 1)
        .enqueue({.a = a_.data(), .b = b_.data(), .d = expected_.data()}, stream);
    a_there_ = device_->allocate(a_.size());
    b_there_ = device_->allocate(b_.size());
    d_there_ = device_->allocate(expected_.size());
    device_->upload(a_there_.data(), a_.data(), a_.size());
    device_->upload(b_there_.data(), b_.data(), b_.size());
    gemm_ = prepare_cublaslt(problem_, *device_, 1);
  }

  GemmArguments there() const {
    return {.a = a_there_.data(), .b = b_there_.data(), .d = d_there_.data()};
  }

  /// False where the library refuses that algorithm.
  bool enqueued(std::size_t which, Stream& stream) const {
    try {
      gemm_.algorithms.enqueue(which, there(), stream);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  /// Whether a product by `multiply` over a poisoned output has the reference's bits.
  template <class Multiply>
  bool right(Multiply multiply) {
    Stream stream = device_->make_stream();
    device_->set_bytes(d_there_.data(), 0xff, expected_.size(), stream);
    multiply(stream);
    device_->synchronize(stream);
    std::vector<std::byte> got(expected_.size());
    device_->download(got.data(), d_there_.data(), got.size());
    return std::memcmp(got.data(), expected_.data(), got.size()) == 0;
  }

  /// Three different sizes, so that no transposition goes unnoticed.
  GemmProblem problem_{.m = 80, .n = 48, .k = 32, .input = GetParam()};
  std::unique_ptr<Device> device_;
  std::vector<std::byte> a_;
  std::vector<std::byte> b_;
  std::vector<std::byte> expected_;
  Buffer a_there_;
  Buffer b_there_;
  Buffer d_there_;
  PreparedGemm gemm_;
};

/// Bit by bit: whole numbers, so that sums are exact.
TEST_P(CublasLtOnGpu, EveryAlgorithmMultipliesAsTheReferenceDoes) {
  fill_input(Distribution::Integers, problem_.input, 3, a_.data(), count(a_));
  fill_input(Distribution::Integers, problem_.input, 4, b_.data(), count(b_));
  prepare();
  EXPECT_TRUE(right([&](Stream& stream) { gemm_.enqueue(there(), stream); })) << gemm_.algorithm;
  int ran = 0;
  for (std::size_t i = 0; i < gemm_.algorithms.names.size(); ++i) {
    bool refused = false;
    const bool same = right([&](Stream& stream) { refused = !enqueued(i, stream); });
    EXPECT_TRUE(same || refused) << gemm_.algorithms.names[i];
    ran += refused ? 0 : 1;
  }
  EXPECT_GT(ran, 0);

  const std::vector<double> seconds = time_algorithms(gemm_.algorithms, there(), *device_);
  take_fastest(gemm_, seconds);
  EXPECT_THAT(gemm_.algorithm, HasSubstr("best of " + std::to_string(ran) + " tried"));
  EXPECT_TRUE(right([&](Stream& stream) { gemm_.enqueue(there(), stream); })) << gemm_.algorithm;
}

/// Ones, and in A numbers that use every bit of the type (f64: of those that leave room for the
/// sum): a product by a shorter type, as emulation and TF32 have it, rounds them.
TEST_P(CublasLtOnGpu, F32AndF64AreMultipliedInFull) {
  if (GetParam() != DataType::f32 && GetParam() != DataType::f64) {
    GTEST_SKIP() << "a question for f32 and f64 only";
  }
  const double full = GetParam() == DataType::f32 ? 0x1p18 + 1 : 0x1p47 + 1;
  for (std::size_t i = 0; i < count(a_); ++i) store_element(GetParam(), a_.data(), i, full);
  for (std::size_t i = 0; i < count(b_); ++i) store_element(GetParam(), b_.data(), i, 1);
  prepare();
  for (std::size_t i = 0; i < gemm_.algorithms.names.size(); ++i) {
    bool refused = false;
    const bool same = right([&](Stream& stream) { refused = !enqueued(i, stream); });
    EXPECT_TRUE(same || refused) << gemm_.algorithms.names[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Types, CublasLtOnGpu,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i8),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace fourfold
