// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/exact_product.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/gemm_check.hpp"
#include "kernels/gemm_naive.hpp"

namespace fourfold {
namespace {

std::vector<std::byte> product(const GemmProblem& problem, const ExactInputs& inputs) {
  std::vector<std::byte> d(problem.d_bytes());
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  prepare_naive(problem, *host, 1)
      .enqueue({.a = inputs.a.data(), .b = inputs.b.data(), .d = d.data()}, stream);
  return d;
}

class ExactProduct : public ::testing::TestWithParam<DataType> {};

TEST_P(ExactProduct, HasItsTermsOnePerStretchAndStaysWithinThem) {
  const GemmProblem p{.m = 5, .n = 40, .k = 1000, .input = GetParam()};
  const ExactInputs inputs = exact_inputs(p);
  ASSERT_GE(inputs.terms, 127);
  for (std::size_t i = 0; i < 5; ++i) {
    std::int64_t terms = 0;
    for (std::size_t l = 0; l < 1000; ++l) {
      const double value = load_element(p.input, inputs.a.data(), i * 1000 + l);
      ASSERT_TRUE(value == 0 || std::abs(value) == 1) << value;
      terms += value != 0 ? 1 : 0;
    }
    EXPECT_EQ(terms, inputs.terms) << "row " << i;
  }
  const std::vector<std::byte> d = product(p, inputs);
  bool both_signs[2] = {false, false};
  for (std::size_t i = 0; i < 200; ++i) {
    const double value = load_element(p.output(), d.data(), i);
    EXPECT_LE(std::abs(value), static_cast<double>(inputs.terms));
    if (value != 0) both_signs[value > 0 ? 1 : 0] = true;
  }
  EXPECT_TRUE(both_signs[0] && both_signs[1]);
}

TEST_P(ExactProduct, ShowsEveryWrongElementAndASkippedStretchOfK) {
  const GemmProblem p{.m = 5, .n = 40, .k = 1000, .input = GetParam()};
  const ExactInputs inputs = exact_inputs(p);
  const GemmCheck check(p, Products::Exact, inputs.a.data(), inputs.b.data());
  const std::vector<std::byte> d = product(p, inputs);
  ASSERT_FALSE(check.check(d.data()).has_value());
  for (std::size_t element = 0; element < 200; ++element) {
    std::vector<std::byte> spoilt = d;
    const double right = load_element(p.output(), d.data(), element);
    store_element(p.output(), spoilt.data(), element, right == 0 ? 1 : 0);
    const auto mismatch = check.check(spoilt.data());
    ASSERT_TRUE(mismatch.has_value());
    EXPECT_EQ(mismatch->element, element);
  }
  ExactInputs cut = inputs;  // as if a kernel left out eight elements of k
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t l = 496; l < 504; ++l) store_element(p.input, cut.a.data(), i * 1000 + l, 0);
  }
  EXPECT_TRUE(check.check(product(p, cut).data()).has_value());
}

INSTANTIATE_TEST_SUITE_P(Types, ExactProduct,
                         ::testing::Values(DataType::f64, DataType::f32, DataType::tf32,
                                           DataType::f16, DataType::bf16, DataType::f8e4m3,
                                           DataType::i8),
                         [](const auto& one) { return std::string(name(one.param)); });

}  // namespace
}  // namespace fourfold
