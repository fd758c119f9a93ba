// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kPage = 4096;

Error refused(const std::string& what, int error) {
  return Error(fmt::format("{}: {}", what, std::strerror(error)));
}

class HostSharing final : public MemorySharing {
 public:
  std::shared_ptr<SharedMemory> make(std::size_t bytes) override { return PeerMemory::make(bytes); }
  std::shared_ptr<SharedMemory> open(const std::string& handle) override {
    return PeerMemory::open(handle);
  }
  bool outlives_openings() const override { return false; }
};

}  // namespace

std::unique_ptr<MemorySharing> share_host_memory() { return std::make_unique<HostSharing>(); }

PeerMemory::PeerMemory(int file, std::size_t bytes) : file_(file), bytes_(bytes), data_(nullptr) {
  void* const mapped =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
  if (mapped == MAP_FAILED) {
    const int error = errno;
    close(file_);
    throw refused(fmt::format("no {} bytes of memory that ranks share", bytes), error);
  }
  data_ = static_cast<std::byte*>(mapped);
}

PeerMemory::~PeerMemory() {
  munmap(data_, bytes_);
  close(file_);
}

std::shared_ptr<PeerMemory> PeerMemory::make(std::size_t bytes) {
  const std::size_t whole = (std::max<std::size_t>(bytes, 1) + kPage - 1) / kPage * kPage;
  const int file = memfd_create("fourfold", MFD_CLOEXEC);
  if (file < 0) throw refused("no memory that ranks share", errno);
  // Allocated here and now: a page that cannot be had later would be a SIGBUS.
  if (const int error = posix_fallocate(file, 0, static_cast<off_t>(whole)); error != 0) {
    close(file);
    throw refused(fmt::format("no {} bytes of memory that ranks share", whole), error);
  }
  return std::shared_ptr<PeerMemory>(new PeerMemory(file, whole));
}

std::string PeerMemory::handle() const {
  struct stat about {};
  fstat(file_, &about);
  return fmt::format("{} {} {} {} {}", getpid(), file_, bytes_, about.st_dev, about.st_ino);
}

std::shared_ptr<PeerMemory> PeerMemory::open(const std::string& handle) {
  std::istringstream words(handle);
  long pid = 0;
  int number = 0;
  std::size_t bytes = 0;
  dev_t device = 0;
  ino_t inode = 0;
  words >> pid >> number >> bytes >> device >> inode;
  const std::string path = fmt::format("/proc/{}/fd/{}", pid, number);
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) throw refused("the memory of process " + std::to_string(pid), errno);
  // In containers of their own, processes have the same number.
  struct stat about {};
  if (fstat(file, &about) != 0 || about.st_dev != device || about.st_ino != inode) {
    close(file);
    throw Error(
        fmt::format("process {} is another one here: ranks in containers of their own "
                    "cannot share memory this way",
                    pid));
  }
  return std::shared_ptr<PeerMemory>(new PeerMemory(file, bytes));
}

}  // namespace fourfold
