// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The all-reduce of our own on GPUs: kernels/all_reduce.hpp by blocks of 384 threads, one an SM,
// packs of 16 bytes. Expected bounds: docs/all_reduce.md.
#include <array>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/all_reduce_gpu.cuh"

namespace fourfold {
namespace {

/// Block x of rank y of the launch.
template <DataType kType, PeerAlgorithm kAlgorithm>
__global__ void __launch_bounds__(kGpuLanes, 1)
    reduce_all(const __grid_constant__ GpuAllReduceCall call) {
  constexpr bool kReached = reaches_buffers(kAlgorithm);
  const int block = static_cast<int>(blockIdx.x);
  const int blocks = static_cast<int>(gridDim.x);
  GpuTeam<kType> team(call, call.rank + static_cast<int>(blockIdx.y), block, blocks, kReached);
  if (team.lost()) return;
  all_reduce<kAlgorithm>(team, call.buffers, call.bytes, blocks, block);
  team.end();
}

using Kernel = void (*)(GpuAllReduceCall);
using OfType = std::array<Kernel, 6>;

template <DataType kType>
constexpr OfType kernels_of() {
  using enum PeerAlgorithm;
  Kernel words = nullptr;
  if constexpr (kType != DataType::i32) words = reduce_all<kType, Lamport>;
  return {reduce_all<kType, OneShot>, reduce_all<kType, TwoShot>, reduce_all<kType, Push>,
          reduce_all<kType, Ring>,    reduce_all<kType, Ll>,      words};
}

/// nullptr where there is none.
Kernel kernel_of(DataType type, PeerAlgorithm algorithm) {
  if (algorithm == PeerAlgorithm::Multimem) return nullptr;
  const auto which = static_cast<std::size_t>(algorithm);
  switch (type) {
    case DataType::f64:
      return kernels_of<DataType::f64>()[which];
    case DataType::f32:
      return kernels_of<DataType::f32>()[which];
    case DataType::f16:
      return kernels_of<DataType::f16>()[which];
    case DataType::bf16:
      return kernels_of<DataType::bf16>()[which];
    case DataType::f8e4m3:
      return kernels_of<DataType::f8e4m3>()[which];
    case DataType::i32:
      return kernels_of<DataType::i32>()[which];
    case DataType::tf32:
    case DataType::i8:
      break;
  }
  return nullptr;
}

int attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  check(cudaGetDevice(&device));
  check(cudaDeviceGetAttribute(&value, which, device));
  return value;
}

}  // namespace

int gpu_all_reduce_room() {
  if (attribute(cudaDevAttrCooperativeLaunch) == 0) {
    throw Error("this GPU has no cooperative launches, which ranks that wait for each other need");
  }
  return attribute(cudaDevAttrMultiProcessorCount);
}

void launch_gpu_all_reduce(PeerAlgorithm algorithm, DataType type, const GpuAllReduceCall& call,
                           int virtual_ranks, int blocks, void* native_stream) {
  const Kernel kernel = kernel_of(type, algorithm);
  if (kernel == nullptr) throw Error("all-reduce: no kernel of that type by that algorithm");
  GpuAllReduceCall argument = call;
  void* arguments[] = {&argument};
  const dim3 grid(static_cast<unsigned>(blocks), static_cast<unsigned>(virtual_ranks));
  check(cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(kernel), grid, dim3(kGpuLanes),
                                    arguments, 0, static_cast<cudaStream_t>(native_stream)));
}

}  // namespace fourfold
