// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/error.hpp"

namespace fourfold {

RunLock::RunLock(const std::string& directory)
    : file_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (file_ < 0) throw InputError({directory, 0, 0}, "this is no directory of a run");
  if (flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  close(file_);
  throw InputError({directory, 0, 0}, "this run is still going on: a process writes its record");
}

RunLock::~RunLock() { close(file_); }

}  // namespace fourfold
