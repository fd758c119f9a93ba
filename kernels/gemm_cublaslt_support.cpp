// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "kernels/gemm_cublaslt.hpp"

namespace fourfold {
namespace {

/// The oldest compute capability with a kernel for the type, 0 where there is none at all.
int least_capability(DataType type) {
  switch (type) {
    case DataType::f64:
    case DataType::f32:
      return 50;
    case DataType::f16:
      return 70;
    case DataType::i8:
      return 75;
    case DataType::tf32:
    case DataType::bf16:
      return 80;
    case DataType::f8e4m3:
      return 89;
    case DataType::i32:
      return 0;
  }
  return 0;
}

/// What k and n must be multiples of: rows of A, B and D of 16 bytes for the 8-bit types, whose
/// kernels exist in no other form.
struct Multiples {
  int k = 1;
  int n = 1;
};
Multiples multiples(DataType type) {
  if (type == DataType::f8e4m3) return {.k = 16, .n = 16};
  if (type == DataType::i8) return {.k = 16, .n = 4};
  return {};
}

}  // namespace

Support cublaslt_support(const GemmProblem& problem, const DeviceInfo& device) {
  if (device.kind != DeviceKind::Cuda) return Support::no("cuBLASLt runs on NVIDIA GPUs only");
  if (problem.m <= 0 || problem.n <= 0 || problem.k <= 0) {
    return Support::no(fmt::format("{} is an empty problem", problem.shape()));
  }
  const int least = least_capability(problem.input);
  if (least == 0) return Support::no(fmt::format("cuBLASLt has no {} matmul", name(problem.input)));
  if (device.compute_capability < least) {
    return Support::no(fmt::format("{} needs compute capability {}.{} or newer, this GPU has {}.{}",
                                   name(problem.input), least / 10, least % 10,
                                   device.compute_capability / 10, device.compute_capability % 10));
  }
  const Multiples of = multiples(problem.input);
  if (problem.k % of.k != 0 || problem.n % of.n != 0) {
    return Support::no(fmt::format(
        "cuBLASLt takes {} with k a multiple of {} and n a multiple of {}, not k = {}, n = {}",
        name(problem.input), of.k, of.n, problem.k, problem.n));
  }
  return Support::yes();
}

Support cublaslt_fast_accum_support(const GemmProblem& problem, const DeviceInfo& device) {
  if (problem.input != DataType::f8e4m3) {
    return Support::no(fmt::format("fast accumulation is of f8e4m3; {} has none: take cublaslt",
                                   name(problem.input)));
  }
  if (Support library = cublaslt_support(problem, device); !library) return library;
  if (device.compute_capability == 89 || device.compute_capability == 90) return Support::yes();
  return Support::no(
      fmt::format("fast accumulation has an effect on compute capability 8.9 and 9.0 only, this "
                  "GPU has {}.{}: take cublaslt",
                  device.compute_capability / 10, device.compute_capability % 10));
}

}  // namespace fourfold
