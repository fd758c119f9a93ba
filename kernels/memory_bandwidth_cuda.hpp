// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/memory_bandwidth.hpp"

namespace fourfold {

/// One pass of a pattern on the GPU that is current, enqueued in `native_stream` (Stream::native(),
/// a cudaStream_t). Arrays that the pattern uses start at multiples of 16 bytes; those that it does
/// not use may be null. dot and read write all kPartialSums sums in every call, and the same bits
/// every time. Throws Error when the launch is refused, for upload and download, which are not
/// kernels, or when this program was built without CUDA.
void run_memory_pattern_cuda(MemoryPattern pattern, const MemoryArguments& arguments,
                             void* native_stream);

}  // namespace fourfold
