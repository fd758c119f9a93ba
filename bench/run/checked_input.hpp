// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/config/config.hpp"
#include "bench/run/run_options.hpp"

namespace fourfold {

/// The suite as the command line changes it, after everything about a run that can be known to be
/// wrong before its workers start: the command line, the suite, and for the process that
/// `keeps_the_record` (the supervisor, rank 0) that the chip file it may name can be read, that
/// RunOptions::check_more finds nothing and that
/// --results and
/// --benchmark_out can be written. Throws InputError; leaves no trace where it looked.
Config checked_input(const RunOptions& options, bool keeps_the_record);

/// Throws InputError unless directories can be made at or below `directory`, which may be missing.
void check_can_make(const std::string& option, const std::string& directory);

/// Throws InputError unless the file can be opened for writing. One that is there is not changed.
void check_can_write(const std::string& option, const std::string& file);

}  // namespace fourfold
