// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/sm90_variants.hpp"

namespace fourfold {

/// The device function of an instance, as cudaLaunchKernel takes it; nullptr for a type that is not
/// in its row. Each instance's .cu file defines it for its own tile.
template <Sm90Tile kTile>
const void* sm90_function(DataType input);

}  // namespace fourfold
