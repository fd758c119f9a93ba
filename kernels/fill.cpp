// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/fill.hpp"

#include "kernels/fill_cuda.hpp"

namespace fourfold {

void fill_on_device(Device& device, Stream& stream, Distribution distribution, DataType type,
                    std::uint64_t seed, std::byte* destination, std::size_t count,
                    std::uint64_t columns) {
  if (device.info().kind == DeviceKind::Host) {
    fill_input(distribution, type, seed, destination, count, columns);
  } else {
    device.make_current();
    fill_cuda(distribution, type, seed, destination, count, columns, stream.native());
  }
}

}  // namespace fourfold
