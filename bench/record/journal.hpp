// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Now, as "2026-11-21T03:45:10Z".
std::string utc_now();

/// When a file was last written to, in the same form; "" where nobody knows.
std::string time_of_last_write(const std::string& file);

/// Makes `<parent>/<UTC time>-<suite>` (with "-2", "-3"... if taken) and returns its path.
std::string make_run_directory(const std::string& parent, const std::string& suite);

/// Writes manifest.json and suite.yaml, atomically (temporary file, fsync, rename).
void write_manifest(const std::string& directory, const Manifest& manifest);

/// Appends to journal.jsonl; each line is on disk (fsync) when the call returns, so that a crash
/// loses at most the case in hand. One writer at a time. Opening again continues the file; a last
/// line that a crash cut short is first ended so that it stays one bad line.
class Journal {
 public:
  explicit Journal(const std::string& directory);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void begin_launch(const LaunchRecord& launch);
  void append(const CaseRecord& one);
  /// Something worth a look that happened in a launch, and did not end it.
  void remark(int launch, const std::string& text);
  void end_launch(int launch, int exit_code, const std::string& reason);
  /// How any start ended: its launch, start, exit_code, end_reason and lost_hosts; now, where
  /// ended_at is "".
  void end_start(LaunchRecord launch);

 private:
  void write_line(const std::string& line);
  int file_;
  std::string path_;
};

}  // namespace fourfold
