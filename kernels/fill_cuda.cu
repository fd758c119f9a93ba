// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// Fills a matrix by the same constexpr functions as the host: 256 threads a block, 16 bytes per
// turn, thread and store. Expected bound: integer arithmetic, some 50 to 200 instructions an
// element by distribution; a 16384 x 16384 matrix takes milliseconds.
#include <cstdint>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/fill_cuda.hpp"

namespace fourfold {
namespace {

constexpr unsigned kThreads = 256;
constexpr std::size_t kMostBlocks = 4096;
constexpr unsigned kStore = 16;  // bytes

/// The matrix as a function of the element's index.
struct Elements {
  Distribution distribution;
  DataType type;
  std::uint64_t seed;
  std::uint64_t columns;
  unsigned bytes;  ///< of one element

  __device__ std::uint64_t bits(std::uint64_t index) const {
    return encode_element(type, input_value(distribution, type, seed, index, columns));
  }
  /// Eight bytes of the matrix, from element `first` on; the first element is the lowest.
  __device__ unsigned long long word(std::uint64_t first) const {
    unsigned long long result = 0;
    const unsigned width = 8 * bytes;
#pragma unroll 1
    for (unsigned shift = 0; shift < 64; shift += width) result |= bits(first++) << shift;
    return result;
  }
};

__global__ void __launch_bounds__(kThreads)
    fill(const Elements elements, std::byte* __restrict__ destination, std::size_t count) {
  const unsigned each = kStore / elements.bytes;
  const std::size_t stores = count / each;
  const std::size_t stride = std::size_t{gridDim.x} * kThreads;
  const std::size_t thread = std::size_t{blockIdx.x} * kThreads + threadIdx.x;
  auto* const wide = reinterpret_cast<ulonglong2*>(destination);
  for (std::size_t i = thread; i < stores; i += stride) {
    wide[i] = make_ulonglong2(elements.word(i * each), elements.word(i * each + each / 2));
  }
  // The elements that fill no whole store, fewer than 16: one each for the first threads.
  const std::size_t last = stores * each + thread;
  if (last >= count) return;
  const std::uint64_t bits = elements.bits(last);
  for (unsigned byte = 0; byte < elements.bytes; ++byte) {
    destination[last * elements.bytes + byte] = static_cast<std::byte>(bits >> (8 * byte));
  }
}

}  // namespace

void fill_cuda(Distribution distribution, DataType type, std::uint64_t seed, std::byte* destination,
               std::size_t count, std::uint64_t columns, void* native_stream) {
  if (distribution == Distribution::Model && columns == 0) {
    throw Error("input 'model' needs the number of columns of the matrix");
  }
  if (reinterpret_cast<std::uintptr_t>(destination) % kStore != 0) {
    throw Error("fill: the matrix does not start at a multiple of 16 bytes");
  }
  const auto bytes = static_cast<unsigned>(traits(type).bytes);
  const std::size_t useful = count * bytes / kStore / kThreads + 1;
  const auto blocks = static_cast<unsigned>(useful < kMostBlocks ? useful : kMostBlocks);
  fill<<<blocks, kThreads, 0, static_cast<cudaStream_t>(native_stream)>>>(
      {distribution, type, seed, columns, bytes}, destination, count);
  check(cudaGetLastError());
}

}  // namespace fourfold
