// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/freeze_baseline.hpp"

#include <fmt/format.h>

#include "bench/record/record_files.hpp"
#include "core/error.hpp"

namespace fourfold {

std::string baseline_directory(const std::string& directory) { return directory + "/baseline"; }

FrozenBaseline freeze_baseline(const std::string& baseline, const std::string& directory) {
  const std::string to = baseline_directory(directory);
  copy_record(baseline, to);
  // The hash is of what was written, as it reads back.
  const RunRecord record = load_record(to);
  return {baseline, record.sha256, signer(record.evidence)};
}

RunRecord load_frozen_baseline(const std::string& run, const FrozenBaseline& frozen) {
  const std::string directory = baseline_directory(run);
  RunRecord baseline = load_record(directory);
  if (baseline.sha256 != frozen.sha256) {
    throw InputError({directory, 0, 0},
                     fmt::format("it was changed after the run: its SHA-256 is {}, the manifest "
                                 "of the run says {}",
                                 baseline.sha256, frozen.sha256));
  }
  if (!frozen.signed_by.empty() && signer(baseline.evidence) != frozen.signed_by) {
    throw InputError({directory, 0, 0},
                     fmt::format("it was signed by {} when the run began, and is not any more",
                                 frozen.signed_by));
  }
  return baseline;
}

}  // namespace fourfold
