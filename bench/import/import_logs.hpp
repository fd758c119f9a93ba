// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/import/log_section.hpp"

namespace fourfold {

struct ImportOptions {
  std::vector<std::string> logs;
  std::string out;  ///< the record's directory; it must not be there
  /// Every file is one launch. Else a start that measures a case again begins the next one: five
  /// logs of all_reduce_perf and five of all_gather_perf are five launches.
  bool launches_are_files = false;
  Told told;
};

/// The logs as a record (docs/import.md): its manifest has their hashes, its cases what they say
/// and whose words it is. Pure but for reading the files. Throws InputError with file, line and
/// reason where a log is no account of what it seems to be, or the logs are not of the same ranks.
RunRecord imported_record(const ImportOptions& options);

/// Writes it to options.out, by the writers that a run uses. Throws InputError where that is there.
void write_imported(const RunRecord& record, const std::string& directory);

}  // namespace fourfold
