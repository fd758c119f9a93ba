// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "device/shared_memory.hpp"

namespace fourfold {

/// Memory of the host that processes of one user share. It has no name in any file system, so that
/// nothing is left behind by a process that is killed, and needs no room in /dev/shm. It stays
/// while anyone has it.
class PeerMemory final : public SharedMemory {
 public:
  /// Memory of this process, all zero, of whole pages and there at once: it lies where this process
  /// runs, and no later access waits for a page. Throws Error where there is none.
  static std::shared_ptr<PeerMemory> make(std::size_t bytes);
  /// That of another process, by its handle; or of this one a second time. Throws Error where this
  /// process may not have it, or cannot see that one.
  static std::shared_ptr<PeerMemory> open(const std::string& handle);

  ~PeerMemory() override;

  std::byte* data() const override { return data_; }
  std::size_t bytes() const override { return bytes_; }
  std::string handle() const override;

 private:
  PeerMemory(int file, std::size_t bytes);

  int file_;  ///< closed with this
  std::size_t bytes_;
  std::byte* data_;
};

/// The above.
std::unique_ptr<MemorySharing> share_host_memory();

}  // namespace fourfold
