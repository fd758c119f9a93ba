// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace fourfold {

/// Memory of one process that others of the same user on the same host map too. It has no name in
/// any file system, so that nothing is left behind by a process that is killed, and needs no room
/// in /dev/shm.
class PeerMemory {
 public:
  /// Memory of this process, all zero, of whole pages and there at once: it lies where this process
  /// runs, and no later access waits for a page. Throws Error where there is none.
  static std::shared_ptr<PeerMemory> make(std::size_t bytes);
  /// That of another process, by its handle; or of this one a second time. Throws Error where this
  /// process may not have it, or cannot see that one.
  static std::shared_ptr<PeerMemory> open(const std::string& handle);

  ~PeerMemory();
  PeerMemory(const PeerMemory&) = delete;
  PeerMemory& operator=(const PeerMemory&) = delete;

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }
  /// In one line, for open(), while this object lives. Of memory that was made here.
  std::string handle() const;

 private:
  PeerMemory(int file, std::size_t bytes);

  int file_;  ///< closed with this
  std::size_t bytes_;
  std::byte* data_;
};

}  // namespace fourfold
