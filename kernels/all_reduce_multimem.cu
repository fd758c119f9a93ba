// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The all-reduce by switches: kernels/all_reduce.hpp's multimem() by the blocks of GpuTeam. Only
// GPUs from sm_90 on have the instructions, so its kernels are apart from the others.
#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "kernels/all_reduce_gpu.cuh"
#include "kernels/all_reduce_multimem.hpp"

namespace fourfold {
namespace {

/// What the switch makes of 16 bytes of every rank (PTX manual, multimem.ld_reduce): it adds up
/// 16-bit floats in f32 and rounds once.
template <DataType kType, Fold kFold>
__device__ Pack load_reduced(const std::byte* from) {
  Pack p;
  if constexpr (kType == DataType::f32) {
    asm volatile("multimem.ld_reduce.relaxed.sys.global.add.v4.f32 {%0, %1, %2, %3}, [%4];"
                 : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
                 : "l"(from)
                 : "memory");
  } else if constexpr (kType == DataType::f16 && kFold == Fold::Sum) {
    asm volatile(
        "multimem.ld_reduce.relaxed.sys.global.add.acc::f32.v4.f16x2 {%0, %1, %2, %3}, [%4];"
        : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
        : "l"(from)
        : "memory");
  } else if constexpr (kType == DataType::f16 && kFold == Fold::Min) {
    asm volatile("multimem.ld_reduce.relaxed.sys.global.min.v4.f16x2 {%0, %1, %2, %3}, [%4];"
                 : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
                 : "l"(from)
                 : "memory");
  } else if constexpr (kType == DataType::f16) {
    asm volatile("multimem.ld_reduce.relaxed.sys.global.max.v4.f16x2 {%0, %1, %2, %3}, [%4];"
                 : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
                 : "l"(from)
                 : "memory");
  } else if constexpr (kFold == Fold::Sum) {
    asm volatile(
        "multimem.ld_reduce.relaxed.sys.global.add.acc::f32.v4.bf16x2 {%0, %1, %2, %3}, [%4];"
        : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
        : "l"(from)
        : "memory");
  } else if constexpr (kFold == Fold::Min) {
    asm volatile("multimem.ld_reduce.relaxed.sys.global.min.v4.bf16x2 {%0, %1, %2, %3}, [%4];"
                 : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
                 : "l"(from)
                 : "memory");
  } else {
    asm volatile("multimem.ld_reduce.relaxed.sys.global.max.v4.bf16x2 {%0, %1, %2, %3}, [%4];"
                 : "=r"(p.word[0]), "=r"(p.word[1]), "=r"(p.word[2]), "=r"(p.word[3])
                 : "l"(from)
                 : "memory");
  }
  return p;
}

/// To every rank. Of f32, which is bits to a store.
__device__ void store_to_all(std::byte* to, const Pack& p) {
  asm volatile("multimem.st.relaxed.sys.global.v4.f32 [%0], {%1, %2, %3, %4};" ::"l"(to),
               "f"(__uint_as_float(p.word[0])), "f"(__uint_as_float(p.word[1])),
               "f"(__uint_as_float(p.word[2])), "f"(__uint_as_float(p.word[3]))
               : "memory");
}

template <DataType kType, Fold kFold>
class MultimemTeam : public GpuTeam<kType> {
 public:
  __device__ MultimemTeam(const GpuAllReduceCall& call, const MultimemBoxes& boxes, int block,
                          int blocks)
      : GpuTeam<kType>(call, call.rank, block, blocks, false),
        own_(boxes.own + MultimemBoxes::of_block(block)),
        all_(boxes.all + MultimemBoxes::of_block(block)) {}

  __device__ std::byte* switch_box(int which) const { return own_ + MultimemBoxes::box(which); }

  /// Whole packs: what lies in a box behind the message's end is nobody's.
  __device__ void reduce_in_switch(std::size_t at, std::size_t n) {
    if (this->lost()) return;
    constexpr int kTurns = 4;
    const auto end = static_cast<unsigned>(at + (n + 15) / 16 * 16);
    const std::byte* const from = all_ + MultimemBoxes::box(0);
    std::byte* const to = all_ + MultimemBoxes::box(1);
#pragma unroll 1
    for (unsigned base = static_cast<unsigned>(at) + threadIdx.x * 16; base < end;
         base += kTurns * kGpuLanes * 16) {
      Pack packs[kTurns];
#pragma unroll
      for (int u = 0; u < kTurns; ++u) {
        const unsigned place = base + u * kGpuLanes * 16;
        if (place < end) packs[u] = load_reduced<kType, kFold>(from + place);
      }
#pragma unroll
      for (int u = 0; u < kTurns; ++u) {
        const unsigned place = base + u * kGpuLanes * 16;
        if (place < end) store_to_all(to + place, packs[u]);
      }
    }
  }
  __device__ void fence_aliases() { asm volatile("fence.proxy.alias;" ::: "memory"); }

 private:
  std::byte* own_;
  std::byte* all_;
};

template <DataType kType, Fold kFold>
__global__ void __launch_bounds__(kGpuLanes, 1)
    reduce_by_switch(const __grid_constant__ GpuAllReduceCall call,
                     const __grid_constant__ MultimemBoxes boxes) {
  const int block = static_cast<int>(blockIdx.x);
  const int blocks = static_cast<int>(gridDim.x);
  MultimemTeam<kType, kFold> team(call, boxes, block, blocks);
  if (team.lost()) return;
  all_reduce<PeerAlgorithm::Multimem>(team, call.buffers, call.bytes, blocks, block);
  team.end();
}

using Kernel = void (*)(GpuAllReduceCall, MultimemBoxes);

template <DataType kType>
Kernel kernel_of(Fold fold) {
  if (fold == Fold::Sum) return reduce_by_switch<kType, Fold::Sum>;
  return fold == Fold::Min ? reduce_by_switch<kType, Fold::Min>
                           : reduce_by_switch<kType, Fold::Max>;
}

/// nullptr where the switch has no such reduction (multimem_support()).
Kernel kernel_of(DataType type, Fold fold) {
  if (type == DataType::f16) return kernel_of<DataType::f16>(fold);
  if (type == DataType::bf16) return kernel_of<DataType::bf16>(fold);
  if (type == DataType::f32 && fold == Fold::Sum) return reduce_by_switch<DataType::f32, Fold::Sum>;
  return nullptr;
}

}  // namespace

void launch_multimem_all_reduce(DataType type, const GpuAllReduceCall& call,
                                const MultimemBoxes& boxes, int blocks, void* native_stream) {
  const Kernel kernel = kernel_of(type, call.fold);
  if (kernel == nullptr) throw Error("multimem: switches have no such reduction of that type");
  GpuAllReduceCall argument = call;
  MultimemBoxes both = boxes;
  void* arguments[] = {&argument, &both};
  check(cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(kernel),
                                    dim3(static_cast<unsigned>(blocks)), dim3(kGpuLanes), arguments,
                                    0, static_cast<cudaStream_t>(native_stream)));
}

}  // namespace fourfold
