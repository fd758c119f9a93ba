// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// Small kernels of the shape of a Hopper GEMM (TMA multicast, wgmma, register reallocation), right
// and made worse on purpose. scripts/check_sass_test.py compiles them, never runs them, and expects
// that the gate lets the right one pass and finds each defect. Compiled for sm_90 instead of
// sm_90a, every body is empty, and nothing but the gate says so.
namespace fourfold {

enum class Defect { None, RuntimeScale, NoMulticast, Serialised };

__device__ void load(unsigned to, const void* map, unsigned barrier) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], "
      "[%1, {%3, %3}], [%2];" ::"r"(to),
      "l"(map), "r"(barrier), "r"(0)
      : "memory");
}

__device__ void load_for_cluster(unsigned to, const void* map, unsigned barrier) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
      ".multicast::cluster [%0], [%1, {%3, %3}], [%2], %4;" ::"r"(to),
      "l"(map), "r"(barrier), "r"(0), "h"(static_cast<unsigned short>(3))
      : "memory");
}

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
constexpr int kRegisters = 32;  // of the accumulator: m64n64

#define FOUR(d, i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
__device__ void multiply(float (&d)[kRegisters], unsigned long long a, unsigned long long b,
                         int scale) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %34, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 {%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,"
      "%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,%29,%30,%31}, %32, %33, "
      "p, 1, 1, 0, 0;\n}"
      : FOUR(d, 0), FOUR(d, 4), FOUR(d, 8), FOUR(d, 12), FOUR(d, 16), FOUR(d, 20), FOUR(d, 24),
        FOUR(d, 28)
      : "l"(a), "l"(b), "r"(scale));
}
#endif

template <Defect kDefect>
__global__ void __launch_bounds__(384, 1) __cluster_dims__(2, 1, 1)
    pipeline(const void* map, float* out, unsigned long long matrix, int blocks) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  if (threadIdx.x < 128) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
    for (int k = 0; k < blocks && threadIdx.x == 0; ++k) {
      if constexpr (kDefect == Defect::NoMulticast) {
        load(0, map, 1024);
      } else {
        load_for_cluster(0, map, 1024);
      }
    }
    return;
  }
  asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
  float d[kRegisters] = {};
  for (int k = 0; k < blocks; ++k) {
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
    for (int part = 0; part < 4; ++part) {
      if (kDefect == Defect::Serialised && k == blocks / 2) d[0] = 0;
      multiply(d, matrix + 2 * part, matrix, kDefect == Defect::RuntimeScale ? k | part : 1);
    }
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    asm volatile("wgmma.wait_group.sync.aligned 1;" ::: "memory");
  }
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  for (int i = 0; i < kRegisters; ++i) out[threadIdx.x * kRegisters + i] = d[i];
#endif
}

template __global__ void pipeline<Defect::None>(const void*, float*, unsigned long long, int);
template __global__ void pipeline<Defect::RuntimeScale>(const void*, float*, unsigned long long,
                                                        int);
template __global__ void pipeline<Defect::NoMulticast>(const void*, float*, unsigned long long,
                                                       int);
template __global__ void pipeline<Defect::Serialised>(const void*, float*, unsigned long long, int);

/// 64 sums live at once where a thread may have 32 registers.
__global__ void __launch_bounds__(1024, 2) spill(const float* in, float* out) {
  float sums[64] = {};
  for (int k = 0; k < 64; ++k) {
    const float x = in[k * 1024 + threadIdx.x];
#pragma unroll
    for (int i = 0; i < 64; ++i) sums[i] += x * in[k + i];
  }
#pragma unroll
  for (int i = 0; i < 64; ++i) out[i * 1024 + threadIdx.x] = sums[i];
}

/// An array that is indexed at run time: no spill, but memory all the same.
__global__ void stack(const float* in, float* out, const int* at) {
  float values[64];
  for (int i = 0; i < 64; ++i) values[at[i]] = in[i * 32 + threadIdx.x];
  out[threadIdx.x] = values[at[threadIdx.x]];
}

/// Two arrays are added 16 bytes at a time; or 4, which the compiler says nothing of; or by
/// atomics.
enum class Way { Packs, Words, Atomics };
template <Way kWay>
__global__ void add(const float* in, float* out) {
  if constexpr (kWay == Way::Packs) {
    const float4 x = reinterpret_cast<const float4*>(in)[threadIdx.x];
    float4& y = reinterpret_cast<float4*>(out)[threadIdx.x];
    y = make_float4(x.x + y.x, x.y + y.y, x.z + y.z, x.w + y.w);
  } else if constexpr (kWay == Way::Words) {
    for (int i = 0; i < 4; ++i) out[4 * threadIdx.x + i] += in[4 * threadIdx.x + i];
  } else {
    const float4 x = reinterpret_cast<const float4*>(in)[threadIdx.x];
    reinterpret_cast<float4*>(out)[threadIdx.x + blockDim.x] = x;
    atomicAdd(out + 4 * threadIdx.x, x.x);
  }
}
template __global__ void add<Way::Packs>(const float*, float*);
template __global__ void add<Way::Words>(const float*, float*);
template __global__ void add<Way::Atomics>(const float*, float*);

}  // namespace fourfold
