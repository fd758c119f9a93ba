// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "bench/app/commands.hpp"
#include "bench/config/tuning.hpp"
#include "bench/judge/tune.hpp"
#include "bench/record/whole_file.hpp"
#include "bench/report/tuning_text.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

Tuning tuning_of(const RunRecord& record, const Tuned& tuned) {
  Tuning tuning;
  tuning.memory = tuned.memory;
  const bool on_gpu = lies_on_gpu(tuned.memory);
  tuning.machine =
      on_gpu ? fact(record.manifest, "device", "name") : fact(record.manifest, "host", "cpu");
  if (tuning.machine.empty()) tuning.machine = "not known";
  tuning.ranks = tuned.ranks;
  tuning.dtype = tuned.dtype;
  tuning.revision =
      record.manifest.git_revision.empty() ? "not known" : record.manifest.git_revision;
  tuning.record = fs::canonical(record.directory).filename().string();
  tuning.table = tuned.table;
  return tuning;
}

/// The lines as comments of YAML.
std::string commented(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out += "# " + line + "\n";
  return out;
}

}  // namespace

ExitCode tune_command(const std::string& directory, const std::string& out) {
  const RunRecord record = load_record(directory);
  const Tuned tuned = tune(record, summarize(record));
  const std::string table = tuning_text(tuned);
  const std::string file = commented(table) + tuning_yaml(tuning_of(record, tuned));
  if (out.empty()) {
    std::cout << file;
  } else {
    const fs::path path = fs::absolute(out);
    write_atomically(path.parent_path().string(), path.filename().string(), file);
    std::cout << table << fmt::format("written to {}; a suite names it under tuning\n", out);
  }
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return ExitCode::Accepted;
}

}  // namespace fourfold
