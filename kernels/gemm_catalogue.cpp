// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "kernels/built_architectures.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_cublaslt.hpp"
#include "kernels/gemm_mma.hpp"
#include "kernels/gemm_naive.hpp"
#include "kernels/gemm_naive_cuda.hpp"
#include "kernels/gemm_sm100.hpp"
#include "kernels/gemm_sm90.hpp"

namespace fourfold {
namespace {

constexpr int kOldestForCudaThirteen = 75;

template <Cblas library>
constexpr GemmKernel cblas_row(std::string_view name, std::string_view description) {
  return {
      .name = name,
      .device = DeviceKind::Host,
      .description = description,
      .architectures = {"any host"},
      .tile = "the library's own",
      .needs = "the library",
      .bound = "vector units of all cores",
      .probe = [] { return probe_cblas(library); },
      .support = [](const GemmProblem& problem,
                    const DeviceInfo& device) { return cblas_support(library, problem, device); },
      .prepare = [](const GemmProblem& problem, Device& device,
                    int threads) { return prepare_cblas(library, problem, device, threads); }};
}

// The catalogue's first rows: the vendor's library first for each device, then the references.
constexpr std::array kVendorsAndReferences{
    cblas_row<Cblas::OpenBlas>("openblas", "OpenBLAS through CBLAS, opened at run time"),
    cblas_row<Cblas::Blis>("blis", "BLIS through CBLAS, opened at run time"),
    GemmKernel{.name = "naive",
               .device = DeviceKind::Host,
               .description = "three loops, f64 accumulation: the reference",
               .architectures = {"any host"},
               .tile = "one element",
               .needs = "nothing",
               .bound = "one multiplication at a time",
               .probe = [] { return Support::yes(); },
               .support = naive_support,
               .prepare = prepare_naive},
    GemmKernel{.name = "cublaslt",
               .device = DeviceKind::Cuda,
               .description = "cuBLASLt, the fastest of up to 64 heuristics",
               .architectures = {"any GPU of CUDA 13", kOldestForCudaThirteen},
               .tile = "the library's own",
               .needs = "the library; f8e4m3 and i8 have multiples of k and n",
               .bound = "tensor cores, or the power they may draw",
               .probe = probe_cublaslt,
               .support = cublaslt_support,
               .prepare = prepare_cublaslt},
    GemmKernel{.name = "cublaslt_fast_accum",
               .device = DeviceKind::Cuda,
               .description = "cuBLASLt, f8e4m3 whose sums are not promoted to f32 on the way",
               .architectures = {"sm_89 and sm_90", 89, 90},
               .tile = "the library's own",
               .needs = "the library; multiples of 16 of k and n",
               .bound = "tensor cores, or the power they may draw",
               .probe = probe_cublaslt,
               .support = cublaslt_fast_accum_support,
               .prepare = prepare_cublaslt_fast_accum},
    GemmKernel{.name = "naive_cuda",
               .device = DeviceKind::Cuda,
               .description = "one thread per element, f64 accumulation: the judge",
               .architectures = {"every GPU that the build names"},
               .tile = "one element a thread",
               .needs = "nothing",
               .bound = "reads of B past the caches",
               .probe = [] { return Support::yes(); },
               .support = [](const GemmProblem& problem, const DeviceInfo& device) -> Support {
                 if (device.kind == DeviceKind::Cuda) {
                   if (Support built = compiled_for(device); !built) return built;
                 }
                 return naive_cuda_support(problem, device);
               },
               .prepare = prepare_naive_cuda},
};

/// Each family's rows, in the order in which `fourfold kernels` shows them.
std::vector<GemmKernel> collected() {
  std::vector<GemmKernel> rows;
  for (const std::span<const GemmKernel> family : {
           std::span<const GemmKernel>(kVendorsAndReferences),
           sm90_gemm_rows(),
           sm100_gemm_rows(),
           mma_gemm_rows(),
       }) {
    rows.insert(rows.end(), family.begin(), family.end());
  }
  return rows;
}

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

Support runs_on(const Architectures& architectures, std::string_view kernel,
                const DeviceInfo& device) {
  if (device.kind != DeviceKind::Cuda) {
    return Support::no(fmt::format("{} runs on NVIDIA GPUs only", kernel));
  }
  const int capability = device.compute_capability;
  if (architectures.least <= capability && capability <= architectures.most) return Support::yes();
  return Support::no(fmt::format("{} is compiled for {}, this GPU has compute capability {}.{}",
                                 kernel, architectures.text, capability / 10, capability % 10));
}

std::span<const GemmKernel> gemm_catalogue() {
  static const std::vector<GemmKernel> rows = collected();
  return rows;
}

const GemmKernel* find_gemm_kernel(std::string_view name) {
  const auto rows = gemm_catalogue();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const GemmKernel& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace fourfold
