// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory bandwidth patterns on f64 arrays: blocks of 128 threads, 4 x 16-byte accesses per thread
// and array in flight, one wave of blocks that fills every SM (dot and read: 1024 blocks, one per
// partial sum). Expected bound: 90 to 93 % of the HBM data-sheet rate; less below some 100 MB.
#include <cstdint>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/memory_bandwidth_cuda.hpp"
#include "kernels/memory_index.hpp"

namespace fourfold {
namespace {

constexpr unsigned kWarp = 32;
// What a grid of 1024 comes to on an H200; 64 registers per thread, enough for 8 loads in flight.
constexpr unsigned kBlocksPerSm = 8;
constexpr unsigned kAllLanes = 0xffffffffu;

struct Copy {
  static constexpr int kReads = 1;
  __device__ static double apply(double a, double) { return a; }
};
struct Mul {
  static constexpr int kReads = 1;
  __device__ static double apply(double a, double) { return kMemoryScalar * a; }
};
struct Add {
  static constexpr int kReads = 2;
  __device__ static double apply(double a, double b) { return a + b; }
};
struct Triad {
  static constexpr int kReads = 2;
  __device__ static double apply(double a, double b) { return a + kMemoryScalar * b; }
};
struct Write {
  static constexpr int kReads = 0;
  __device__ static double apply(double, double) { return kMemoryScalar; }
};
struct Dot {
  static constexpr int kReads = 2;
  __device__ static double apply(double a, double b) { return a * b; }
};
struct Read {
  static constexpr int kReads = 1;
  __device__ static double apply(double a, double) { return a; }
};

template <class Pattern>
__device__ double2 apply(double2 a, double2 b) {
  return make_double2(Pattern::apply(a.x, b.x), Pattern::apply(a.y, b.y));
}

/// What a pattern reads at one place; zeros for arrays that it does not read.
template <class Pattern, class Value>
__device__ void load(const Value* a, const Value* b, std::size_t i, Value& x, Value& y) {
  x = y = Value{};
  if constexpr (Pattern::kReads >= 1) x = a[i];
  if constexpr (Pattern::kReads >= 2) y = b[i];
}

/// c = pattern(a, b). All loads of a tile stand before its stores, so that they are in flight
/// together.
template <class Pattern>
__global__ void __launch_bounds__(kWalkThreads, kBlocksPerSm)
    map(const double* __restrict__ a, const double* __restrict__ b, double* __restrict__ c,
        std::size_t elements) {
  const auto* const a2 = reinterpret_cast<const double2*>(a);
  const auto* const b2 = reinterpret_cast<const double2*>(b);
  auto* const c2 = reinterpret_cast<double2*>(c);
  walk(
      elements, gridDim.x, blockIdx.x, threadIdx.x,
      [&](std::size_t i) {
        double2 x[kWalkUnroll];
        double2 y[kWalkUnroll];
#pragma unroll
        for (unsigned u = 0; u < kWalkUnroll; ++u) {
          load<Pattern>(a2, b2, i + u * kWalkThreads, x[u], y[u]);
        }
#pragma unroll
        for (unsigned u = 0; u < kWalkUnroll; ++u) {
          c2[i + u * kWalkThreads] = apply<Pattern>(x[u], y[u]);
        }
      },
      [&](std::size_t i) {
        double2 x;
        double2 y;
        load<Pattern>(a2, b2, i, x, y);
        c2[i] = apply<Pattern>(x, y);
      },
      [&](std::size_t i) {
        double x;
        double y;
        load<Pattern>(a, b, i, x, y);
        c[i] = Pattern::apply(x, y);
      });
}

/// The sum over a block's threads, valid in thread 0; always added in the same order.
__device__ double block_sum(double own) {
  __shared__ double of_warp[kWalkThreads / kWarp];
  for (unsigned offset = kWarp / 2; offset > 0; offset /= 2) {
    own += __shfl_down_sync(kAllLanes, own, offset);
  }
  if (threadIdx.x % kWarp == 0) of_warp[threadIdx.x / kWarp] = own;
  __syncthreads();
  double sum = 0;
  for (const double warp : of_warp) sum += warp;
  return sum;
}

/// partial_sums[block] = sum over the block's elements of pattern(a, b); one block per partial sum.
template <class Pattern>
__global__ void __launch_bounds__(kWalkThreads, kBlocksPerSm)
    sum(const double* __restrict__ a, const double* __restrict__ b,
        double* __restrict__ partial_sums, std::size_t elements) {
  const auto* const a2 = reinterpret_cast<const double2*>(a);
  const auto* const b2 = reinterpret_cast<const double2*>(b);
  double total = 0;
  walk(
      elements, gridDim.x, blockIdx.x, threadIdx.x,
      [&](std::size_t i) {
        double2 x[kWalkUnroll];
        double2 y[kWalkUnroll];
#pragma unroll
        for (unsigned u = 0; u < kWalkUnroll; ++u) {
          load<Pattern>(a2, b2, i + u * kWalkThreads, x[u], y[u]);
        }
        // Four short chains instead of one of eight additions.
        double part = 0;
#pragma unroll
        for (unsigned u = 0; u < kWalkUnroll; ++u) {
          const double2 z = apply<Pattern>(x[u], y[u]);
          part += z.x + z.y;
        }
        total += part;
      },
      [&](std::size_t i) {
        double2 x;
        double2 y;
        load<Pattern>(a2, b2, i, x, y);
        const double2 z = apply<Pattern>(x, y);
        total += z.x + z.y;
      },
      [&](std::size_t i) {
        double x;
        double y;
        load<Pattern>(a, b, i, x, y);
        total += Pattern::apply(x, y);
      });
  const double result = block_sum(total);
  if (threadIdx.x == 0) partial_sums[blockIdx.x] = result;
}

/// Blocks of a kernel that are resident on the whole GPU at once: no second, half-empty wave.
template <class Kernel>
unsigned resident_blocks(Kernel kernel) {
  int device = 0;
  int multiprocessors = 0;
  int blocks_each = 0;
  check(cudaGetDevice(&device));
  check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device));
  check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks_each, kernel, kWalkThreads, 0));
  return static_cast<unsigned>(multiprocessors * blocks_each);
}

template <class Pattern>
void launch_map(const MemoryArguments& x, cudaStream_t stream) {
  // A process has one GPU, so the answer stays the same; asking costs microseconds.
  static const unsigned most = resident_blocks(map<Pattern>);
  const std::size_t useful = working_blocks(x.elements);
  const unsigned blocks = useful < most ? static_cast<unsigned>(useful) : most;
  map<Pattern><<<blocks, kWalkThreads, 0, stream>>>(x.a, x.b, x.c, x.elements);
  check(cudaGetLastError());
}

template <class Pattern>
void launch_sum(const MemoryArguments& x, cudaStream_t stream) {
  sum<Pattern><<<kPartialSums, kWalkThreads, 0, stream>>>(x.a, x.b, x.partial_sums, x.elements);
  check(cudaGetLastError());
}

void check_alignment(const MemoryArguments& arguments) {
  for (const double* array : {arguments.a, arguments.b, static_cast<const double*>(arguments.c)}) {
    if (reinterpret_cast<std::uintptr_t>(array) % alignof(double2) != 0) {
      throw Error("memory pattern: an array does not start at a multiple of 16 bytes");
    }
  }
}

}  // namespace

void run_memory_pattern_cuda(MemoryPattern pattern, const MemoryArguments& arguments,
                             void* native_stream) {
  check_alignment(arguments);
  auto* const stream = static_cast<cudaStream_t>(native_stream);
  switch (pattern) {
    case MemoryPattern::Copy:
      return launch_map<Copy>(arguments, stream);
    case MemoryPattern::Mul:
      return launch_map<Mul>(arguments, stream);
    case MemoryPattern::Add:
      return launch_map<Add>(arguments, stream);
    case MemoryPattern::Triad:
      return launch_map<Triad>(arguments, stream);
    case MemoryPattern::Write:
      return launch_map<Write>(arguments, stream);
    case MemoryPattern::Dot:
      return launch_sum<Dot>(arguments, stream);
    case MemoryPattern::Read:
      return launch_sum<Read>(arguments, stream);
    case MemoryPattern::Upload:
    case MemoryPattern::Download:
      break;
  }
  throw Error("memory pattern: upload and download are copies, not kernels");
}

}  // namespace fourfold
