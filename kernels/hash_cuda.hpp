// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fourfold {

/// Adds the hash (hash.hpp) of `count` elements of 1, 2, 4 or 8 bytes each to `*sum`, all in the
/// memory of the GPU that is current, in `native_stream` (Stream::native(), a cudaStream_t). Throws
/// Error when the launch is refused, when `elements` does not start at a multiple of their size, or
/// when this program was built without CUDA.
void add_hash_cuda(const std::byte* elements, std::size_t count, std::size_t element_bytes,
                   std::uint64_t* sum, void* native_stream);

}  // namespace fourfold
