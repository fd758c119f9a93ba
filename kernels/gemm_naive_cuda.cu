// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// D = A B^T, one thread per element of D, 256 threads a block, every element type: the plainest
// kernel that is right. Compiled without fused multiply-add, so that it rounds as the host does.
// Expected bound: reading B past the caches, some percent of the f64 peak at best.
#include <cstdint>
#include <type_traits>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/gemm_naive_cuda.hpp"

namespace fourfold {
namespace {

constexpr unsigned kThreads = 256;

/// `Bits` is an unsigned integer of the size of an input element, `OutputBits` of an output one.
template <DataType kInput, DataType kOutput, class Bits, class OutputBits>
__global__ void __launch_bounds__(kThreads)
    multiply(const Bits* __restrict__ a, const Bits* __restrict__ b, OutputBits* __restrict__ d,
             std::int64_t m, std::int64_t n, std::int64_t k) {
  using Sum = std::conditional_t<is_integer(kInput), std::int64_t, double>;
  const std::int64_t element = std::int64_t{blockIdx.x} * kThreads + threadIdx.x;
  if (element >= m * n) return;
  const Bits* const row = a + element / n * k;
  const Bits* const column = b + element % n * k;
  Sum sum = 0;
  for (std::int64_t l = 0; l < k; ++l) {
    sum += static_cast<Sum>(decode_element(kInput, row[l])) *
           static_cast<Sum>(decode_element(kInput, column[l]));
  }
  d[element] = static_cast<OutputBits>(encode_element(kOutput, static_cast<double>(sum)));
}

template <DataType kInput, DataType kOutput, class Bits, class OutputBits>
void launch(const GemmProblem& p, const GemmArguments& x, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((p.m * p.n + kThreads - 1) / kThreads);
  if (blocks == 0) return;
  multiply<kInput, kOutput><<<blocks, kThreads, 0, stream>>>(
      reinterpret_cast<const Bits*>(x.a), reinterpret_cast<const Bits*>(x.b),
      reinterpret_cast<OutputBits*>(x.d), p.m, p.n, p.k);
  check(cudaGetLastError());
}

void launch_type(const GemmProblem& p, const GemmArguments& x, cudaStream_t stream) {
  using enum DataType;
  using B8 = std::uint8_t;
  using B16 = std::uint16_t;
  using B32 = std::uint32_t;
  using B64 = std::uint64_t;
  switch (p.input) {
    case f64:
      return launch<f64, f64, B64, B64>(p, x, stream);
    case f32:
      return launch<f32, f32, B32, B32>(p, x, stream);
    case tf32:
      return launch<tf32, f32, B32, B32>(p, x, stream);
    case f16:
      return launch<f16, f16, B16, B16>(p, x, stream);
    case bf16:
      return launch<bf16, bf16, B16, B16>(p, x, stream);
    case f8e4m3:
      return launch<f8e4m3, bf16, B8, B16>(p, x, stream);
    case i32:
      return launch<i32, i32, B32, B32>(p, x, stream);
    case i8:
      return launch<i8, i32, B8, B32>(p, x, stream);
  }
}

}  // namespace

Support naive_cuda_support(const GemmProblem& problem, const DeviceInfo& device) {
  if (device.kind != DeviceKind::Cuda) return Support::no("naive_cuda runs on NVIDIA GPUs only");
  const std::int64_t most = std::int64_t{0x7fffffff} * kThreads;  // a grid's blocks
  if (problem.n > 0 && problem.m > most / problem.n) {
    return Support::no("naive_cuda takes at most 2^31 x 256 elements");
  }
  return Support::yes();
}

PreparedGemm prepare_naive_cuda(const GemmProblem& problem, Device& device, int) {
  const Support support = naive_cuda_support(problem, device.info());
  if (!support) throw Error(support.reason());
  return {.enqueue =
              [problem](const GemmArguments& x, Stream& stream) {
                launch_type(problem, x, static_cast<cudaStream_t>(stream.native()));
              },
          .algorithm = ""};
}

}  // namespace fourfold
