// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "collectives/nccl_library.hpp"
#include "collectives/nccl_settings.hpp"
#include "device/device.hpp"

namespace fourfold {

/// Communicator::allocate of NCCL: cudaMalloc, or ncclMemAlloc for every other kind.
Buffer nccl_buffer(Device& device, std::size_t bytes, NcclBuffers kind);

/// Communicator::announce of NCCL. ncclCommWindowRegister is collective.
std::shared_ptr<void> nccl_announce(ncclComm_t comm, const Buffer& memory, NcclBuffers kind);

}  // namespace fourfold
