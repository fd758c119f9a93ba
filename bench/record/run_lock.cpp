// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "bench/record/record_files.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// Not of the directory: file systems of several hosts, as NFS, have locks of files that are open
/// for writing, and of nothing else.
std::string lock_file(const std::string& directory) { return directory + "/lock"; }

bool is_locked(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  const bool taken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(file);
  return taken;
}

/// Ranks that are still there hold it, also where nobody supervises them any more.
bool journal_is_locked(const std::string& directory) {
  return is_locked(directory + "/" + std::string(kJournalFile));
}

}  // namespace

RunLock::RunLock(const std::string& directory)
    : file_(open(lock_file(directory).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (file_ < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    throw InputError({directory, 0, 0}, "this is no directory of a run");
  }
  if (file_ < 0) {
    const std::string why = std::strerror(errno);
    throw InputError({directory, 0, 0}, "a run cannot write here: " + why);
  }
  const bool taken = flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  if (!taken && !journal_is_locked(directory)) return;
  close(file_);
  throw InputError({directory, 0, 0}, "this run is still going on: a process writes its record");
}

RunLock::~RunLock() { close(file_); }

bool is_being_written(const std::string& directory) {
  // Between its launches only the run's own lock says so.
  return journal_is_locked(directory) || is_locked(lock_file(directory));
}

}  // namespace fourfold
