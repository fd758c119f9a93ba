// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm90.cuh"

namespace fourfold {

struct Sm90Of128x128Promoted {
  static constexpr Sm90Tile kTile = sm90_tile("sm90_128x128_promoted");
};

template <>
const void* sm90_function<Sm90Of128x128Promoted::kTile>(DataType input) {
  return input == DataType::f8e4m3 ? gemm_sm90_address<Sm90F8, Sm90Of128x128Promoted>() : nullptr;
}

}  // namespace fourfold
