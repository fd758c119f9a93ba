// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/memory_bandwidth_cuda.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

// Small whole numbers, so that every result and every sum is exact in any order.
double a_of(std::size_t i) { return static_cast<double>(i * 7 % 11); }
double b_of(std::size_t i) { return static_cast<double>(i * 5 % 13); }

double expected_c(MemoryPattern pattern, std::size_t i) {
  switch (pattern) {
    case MemoryPattern::Copy:
      return a_of(i);
    case MemoryPattern::Mul:
      return kMemoryScalar * a_of(i);
    case MemoryPattern::Add:
      return a_of(i) + b_of(i);
    case MemoryPattern::Triad:
      return a_of(i) + kMemoryScalar * b_of(i);
    case MemoryPattern::Write:
      return kMemoryScalar;
    case MemoryPattern::Dot:
    case MemoryPattern::Read:
    case MemoryPattern::Upload:
    case MemoryPattern::Download:
      break;
  }
  ADD_FAILURE() << "no array results";
  return 0;
}

double expected_sum(MemoryPattern pattern, std::size_t elements) {
  double sum = 0;
  for (std::size_t i = 0; i < elements; ++i) {
    sum += pattern == MemoryPattern::Dot ? a_of(i) * b_of(i) : a_of(i);
  }
  return sum;
}

TEST(MemoryPatternCuda, WithoutAGpuItSaysSo) {
  if (probe_cuda().devices > 0) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THROW(run_memory_pattern_cuda(MemoryPattern::Copy, {}, nullptr), Error);
  EXPECT_THROW(run_memory_pattern_cuda(MemoryPattern::Dot, {}, nullptr), Error);
}

/// Arrays a, b and c with `kGuard` poisoned elements after the end of c.
class MemoryPatternOnGpu : public ::testing::TestWithParam<std::size_t> {
 protected:
  static constexpr std::size_t kGuard = 4096;
  static constexpr unsigned char kPoison = 0xff;  // all ones: a NaN

  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (probe.devices == 0) GTEST_SKIP() << probe.reason;
    device_ = open_cuda_device(0);
  }

  Buffer uploaded(double (*value)(std::size_t)) {
    std::vector<double> host(GetParam());
    for (std::size_t i = 0; i < host.size(); ++i) host[i] = value(i);
    Buffer buffer = device_->allocate(host.size() * sizeof(double));
    device_->upload(buffer.data(), host.data(), host.size() * sizeof(double));
    return buffer;
  }

  /// The bits of c with its guard, or of the partial sums, after one pass over poisoned memory.
  std::vector<double> run(MemoryPattern pattern, std::size_t count, bool sums) {
    Stream stream = device_->make_stream();
    const Buffer a = uploaded(a_of);
    const Buffer b = uploaded(b_of);
    const Buffer out = device_->allocate(count * sizeof(double));
    device_->set_bytes(out.data(), kPoison, out.bytes(), stream);
    auto* const c = reinterpret_cast<double*>(out.data());
    run_memory_pattern_cuda(pattern,
                            {.a = reinterpret_cast<const double*>(a.data()),
                             .b = reinterpret_cast<const double*>(b.data()),
                             .c = sums ? nullptr : c,
                             .partial_sums = sums ? c : nullptr,
                             .elements = GetParam()},
                            stream.native());
    device_->synchronize(stream);
    std::vector<double> host(count);
    device_->download(host.data(), out.data(), out.bytes());
    return host;
  }

  std::unique_ptr<Device> device_;
};

TEST_P(MemoryPatternOnGpu, WritesEveryElementAndNothingBeyond) {
  for (const MemoryPattern pattern : {MemoryPattern::Copy, MemoryPattern::Mul, MemoryPattern::Add,
                                      MemoryPattern::Triad, MemoryPattern::Write}) {
    const std::vector<double> c = run(pattern, GetParam() + kGuard, false);
    for (std::size_t i = 0; i < GetParam(); ++i) {
      ASSERT_EQ(c[i], expected_c(pattern, i)) << name(pattern) << " element " << i;
    }
    for (std::size_t i = GetParam(); i < c.size(); ++i) {
      ASSERT_NE(c[i], c[i]) << name(pattern) << " wrote beyond the end, element " << i;
    }
  }
}

TEST_P(MemoryPatternOnGpu, WritesAllPartialSumsAndTheirTotalIsExact) {
  for (const MemoryPattern pattern : {MemoryPattern::Dot, MemoryPattern::Read}) {
    const std::vector<double> sums = run(pattern, kPartialSums, true);
    // A sum that was not written is still a NaN, and so would be the total.
    EXPECT_EQ(std::accumulate(sums.begin(), sums.end(), 0.0), expected_sum(pattern, GetParam()))
        << name(pattern);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, MemoryPatternOnGpu,
                         ::testing::Values(0, 1, 2, 3, 1023, 1024, 1025, 100003, (4u << 20) + 1));

}  // namespace
}  // namespace fourfold
