// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "kernels/gemm.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

TEST(GemmCatalogue, NamesAreUniqueAndFound) {
  for (const GemmKernel& row : gemm_catalogue()) {
    EXPECT_EQ(find_gemm_kernel(row.name), &row);
    EXPECT_FALSE(row.description.empty());
  }
  EXPECT_EQ(find_gemm_kernel("none"), nullptr);
}

TEST(GemmProblem, CountsOperationsAndBytes) {
  const GemmProblem p{.m = 2, .n = 3, .k = 5, .input = DataType::i8};
  EXPECT_EQ(p.flops().value(), 60);
  EXPECT_EQ(p.a_bytes(), 10u);
  EXPECT_EQ(p.b_bytes(), 15u);
  EXPECT_EQ(p.d_bytes(), 24u) << "i8 accumulates into i32";
  EXPECT_EQ(p.shape(), "2x3x5");
}

TEST(GemmCatalogue, EveryHostKernelIsRightOnEveryShapeItTakes) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  ASSERT_TRUE(probe_openblas()) << probe_openblas().reason();
  int run = 0;
  for (const GemmKernel& kernel : gemm_catalogue()) {
    if (kernel.device != DeviceKind::Host) continue;
    for (const DataTypeTraits& type : kDataTypes) {
      for (const auto& [m, n, k] :
           {std::tuple{1, 1, 1}, {64, 64, 64}, {33, 65, 127}, {1, 200, 31}}) {
        const GemmProblem p{.m = m, .n = n, .k = k, .input = type.type};
        if (!kernel.support(p, host->info())) continue;
        std::vector<std::byte> a(p.a_bytes()), b(p.b_bytes()),
            d(p.d_bytes(), std::byte{poison_byte(p.output())});
        fill_input(Distribution::Integers, p.input, 7, a.data(), static_cast<std::size_t>(m * k));
        fill_input(Distribution::Integers, p.input, 8, b.data(), static_cast<std::size_t>(n * k));
        const PreparedGemm prepared = kernel.prepare(p, *host, 2);
        prepared.enqueue({.a = a.data(), .b = b.data(), .d = d.data()}, stream);
        const GemmCheck check(p, products(p, Distribution::Integers), a.data(), b.data());
        const auto mismatch = check.check(d.data());
        EXPECT_FALSE(mismatch) << kernel.name << " " << type.name << " " << p.shape() << ": "
                               << describe(*mismatch);
        ++run;
      }
    }
  }
  EXPECT_EQ(run, 8 * 4 + 2 * 4) << "naive has every type, OpenBLAS f64 and f32";
}

TEST(GemmCatalogue, RefusesWithAReason) {
  const auto host = open_host_device();
  const GemmProblem half{.m = 8, .n = 8, .k = 8, .input = DataType::f16};
  const Support support = openblas_support(half, host->info());
  EXPECT_FALSE(support);
  EXPECT_NE(support.reason().find("f16"), std::string::npos);
  EXPECT_FALSE(find_gemm_kernel("cublaslt")->support(half, host->info()));
}

}  // namespace
}  // namespace fourfold
