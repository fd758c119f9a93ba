// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/shared_memory.hpp"

namespace fourfold {

std::unique_ptr<MemorySharing> share_gpu_memory(Device&) { throw Error("built without CUDA"); }

}  // namespace fourfold
