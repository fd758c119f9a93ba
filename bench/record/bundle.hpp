// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// A bundle of baselines: runs of one machine, on one day or several, frozen to be compared with.
/// It stands alone:
///   NAME/bundle.json  names each run: where it was, when, its launches, identity, who signed it
///   NAME/runs/1/...   each whole, to the byte, with its signature if it had one
///   NAME/rates.csv    what each launch reached, for people
/// As a record it is that of all its runs' launches, numbered by the days on which they began.

/// The runs as one record: the manifest of the earliest, launches numbered anew. Throws InputError,
/// naming the run, where they are not runs of one suite on one machine, or one is there twice.
RunRecord join_runs(std::vector<RunRecord> runs);

/// Writes a bundle of the runs in `directories` to `out`, a new directory. `rates` is the text of
/// rates.csv. Throws InputError where `out` is there or a run is still being written.
void write_bundle(const std::vector<std::string>& directories, const std::string& out,
                  const std::string& rates);

/// Throws InputError as load_record() does, also where a run is not the one that was frozen.
RunRecord load_bundle(const std::string& directory);

}  // namespace fourfold
