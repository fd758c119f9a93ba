// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/device.hpp"
#include "kernels/input.hpp"

namespace fourfold {

/// What fill_input writes, bit for bit, made in the device's own memory: a matrix of 16384 x 16384
/// need not travel. In stream order on GPUs. `destination` starts at a multiple of 16 bytes. Throws
/// Error as fill_input does, and when the launch is refused.
void fill_on_device(Device& device, Stream& stream, Distribution distribution, DataType type,
                    std::uint64_t seed, std::byte* destination, std::size_t count,
                    std::uint64_t columns = 0);

}  // namespace fourfold
