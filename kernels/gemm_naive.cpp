// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_naive.hpp"

#include <cstring>
#include <vector>

namespace fourfold {
namespace {

/// The matrix as doubles, row by row.
std::vector<double> widened(DataType type, const std::byte* source, std::size_t count) {
  std::vector<double> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = load_element(type, source, i);
  return result;
}

template <class T>
T at(const std::byte* base, std::size_t index) {
  T value;
  std::memcpy(&value, base + index * sizeof(T), sizeof(T));
  return value;
}

/// f64 and f32 are read where they lie; decoding would cost more than the product.
template <class T>
void multiply(const GemmProblem& p, const GemmArguments& x) {
  const auto k = static_cast<std::size_t>(p.k);
  for (std::size_t i = 0; i < static_cast<std::size_t>(p.m); ++i) {
    for (std::size_t j = 0; j < static_cast<std::size_t>(p.n); ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < k; ++l) {
        sum +=
            static_cast<double>(at<T>(x.a, i * k + l)) * static_cast<double>(at<T>(x.b, j * k + l));
      }
      store_element(p.output(), x.d, i * static_cast<std::size_t>(p.n) + j, sum);
    }
  }
}

void multiply_decoded(const GemmProblem& p, const GemmArguments& x) {
  const auto m = static_cast<std::size_t>(p.m);
  const auto n = static_cast<std::size_t>(p.n);
  const auto k = static_cast<std::size_t>(p.k);
  const std::vector<double> a = widened(p.input, x.a, m * k);
  const std::vector<double> b = widened(p.input, x.b, n * k);
  const GemmProblem wide{.m = p.m, .n = p.n, .k = p.k, .input = DataType::f64};
  std::vector<double> d(m * n);
  multiply<double>(wide, {.a = reinterpret_cast<const std::byte*>(a.data()),
                          .b = reinterpret_cast<const std::byte*>(b.data()),
                          .d = reinterpret_cast<std::byte*>(d.data())});
  for (std::size_t i = 0; i < d.size(); ++i) store_element(p.output(), x.d, i, d[i]);
}

}  // namespace

Support naive_support(const GemmProblem&, const DeviceInfo& device) {
  if (device.kind != DeviceKind::Host) return Support::no("the naive kernel runs on hosts only");
  return Support::yes();
}

PreparedGemm prepare_naive(const GemmProblem& problem, Device&, int) {
  return {.enqueue =
              [problem](const GemmArguments& x, Stream&) {
                if (problem.input == DataType::f64) return multiply<double>(problem, x);
                if (problem.input == DataType::f32) return multiply<float>(problem, x);
                multiply_decoded(problem, x);
              },
          .algorithm = ""};
}

}  // namespace fourfold
