// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/fold.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace fourfold {
namespace {

template <class T>
T load(const std::byte* from, std::size_t index) {
  T value;
  std::memcpy(&value, from + index * sizeof(T), sizeof(T));
  return value;
}

/// Block by block through an array of its own: what is written never overlaps what is read, which
/// is what the compiler must know to make vectors of these loops.
template <DataType kType, Fold kFold>
void fold_arrays(std::byte* const* to, int copies, const std::byte* const* from, int sources,
                 std::size_t bytes) {
  using Format = FoldFormat<kType>;
  using Stored = typename Format::Stored;
  constexpr std::size_t kBlock = 512;
  const std::size_t elements = bytes / sizeof(Stored);
  for (std::size_t first = 0; first < elements; first += kBlock) {
    const std::size_t count = std::min(kBlock, elements - first);
    const std::size_t at = first * sizeof(Stored);
    alignas(64) typename Format::Wide wide[kBlock];
    alignas(64) Stored narrow[kBlock];
    const std::byte* const one = from[0] + at;
    const std::byte* const other = from[sources - 1] + at;
    if (sources == 2) {
      for (std::size_t i = 0; i < count; ++i) {
        narrow[i] = Format::narrow(fold<kFold>(Format::widen(load<Stored>(one, i)),
                                               Format::widen(load<Stored>(other, i))));
      }
    } else {
      for (std::size_t i = 0; i < count; ++i) wide[i] = Format::widen(load<Stored>(one, i));
      for (int source = 1; source < sources; ++source) {
        const std::byte* const next = from[source] + at;
        for (std::size_t i = 0; i < count; ++i) {
          wide[i] = fold<kFold>(wide[i], Format::widen(load<Stored>(next, i)));
        }
      }
      for (std::size_t i = 0; i < count; ++i) narrow[i] = Format::narrow(wide[i]);
    }
    for (int copy = 0; copy < copies; ++copy) {
      std::memcpy(to[copy] + at, narrow, count * sizeof(Stored));
    }
  }
}

template <DataType kType>
constexpr std::array<HostFold, 3> kFolds{
    fold_arrays<kType, Fold::Sum>, fold_arrays<kType, Fold::Min>, fold_arrays<kType, Fold::Max>};

}  // namespace

HostFold host_fold(DataType type, Fold fold) {
  const auto which = static_cast<std::size_t>(fold);
  switch (type) {
    case DataType::f64:
      return kFolds<DataType::f64>[which];
    case DataType::f32:
      return kFolds<DataType::f32>[which];
    case DataType::f16:
      return kFolds<DataType::f16>[which];
    case DataType::bf16:
      return kFolds<DataType::bf16>[which];
    case DataType::f8e4m3:
      return kFolds<DataType::f8e4m3>[which];
    case DataType::i32:
      return kFolds<DataType::i32>[which];
    case DataType::tf32:
    case DataType::i8:
      break;
  }
  return nullptr;
}

}  // namespace fourfold
