// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Now, as "2026-11-21T03:45:10Z".
std::string utc_now();

/// Now, as "2026-11-21T03:45:10.042Z": a start of a launch is told from others by it.
std::string utc_now_in_ms();

/// When a file was last written to, in the same form; "" where nobody knows.
std::string time_of_last_write(const std::string& file);

/// Makes `<parent>/<UTC time>-<suite>` (with "-2", "-3"... if taken) and returns its path.
std::string make_run_directory(const std::string& parent, const std::string& suite);

/// Writes manifest.json and suite.yaml, atomically (temporary file, fsync, rename).
void write_manifest(const std::string& directory, const Manifest& manifest);

/// Appends to journal.jsonl, each line chained to the one before it (journal_chain.hpp); each line
/// is on disk (fsync) when the call returns, so that a crash loses at most the case in hand. One
/// writer at a time. Opening again continues the file; a last line that a crash cut short is first
/// ended so that it stays one bad line. Throws InputError where the record is signed or of an older
/// version: nothing is added to such a one.
class Journal {
 public:
  explicit Journal(const std::string& directory);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void begin_launch(const LaunchRecord& launch);
  /// The hardware of a launch that has begun; written once where launches have the same.
  void take_inventory(int launch, const Inventory& inventory);
  void append(const CaseRecord& one);
  /// Something worth a look that happened in a launch, and did not end it.
  void remark(int launch, const std::string& text);
  void end_launch(int launch, int exit_code, const std::string& reason);
  /// How any start ended: its launch, start, exit_code, end_reason and lost_hosts; now, where
  /// ended_at is "".
  void end_start(LaunchRecord launch);

 private:
  /// Reads what the next line follows, where another writer has written since.
  void follow();
  void write_line(const std::string& line);
  void write_all(const std::string& text);
  int file_;
  std::string path_;
  std::string previous_;  ///< hash of the last line, or of the manifest
  std::int64_t size_ = -1;
};

}  // namespace fourfold
