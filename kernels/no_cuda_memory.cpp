// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "kernels/memory_bandwidth_cuda.hpp"

namespace fourfold {

void run_memory_pattern_cuda(MemoryPattern, const MemoryArguments&, void*) {
  throw Error(probe_cuda().reason);
}

}  // namespace fourfold
