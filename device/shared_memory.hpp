// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "device/device.hpp"

namespace fourfold {

/// Memory of one process that others on the same host map too.
class SharedMemory {
 public:
  SharedMemory() = default;
  virtual ~SharedMemory() = default;
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  /// Where it begins in this process, at a page of its own.
  virtual std::byte* data() const = 0;
  virtual std::size_t bytes() const = 0;
  /// In one line, for MemorySharing::open() in another process, while this object lives. Of memory
  /// that was made here.
  virtual std::string handle() const = 0;
};

/// How the processes of a host come to each other's memory of one kind.
class MemorySharing {
 public:
  virtual ~MemorySharing() = default;

  /// Memory of this process, of `bytes` at least. Throws Error where there is none.
  virtual std::shared_ptr<SharedMemory> make(std::size_t bytes) = 0;
  /// That of another process. Throws Error where this one cannot have it, in words that say why.
  virtual std::shared_ptr<SharedMemory> open(const std::string& handle) = 0;
  /// Whether memory must stay until every process that has opened it has let go of it.
  virtual bool outlives_openings() const = 0;
};

/// A GPU's memory, by CUDA's handles for other processes (cudaIpcGetMemHandle), of ranks on one GPU
/// or on several that reach each other (cudaDeviceCanAccessPeer). `gpu` outlives it. Throws Error
/// where this program was built without CUDA or `gpu` is the host. Compiled, not run on hardware.
std::unique_ptr<MemorySharing> share_gpu_memory(Device& gpu);

}  // namespace fourfold
