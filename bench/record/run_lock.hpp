// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fourfold {

/// Held by whoever writes a run's record, for as long as it runs, so that nobody resumes a run that
/// is still going on. It ends with the process, however that ends. File systems without locks, and
/// other hosts on some, do not see it.
class RunLock {
 public:
  /// Throws InputError where another process has it.
  explicit RunLock(const std::string& directory);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int file_;
};

}  // namespace fourfold
