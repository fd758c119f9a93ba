// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/fold.hpp"

namespace fourfold {

/// 16 bytes in registers, lowest address first; `unsigned` is what the machine has.
struct alignas(16) Pack {
  unsigned word[4];
};

__device__ inline Pack load_pack(const std::byte* from) {
  const uint4 four = *reinterpret_cast<const uint4*>(from);
  return {{four.x, four.y, four.z, four.w}};
}
__device__ inline void store_pack(std::byte* to, const Pack& pack) {
  *reinterpret_cast<uint4*>(to) =
      make_uint4(pack.word[0], pack.word[1], pack.word[2], pack.word[3]);
}

/// By value: an address that is chosen at run time would be one in local memory.
__device__ inline Pack chosen(bool first, const Pack& a, const Pack& b) {
  Pack pack;
#pragma unroll
  for (int i = 0; i < 4; ++i) pack.word[i] = first ? a.word[i] : b.word[i];
  return pack;
}

/// The first n bytes of a pack, one by one: ends of messages, and buffers at odd addresses.
__device__ inline Pack load_bytes(const std::byte* from, unsigned n) {
  std::uint64_t half[2] = {0, 0};
#pragma unroll 1
  for (unsigned i = 0; i < n; ++i) {
    const std::uint64_t byte = std::to_integer<std::uint64_t>(from[i]) << (i % 8 * 8);
    half[0] |= i < 8 ? byte : 0;
    half[1] |= i < 8 ? 0 : byte;
  }
  return {{static_cast<unsigned>(half[0]), static_cast<unsigned>(half[0] >> 32),
           static_cast<unsigned>(half[1]), static_cast<unsigned>(half[1] >> 32)}};
}
__device__ inline void store_bytes(std::byte* to, const Pack& pack, unsigned n) {
  const std::uint64_t low = pack.word[0] | static_cast<std::uint64_t>(pack.word[1]) << 32;
  const std::uint64_t high = pack.word[2] | static_cast<std::uint64_t>(pack.word[3]) << 32;
#pragma unroll 1
  for (unsigned i = 0; i < n; ++i) {
    to[i] = static_cast<std::byte>((i < 8 ? low : high) >> (i % 8 * 8));
  }
}

/// Elements of a type in a pack, and how they are folded: the formulas of fold.hpp, which the tests
/// of the CPU hold, but where the machine has an instruction that gives the same value.
template <DataType kType>
struct PackFold {
  using Format = FoldFormat<kType>;
  using Stored = typename Format::Stored;
  using Wide = typename Format::Wide;
  static constexpr int kElements = 16 / sizeof(Stored);

  __device__ static Wide widen(Stored x) {
    if constexpr (kType == DataType::bf16) {
      return std::bit_cast<float>(static_cast<unsigned>(x) << 16);
    } else if constexpr (kType == DataType::f16) {
      float wide;
      asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(x));
      return wide;
    } else {
      return Format::widen(x);
    }
  }

  __device__ static Stored element(const Pack& pack, int i) {
    if constexpr (sizeof(Stored) == 8) {
      return std::bit_cast<Stored>(pack.word[2 * i] |
                                   static_cast<std::uint64_t>(pack.word[2 * i + 1]) << 32);
    } else if constexpr (sizeof(Stored) == 4) {
      return std::bit_cast<Stored>(pack.word[i]);
    } else {
      constexpr int kEach = 4 / sizeof(Stored);
      return static_cast<Stored>(pack.word[i / kEach] >> (i % kEach * 8 * sizeof(Stored)));
    }
  }
  __device__ static void put(Pack& pack, int i, Stored x) {
    if constexpr (sizeof(Stored) == 8) {
      const auto bits = std::bit_cast<std::uint64_t>(x);
      pack.word[2 * i] = static_cast<unsigned>(bits);
      pack.word[2 * i + 1] = static_cast<unsigned>(bits >> 32);
    } else if constexpr (sizeof(Stored) == 4) {
      pack.word[i] = std::bit_cast<unsigned>(x);
    } else {
      constexpr int kEach = 4 / sizeof(Stored);
      const unsigned bits = static_cast<unsigned>(x) << (i % kEach * 8 * sizeof(Stored));
      pack.word[i / kEach] = i % kEach == 0 ? bits : pack.word[i / kEach] | bits;
    }
  }

  __device__ static Wide combine(Wide a, Wide b, Fold how) {
    if (how == Fold::Sum) return fold<Fold::Sum>(a, b);
    return how == Fold::Min ? fold<Fold::Min>(a, b) : fold<Fold::Max>(a, b);
  }

  /// A word of lamport() that has not arrived; one that is sent in its place is all ones but for
  /// the sign of each element.
  static constexpr std::uint64_t kNothing = ~std::uint64_t{0};
  __device__ static std::uint64_t sendable(unsigned low, unsigned high) {
    constexpr std::size_t kBits = 8 * sizeof(Stored);
    std::uint64_t signs = 0;
#pragma unroll
    for (std::size_t bit = kBits; bit <= 64; bit += kBits) signs |= std::uint64_t{1} << (bit - 1);
    const std::uint64_t word = low | static_cast<std::uint64_t>(high) << 32;
    return word == kNothing ? ~signs : word;
  }

  /// A pack's sums so far.
  struct Running {
    Wide wide[kElements];

    __device__ void begin(const Pack& pack) {
#pragma unroll
      for (int i = 0; i < kElements; ++i) wide[i] = widen(element(pack, i));
    }
    __device__ void add(const Pack& pack, Fold how) {
#pragma unroll
      for (int i = 0; i < kElements; ++i) {
        wide[i] = combine(wide[i], widen(element(pack, i)), how);
      }
    }
    __device__ Pack end() const {
      Pack pack;
#pragma unroll
      for (int i = 0; i < kElements; ++i) put(pack, i, Format::narrow(wide[i]));
      return pack;
    }
  };

  /// pack_of(0) to pack_of(sources - 1), of kMost at most, in that order. Sums on a way of their
  /// own, which has nothing to choose for each element.
  template <int kMost, class PackOf>
  __device__ static Pack fold_packs(int sources, Fold how, PackOf pack_of) {
    Running all;
    all.begin(pack_of(0));
    if (how == Fold::Sum) {
#pragma unroll
      for (int r = 1; r < kMost; ++r) {
        if (r < sources) all.add(pack_of(r), Fold::Sum);
      }
    } else {
#pragma unroll
      for (int r = 1; r < kMost; ++r) {
        if (r < sources) all.add(pack_of(r), how == Fold::Min ? Fold::Min : Fold::Max);
      }
    }
    return all.end();
  }
};

}  // namespace fourfold
