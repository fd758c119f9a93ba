// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "core/error.hpp"
#include "kernels/gemm_sm90.hpp"

namespace fourfold {

template <Sm90Tile kTile>
const void* sm90_function(DataType) {
  return nullptr;
}

namespace {

template <std::size_t... kIndex>
constexpr auto instances(std::index_sequence<kIndex...>) {
  return std::array{&sm90_function<kSm90Variants[kIndex].tile>...};
}
// Naming them is what makes them.
[[maybe_unused]] constexpr auto kInstances =
    instances(std::make_index_sequence<kSm90Variants.size()>());

}  // namespace

Support probe_sm90() { return Support::no("built without CUDA for sm_90a"); }

PreparedGemm prepare_sm90(const Sm90Variant&, const void*, const GemmProblem&, Device&) {
  throw Error(probe_sm90().reason());
}

}  // namespace fourfold
