// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/device.hpp"
#include "kernels/fill_cuda.hpp"
#include "kernels/gemm_naive_cuda.hpp"
#include "kernels/hash_cuda.hpp"

namespace fourfold {

void fill_cuda(Distribution, DataType, std::uint64_t, std::byte*, std::size_t, std::uint64_t,
               void*) {
  throw Error(probe_cuda().reason);
}

void add_hash_cuda(const std::byte*, std::size_t, std::size_t, std::uint64_t*, void*) {
  throw Error(probe_cuda().reason);
}

Support naive_cuda_support(const GemmProblem&, const DeviceInfo&) {
  return Support::no(probe_cuda().reason);
}

PreparedGemm prepare_naive_cuda(const GemmProblem&, Device&, int) {
  throw Error(probe_cuda().reason);
}

}  // namespace fourfold
