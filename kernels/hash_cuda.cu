// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// Order-independent hash of an array: 256 threads a block, one element per turn and thread, one
// atomic addition per warp. Expected bound: integer multiplications (about 40 instructions an
// element), half the HBM rate for 8-byte elements, an eighth of that for single bytes.
#include <cstdint>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/hash.hpp"
#include "kernels/hash_cuda.hpp"

namespace fourfold {
namespace {

constexpr unsigned kThreads = 256;
constexpr unsigned kWarp = 32;
constexpr unsigned kAllLanes = 0xffffffffu;
constexpr std::size_t kMostBlocks = 4096;

template <class Bits>
__global__ void __launch_bounds__(kThreads)
    add_hash(const Bits* __restrict__ elements, std::size_t count, unsigned long long* sum) {
  const std::size_t stride = std::size_t{gridDim.x} * kThreads;
  std::uint64_t own = 0;
  for (std::size_t i = std::size_t{blockIdx.x} * kThreads + threadIdx.x; i < count; i += stride) {
    own += hash_element(elements[i], i);
  }
  for (unsigned offset = kWarp / 2; offset > 0; offset /= 2) {
    own += __shfl_down_sync(kAllLanes, own, offset);
  }
  if (threadIdx.x % kWarp == 0) atomicAdd(sum, own);
}

template <class Bits>
void launch(const std::byte* elements, std::size_t count, std::uint64_t* sum, cudaStream_t stream) {
  if (reinterpret_cast<std::uintptr_t>(elements) % sizeof(Bits) != 0) {
    throw Error("hash: the array does not start at a multiple of its elements' size");
  }
  static_assert(sizeof(unsigned long long) == sizeof(std::uint64_t));
  const std::size_t useful = count / kThreads + 1;
  const auto blocks = static_cast<unsigned>(useful < kMostBlocks ? useful : kMostBlocks);
  add_hash<<<blocks, kThreads, 0, stream>>>(reinterpret_cast<const Bits*>(elements), count,
                                            reinterpret_cast<unsigned long long*>(sum));
  check(cudaGetLastError());
}

}  // namespace

void add_hash_cuda(const std::byte* elements, std::size_t count, std::size_t element_bytes,
                   std::uint64_t* sum, void* native_stream) {
  auto* const stream = static_cast<cudaStream_t>(native_stream);
  switch (element_bytes) {
    case 1:
      return launch<std::uint8_t>(elements, count, sum, stream);
    case 2:
      return launch<std::uint16_t>(elements, count, sum, stream);
    case 4:
      return launch<std::uint32_t>(elements, count, sum, stream);
    case 8:
      return launch<std::uint64_t>(elements, count, sum, stream);
    default:
      throw Error("hash: elements have 1, 2, 4 or 8 bytes");
  }
}

}  // namespace fourfold
