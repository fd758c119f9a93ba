// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "kernels/exact_product.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

struct Inputs {
  std::vector<std::byte> a;
  std::vector<std::byte> b;
  Products products;
};

/// Whole numbers, so that every result has one right value; of f8e4m3, whose longer sums are
/// rounded, those of exact_product.hpp.
Inputs whole_numbers(const GemmProblem& p) {
  if (p.input == DataType::f8e4m3) {
    ExactInputs exact = exact_inputs(p);
    return {std::move(exact.a), std::move(exact.b), Products::Exact};
  }
  Inputs inputs{std::vector<std::byte>(p.a_bytes()), std::vector<std::byte>(p.b_bytes()),
                products(p, Distribution::Integers)};
  fill_input(Distribution::Integers, p.input, 7, inputs.a.data(),
             static_cast<std::size_t>(p.m * p.k));
  fill_input(Distribution::Integers, p.input, 8, inputs.b.data(),
             static_cast<std::size_t>(p.n * p.k));
  return inputs;
}

/// What is wrong with a product after three calls, or "".
std::string fault(const GemmKernel& kernel, const GemmProblem& p, Device& device) {
  Stream stream = device.make_stream();
  const Inputs inputs = whole_numbers(p);
  std::vector<std::byte> d(p.d_bytes());
  const Buffer a_there = device.allocate(inputs.a.size());
  const Buffer b_there = device.allocate(inputs.b.size());
  const Buffer d_there = device.allocate(d.size());
  device.upload(a_there.data(), inputs.a.data(), inputs.a.size());
  device.upload(b_there.data(), inputs.b.data(), inputs.b.size());
  device.set_bytes(d_there.data(), poison_byte(p.output()), d.size(), stream);
  const PreparedGemm prepared = kernel.prepare(p, device, 1);
  const auto blocks = static_cast<std::size_t>(prepared.layout.blocks());
  const Buffer processors = device.allocate(std::max<std::size_t>(1, blocks) * 4);
  device.set_bytes(processors.data(), 0xFF, blocks * 4, stream);
  for (int call = 0; call < 3; ++call) {
    prepared.enqueue({.a = a_there.data(),
                      .b = b_there.data(),
                      .d = d_there.data(),
                      .processors = reinterpret_cast<std::uint32_t*>(processors.data())},
                     stream);
  }
  device.synchronize(stream);
  device.download(d.data(), d_there.data(), d.size());
  const GemmCheck check(p, inputs.products, inputs.a.data(), inputs.b.data());
  const auto mismatch = check.check(d.data());
  if (mismatch) return describe(*mismatch);
  std::vector<std::uint32_t> told(blocks);
  device.download(told.data(), processors.data(), blocks * 4);
  const auto there = [&](std::uint32_t one) {
    return static_cast<int>(one) < device.info().processors;
  };
  return std::ranges::all_of(told, there) ? "" : "a block did not tell its processor";
}

/// By name: every kernel of our own for GPUs.
class KernelOnGpu : public ::testing::TestWithParam<std::string> {};

TEST_P(KernelOnGpu, IsRightOnWholeTilesAndOnTails) {
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
                                  {3072, 3072, 512},
                                  {1, 1, 1},
                                  {129, 255, 1001},
                                  {255, 257, 514}}) {
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
  for (const GemmKernel& row : gemm_catalogue()) {
    if (row.device == DeviceKind::Cuda && row.name != "cublaslt") all.emplace_back(row.name);
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Catalogue, KernelOnGpu, ::testing::ValuesIn(names()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace fourfold
