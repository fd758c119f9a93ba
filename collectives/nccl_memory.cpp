// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_memory.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/unsupported.hpp"

namespace fourfold {
namespace {

constexpr int kSymmetric = 1;  // NCCL_WIN_COLL_SYMMETRIC, which an nccl.h before 2.27 lacks

std::shared_ptr<void> register_window(ncclComm_t comm, const Buffer& memory) {
  void* window = nullptr;
  check(nccl().window_register(comm, memory.data(), memory.bytes(), &window, kSymmetric));
  // NCCL succeeds without one where GPUs do not reach each other's memory.
  if (window == nullptr) {
    throw Unsupported("NCCL has no symmetric memory here: ncclCommWindowRegister made no window");
  }
  return {window, [comm](void* made) { static_cast<void>(nccl().window_deregister(comm, made)); }};
}

std::shared_ptr<void> register_buffer(ncclComm_t comm, const Buffer& memory) {
  void* handle = nullptr;
  check(nccl().comm_register(comm, memory.data(), memory.bytes(), &handle));
  if (handle == nullptr) {
    throw Unsupported("NCCL registers no buffers here: ncclCommRegister gave no handle");
  }
  return {handle, [comm](void* made) { static_cast<void>(nccl().comm_deregister(comm, made)); }};
}

}  // namespace

Buffer nccl_buffer(Device& device, std::size_t bytes, NcclBuffers kind) {
  if (kind == NcclBuffers::Malloc) return device.allocate(bytes);
  // The current device is the thread's, and this thread may have come from another.
  static_cast<void>(cudaSetDevice(device.info().index));
  void* data = nullptr;
  const ncclResult_t status = nccl().mem_alloc(&data, std::max<std::size_t>(bytes, 1));
  if (status != ncclSuccess) {
    throw Error(fmt::format("ncclMemAlloc of {} bytes on GPU {} ({}): {}", bytes,
                            device.info().index, device.info().name, nccl_error_text(status)));
  }
  std::shared_ptr<void> owner(data, [](void* given) { static_cast<void>(nccl().mem_free(given)); });
  return {std::move(owner), data, bytes};
}

std::shared_ptr<void> nccl_announce(ncclComm_t comm, const Buffer& memory, NcclBuffers kind) {
  switch (kind) {
    case NcclBuffers::Malloc:
    case NcclBuffers::MemAlloc:
      return nullptr;
    case NcclBuffers::Registered:
      return register_buffer(comm, memory);
    case NcclBuffers::Window:
      return register_window(comm, memory);
  }
  return nullptr;
}

}  // namespace fourfold
