// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fourfold {

/// Held by whoever writes a run's record, for as long as it runs, so that nobody resumes a run that
/// is still going on: a lock of RUN/lock, which stays there. It ends with the process, however that
/// ends. File systems without locks do not see it, nor do other hosts where each has locks of its
/// own (NFS with `nolock` or `local_lock`, Lustre without `flock`).
class RunLock {
 public:
  /// Throws InputError where another process has it or writes the journal, and where nothing can be
  /// written.
  explicit RunLock(const std::string& directory);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int file_;
};

/// Whether a process has that lock, or a Journal is open on that directory's record, in this
/// process too.
bool is_being_written(const std::string& directory);

}  // namespace fourfold
