// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm90.cuh"

namespace fourfold {

struct Sm90Of128x256 {
  static constexpr Sm90Tile kTile = sm90_tile("sm90_128x256");
};

template <>
const void* sm90_function<Sm90Of128x256::kTile>(DataType input) {
  switch (input) {
    case DataType::bf16:
      return gemm_sm90_address<Sm90Bf16, Sm90Of128x256>();
    case DataType::f16:
      return gemm_sm90_address<Sm90F16, Sm90Of128x256>();
    case DataType::tf32:
      return gemm_sm90_address<Sm90Tf32, Sm90Of128x256>();
    case DataType::f8e4m3:
      return gemm_sm90_address<Sm90F8, Sm90Of128x256>();
    case DataType::i8:
      return gemm_sm90_address<Sm90I8, Sm90Of128x256>();
    default:
      return nullptr;
  }
}

}  // namespace fourfold
