// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_naive_cuda.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/error.hpp"
#include "kernels/gemm_naive.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

TEST(NaiveCuda, RefusesAHostWithAReason) {
  const GemmProblem problem{.m = 8, .n = 8, .k = 8, .input = DataType::f32};
  const auto host = open_host_device();
  EXPECT_FALSE(naive_cuda_support(problem, host->info()).reason().empty());
  EXPECT_THROW(static_cast<void>(prepare_naive_cuda(problem, *host, 1)), Error);
}

class NaiveOnGpu : public ::testing::TestWithParam<DataType> {};

TEST_P(NaiveOnGpu, GivesTheBitsOfTheNaiveKernelOnTheHost) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const auto device = open_cuda_device(0);
  const auto host = open_host_device();
  Stream stream = device->make_stream();
  Stream host_stream = host->make_stream();
  for (const Distribution input : {Distribution::Uniform, Distribution::Model}) {
    for (const auto& [m, n, k] : {std::tuple{1, 1, 1}, {33, 65, 127}, {80, 48, 1000}}) {
      const GemmProblem p{.m = m, .n = n, .k = k, .input = GetParam()};
      std::vector<std::byte> a(p.a_bytes()), b(p.b_bytes()), expected(p.d_bytes()),
          got(p.d_bytes());
      const auto columns = static_cast<std::uint64_t>(k);
      fill_input(input, p.input, 3, a.data(), static_cast<std::size_t>(m * k), columns);
      fill_input(input, p.input, 4, b.data(), static_cast<std::size_t>(n * k), columns);
      prepare_naive(p, *host, 1)
          .enqueue({.a = a.data(), .b = b.data(), .d = expected.data()}, host_stream);
      const Buffer a_there = device->allocate(a.size());
      const Buffer b_there = device->allocate(b.size());
      const Buffer d_there = device->allocate(got.size());
      device->upload(a_there.data(), a.data(), a.size());
      device->upload(b_there.data(), b.data(), b.size());
      device->set_bytes(d_there.data(), poison_byte(p.output()), got.size(), stream);
      prepare_naive_cuda(p, *device, 1)
          .enqueue({.a = a_there.data(), .b = b_there.data(), .d = d_there.data()}, stream);
      device->synchronize(stream);
      device->download(got.data(), d_there.data(), got.size());
      EXPECT_EQ(got, expected) << p.shape() << " " << name(input);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, NaiveOnGpu,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i32, DataType::i8),
                         [](const auto& one) { return std::string(name(one.param)); });

}  // namespace
}  // namespace fourfold
