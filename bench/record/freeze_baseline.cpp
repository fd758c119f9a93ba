// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/freeze_baseline.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "bench/record/whole_file.hpp"
#include "core/error.hpp"

namespace fourfold {

namespace fs = std::filesystem;

std::string baseline_directory(const std::string& directory) { return directory + "/baseline"; }

FrozenBaseline freeze_baseline(const std::string& baseline, const std::string& directory) {
  const std::string to = baseline_directory(directory);
  std::error_code error;
  fs::create_directories(to, error);
  if (error) throw Error(fmt::format("cannot make '{}': {}", to, error.message()));
  for (const char* const name : {"manifest.json", "journal.jsonl"}) {
    const std::string from = fmt::format("{}/{}", baseline, name);
    if (fs::exists(from)) write_atomically(to, name, read_whole(from));
  }
  // The hash is of what was written, as it reads back.
  return {baseline, load_record(to).sha256};
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
  return baseline;
}

}  // namespace fourfold
