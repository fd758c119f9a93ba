// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "kernels/gemm.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_cublaslt.hpp"
#include "kernels/gemm_naive.hpp"
#include "kernels/gemm_naive_cuda.hpp"

namespace fourfold {
namespace {

template <Cblas library>
constexpr GemmKernel cblas_row(std::string_view name, std::string_view description) {
  return {name,
          DeviceKind::Host,
          description,
          [] { return probe_cblas(library); },
          [](const GemmProblem& problem, const DeviceInfo& device) {
            return cblas_support(library, problem, device);
          },
          [](const GemmProblem& problem, Device& device, int threads) {
            return prepare_cblas(library, problem, device, threads);
          }};
}

// The catalogue: one row per kernel, the vendor's library first for each device.
constexpr std::array kCatalogue{
    cblas_row<Cblas::OpenBlas>("openblas", "OpenBLAS through CBLAS, opened at run time"),
    cblas_row<Cblas::Blis>("blis", "BLIS through CBLAS, opened at run time"),
    GemmKernel{"naive", DeviceKind::Host, "three loops, f64 accumulation: the reference",
               [] { return Support::yes(); }, naive_support, prepare_naive},
    GemmKernel{"cublaslt", DeviceKind::Cuda, "cuBLASLt, the fastest of up to 64 heuristics",
               probe_cublaslt, cublaslt_support, prepare_cublaslt},
    GemmKernel{"naive_cuda", DeviceKind::Cuda,
               "one thread per element, f64 accumulation: the judge", [] { return Support::yes(); },
               naive_cuda_support, prepare_naive_cuda},
};

std::size_t area_bytes(std::int64_t rows, std::int64_t columns, DataType type) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * traits(type).bytes;
}

}  // namespace

DataType GemmProblem::output() const {
  switch (input) {
    case DataType::f8e4m3:
      return DataType::bf16;
    case DataType::i8:
      return DataType::i32;
    case DataType::tf32:
      return DataType::f32;
    case DataType::f64:
    case DataType::f32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::i32:
      return input;
  }
  return input;
}

Flops GemmProblem::flops() const {
  return Flops(2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k));
}

std::size_t GemmProblem::a_bytes() const { return area_bytes(m, k, input); }
std::size_t GemmProblem::b_bytes() const { return area_bytes(n, k, input); }
std::size_t GemmProblem::d_bytes() const { return area_bytes(m, n, output()); }

std::string GemmProblem::shape() const { return fmt::format("{}x{}x{}", m, n, k); }

std::span<const GemmKernel> gemm_catalogue() { return kCatalogue; }

const GemmKernel* find_gemm_kernel(std::string_view name) {
  for (const GemmKernel& row : kCatalogue) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace fourfold
