// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "device/device.hpp"
#include "kernels/input.hpp"

namespace fourfold {

/// A 64-bit hash of an array that does not depend on the order in which its elements are met, so
/// that any number of threads, blocks and GPUs make the same one: the sum modulo 2^64 of a mixture
/// of each element's bits with its index. Equal between launches and between GPUs exactly when (but
/// for a chance of 2^-64) the outputs are equal bit by bit. One changed element always changes it,
/// since the mixture is one-to-one at each index. Not meant to withstand an adversary.
constexpr std::uint64_t hash_element(std::uint64_t bits, std::uint64_t index) {
  return random_bits(bits, index);
}

/// The hash of an array on the host, of elements of 1, 2, 4 or 8 bytes; anything else throws Error.
/// `first` is the index of its first element: the hashes of an array's pieces add up to its own.
std::uint64_t output_hash(std::span<const std::byte> elements, std::size_t element_bytes,
                          std::uint64_t first = 0);

/// The same of an array in a device's memory, without moving it to the host. After what `stream`
/// holds; waits for the result.
std::uint64_t hash_on_device(Device& device, Stream& stream, const std::byte* elements,
                             std::size_t bytes, std::size_t element_bytes);

}  // namespace fourfold
