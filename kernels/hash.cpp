// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/hash.hpp"

#include <fmt/format.h>

#include <cstring>

#include "core/error.hpp"
#include "kernels/hash_cuda.hpp"

namespace fourfold {
namespace {

template <class Bits>
std::uint64_t hash_of(std::span<const std::byte> elements, std::uint64_t first) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < elements.size() / sizeof(Bits); ++i) {
    Bits bits;
    std::memcpy(&bits, elements.data() + i * sizeof(Bits), sizeof(Bits));
    sum += hash_element(bits, first + i);
  }
  return sum;
}

void check_width(std::size_t bytes, std::size_t element_bytes) {
  const bool known =
      element_bytes == 1 || element_bytes == 2 || element_bytes == 4 || element_bytes == 8;
  if (known && bytes % element_bytes == 0) return;
  throw Error(
      fmt::format("no hash of {} bytes in elements of {} bytes each", bytes, element_bytes));
}

}  // namespace

std::uint64_t output_hash(std::span<const std::byte> elements, std::size_t element_bytes,
                          std::uint64_t first) {
  check_width(elements.size(), element_bytes);
  switch (element_bytes) {
    case 8:
      return hash_of<std::uint64_t>(elements, first);
    case 4:
      return hash_of<std::uint32_t>(elements, first);
    case 2:
      return hash_of<std::uint16_t>(elements, first);
    default:
      return hash_of<std::uint8_t>(elements, first);
  }
}

std::uint64_t hash_on_device(Device& device, Stream& stream, const std::byte* elements,
                             std::size_t bytes, std::size_t element_bytes) {
  check_width(bytes, element_bytes);
  if (device.info().kind == DeviceKind::Host) return output_hash({elements, bytes}, element_bytes);
  device.make_current();
  const Buffer sum = device.allocate(sizeof(std::uint64_t));
  device.set_bytes(sum.data(), 0, sum.bytes(), stream);
  add_hash_cuda(elements, bytes / element_bytes, element_bytes,
                reinterpret_cast<std::uint64_t*>(sum.data()), stream.native());
  device.synchronize(stream);
  std::uint64_t result = 0;
  device.download(&result, sum.data(), sizeof(result));
  return result;
}

}  // namespace fourfold
