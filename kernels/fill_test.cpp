// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/fill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "kernels/fill_cuda.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kColumns = 1500;

std::vector<std::byte> filled_by_host(Distribution distribution, DataType type, std::size_t count) {
  std::vector<std::byte> result(count * traits(type).bytes);
  fill_input(distribution, type, 11, result.data(), count, kColumns);
  return result;
}

TEST(FillOnDevice, IsFillInputOnAHost) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  std::vector<std::byte> got(200);
  fill_on_device(*host, stream, Distribution::Model, DataType::bf16, 11, got.data(), 100, kColumns);
  EXPECT_EQ(got, filled_by_host(Distribution::Model, DataType::bf16, 100));
}

TEST(FillOnDevice, WithoutAGpuItSaysSo) {
  if (probe_cuda().devices > 0) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THROW(fill_cuda(Distribution::Zeros, DataType::f32, 1, nullptr, 4, 0, nullptr), Error);
}

class FillOnGpu : public ::testing::TestWithParam<DataType> {};

TEST_P(FillOnGpu, GivesTheHostsBitsAndNothingBeyond) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) GTEST_SKIP() << probe.reason;
  const auto device = open_cuda_device(0);
  Stream stream = device->make_stream();
  for (std::size_t d = 0; d < kDistributions.size(); ++d) {
    const auto distribution = static_cast<Distribution>(d);
    for (const std::size_t count :
         {std::size_t{0}, std::size_t{1}, std::size_t{1537}, std::size_t{3} << 20}) {
      const std::vector<std::byte> expected = filled_by_host(distribution, GetParam(), count);
      constexpr std::size_t kGuard = 64;
      const Buffer there = device->allocate(expected.size() + kGuard);
      device->set_bytes(there.data(), 0xCB, there.bytes(), stream);
      fill_on_device(*device, stream, distribution, GetParam(), 11, there.data(), count, kColumns);
      device->synchronize(stream);
      std::vector<std::byte> got(there.bytes());
      device->download(got.data(), there.data(), got.size());
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), got.begin()))
          << name(distribution) << " " << count;
      EXPECT_EQ(std::count(got.end() - kGuard, got.end(), std::byte{0xCB}), kGuard)
          << "wrote beyond the end, " << name(distribution) << " " << count;
    }
  }
  EXPECT_THROW(fill_on_device(*device, stream, Distribution::Model, GetParam(), 1, nullptr, 16, 0),
               Error);
}

INSTANTIATE_TEST_SUITE_P(Types, FillOnGpu,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i32, DataType::i8),
                         [](const auto& one) { return std::string(name(one.param)); });

}  // namespace
}  // namespace fourfold
