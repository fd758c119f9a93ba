// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/error.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

TEST(GemmCatalogue, NamesAreUniqueAndFound) {
  for (const GemmKernel& row : gemm_catalogue()) {
    EXPECT_EQ(find_gemm_kernel(row.name), &row);
    for (const std::string_view text :
         {row.description, row.architectures.text, row.tile, row.needs, row.bound}) {
      EXPECT_FALSE(text.empty()) << row.name;
    }
  }
  EXPECT_EQ(find_gemm_kernel("none"), nullptr);
}

TEST(GemmCatalogue, HardwareRunsAreOfKernelsThatThereAre) {
  for (const HardwareRun& run : hardware_runs()) {
    EXPECT_NE(find_gemm_kernel(run.kernel), nullptr) << run.kernel;
    EXPECT_FALSE(run.machine.empty() || run.date.empty() || run.result.empty()) << run.kernel;
  }
  EXPECT_EQ(last_hardware_run("none"), nullptr);
  EXPECT_EQ(last_hardware_run("naive")->kernel, "naive");
}

TEST(GemmCatalogue, AKernelRunsOnTheArchitecturesOfItsRow) {
  const Architectures one{"sm_90a", 90, 90};
  DeviceInfo gpu;
  EXPECT_EQ(runs_on(one, "x", gpu).reason(), "x runs on NVIDIA GPUs only");
  gpu.kind = DeviceKind::Cuda;
  gpu.compute_capability = 90;
  EXPECT_TRUE(runs_on(one, "x", gpu));
  for (const int other : {80, 89, 100}) {
    gpu.compute_capability = other;
    EXPECT_FALSE(runs_on(one, "x", gpu)) << other;
  }
  EXPECT_EQ(runs_on(one, "x", gpu).reason(),
            "x is compiled for sm_90a, this GPU has compute capability 10.0");
  // What a row says of its architectures, its support function holds.
  for (const GemmKernel& row : gemm_catalogue()) {
    if (row.device == DeviceKind::Host) continue;
    for (gpu.compute_capability = 75; gpu.compute_capability <= 130; ++gpu.compute_capability) {
      if (runs_on(row.architectures, row.name, gpu)) continue;
      for (const DataTypeTraits& type : kDataTypes) {
        EXPECT_FALSE(row.support({.m = 256, .n = 256, .k = 256, .input = type.type}, gpu))
            << row.name << " " << gpu.compute_capability;
      }
    }
  }
}

TEST(GemmProblem, CountsOperationsAndBytes) {
  const GemmProblem p{.m = 2, .n = 3, .k = 5, .input = DataType::i8};
  EXPECT_EQ(p.flops().value(), 60);
  EXPECT_EQ(p.a_bytes(), 10u);
  EXPECT_EQ(p.b_bytes(), 15u);
  EXPECT_EQ(p.d_bytes(), 24u) << "i8 accumulates into i32";
  EXPECT_EQ(p.shape(), "2x3x5");
}

/// One product of whole numbers by a kernel of the host, checked; what is wrong, or "".
std::string fault(const GemmKernel& kernel, const GemmProblem& p, Device& host) {
  Stream stream = host.make_stream();
  std::vector<std::byte> a(p.a_bytes()), b(p.b_bytes()),
      d(p.d_bytes(), std::byte{poison_byte(p.output())});
  fill_input(Distribution::Integers, p.input, 7, a.data(), static_cast<std::size_t>(p.m * p.k));
  fill_input(Distribution::Integers, p.input, 8, b.data(), static_cast<std::size_t>(p.n * p.k));
  const PreparedGemm prepared = kernel.prepare(p, host, 2);
  prepared.enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
  const GemmCheck check(p, products(p, Distribution::Integers), a.data(), b.data());
  const auto mismatch = check.check(d.data());
  return mismatch ? describe(*mismatch) : "";
}

/// By name: every kernel of the host, whatever it needs.
class HostKernel : public ::testing::TestWithParam<std::string> {};

TEST_P(HostKernel, IsRightOnEveryShapeItTakes) {
  const GemmKernel& kernel = *find_gemm_kernel(GetParam());
  if (const Support here = kernel.probe(); !here) GTEST_SKIP() << here.reason();
  const auto host = open_host_device();
  int run = 0;
  for (const DataTypeTraits& type : kDataTypes) {
    for (const auto& [m, n, k] : {std::tuple{1, 1, 1}, {64, 64, 64}, {33, 65, 127}, {1, 200, 31}}) {
      const GemmProblem p{.m = m, .n = n, .k = k, .input = type.type};
      if (!kernel.support(p, host->info())) continue;
      EXPECT_EQ(fault(kernel, p, *host), "") << type.name << " " << p.shape();
      ++run;
    }
  }
  EXPECT_EQ(run, kernel.name == "naive" ? 8 * 4 : 2 * 4)
      << "naive has every type, BLAS f64 and f32";
}

std::vector<std::string> host_kernels() {
  std::vector<std::string> names;
  for (const GemmKernel& kernel : gemm_catalogue()) {
    if (kernel.device == DeviceKind::Host) names.emplace_back(kernel.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, HostKernel, ::testing::ValuesIn(host_kernels()),
                         [](const auto& info) { return info.param; });

TEST(Cblas, TheBuildsOwnBlasIsThere) {
  const Support openblas = probe_cblas(Cblas::OpenBlas);
  EXPECT_TRUE(openblas) << openblas.reason();
}

TEST(Cblas, EachLibraryIsItself) {
  for (const Cblas library : kCblasLibraries) {
    EXPECT_NE(find_gemm_kernel(name(library)), nullptr);
    if (const Support here = probe_cblas(library); here) {
      EXPECT_EQ(cblas_description(library).find(title(library)), 0u) << cblas_description(library);
    } else {
      EXPECT_EQ(here.reason().find("no " + std::string(title(library))), 0u) << here.reason();
      EXPECT_EQ(cblas_description(library), "");
    }
  }
}

TEST(Cblas, RefusesWithAReason) {
  const auto host = open_host_device();
  const GemmProblem half{.m = 8, .n = 8, .k = 8, .input = DataType::f16};
  const GemmProblem long_k{.m = 8, .n = 8, .k = std::int64_t{1} << 31, .input = DataType::f64};
  for (const Cblas library : kCblasLibraries) {
    EXPECT_EQ(cblas_support(library, half, host->info()).reason(),
              std::string(title(library)) + " has no f16 matmul, only f64 and f32");
    EXPECT_FALSE(cblas_support(library, long_k, host->info()));
    EXPECT_THROW(static_cast<void>(prepare_cblas(library, half, *host, 1)), Error);
  }
  EXPECT_FALSE(find_gemm_kernel("cublaslt")->support(half, host->info()));
}

}  // namespace
}  // namespace fourfold
