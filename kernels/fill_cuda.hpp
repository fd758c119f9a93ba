// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/input.hpp"

namespace fourfold {

/// fill_input in the memory of the GPU that is current, enqueued in `native_stream`
/// (Stream::native(), a cudaStream_t). `destination` starts at a multiple of 16 bytes. Throws Error
/// as fill_input does, when the launch is refused, or when this program was built without CUDA.
void fill_cuda(Distribution distribution, DataType type, std::uint64_t seed, std::byte* destination,
               std::size_t count, std::uint64_t columns, void* native_stream);

}  // namespace fourfold
