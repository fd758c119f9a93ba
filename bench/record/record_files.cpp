// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record_files.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <vector>

#include "bench/record/whole_file.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kNames{kManifestFile,  kJournalFile,   kSuiteFile,
                                                 kStatementFile, kSignatureFile, kBundleFile,
                                                 "rates.csv",    "nccl_ras.txt"};

void add_all(const std::string& directory, const std::string& prefix, RecordFiles& files) {
  for (auto& [name, text] : read_record_files(directory)) files[prefix + name] = std::move(text);
  if (fs::is_directory(directory + "/baseline")) {
    add_all(directory + "/baseline", prefix + "baseline/", files);
  }
  std::error_code none;
  for (const fs::directory_entry& run : fs::directory_iterator(directory + "/runs", none)) {
    const std::string name = "runs/" + run.path().filename().string();
    if (run.is_directory()) add_all(run.path().string(), prefix + name + "/", files);
  }
}

}  // namespace

RecordFiles read_record_files(const std::string& directory) {
  RecordFiles files;
  for (const std::string_view name : kNames) {
    const std::string path = directory + "/" + std::string(name);
    if (fs::exists(path)) files.emplace(name, read_whole(path));
  }
  return files;
}

bool is_signed(const RecordFiles& files) {
  return files.contains(std::string(kStatementFile)) || files.contains(std::string(kSignatureFile));
}

void copy_record(const std::string& from, const std::string& to) {
  RecordFiles files = read_record_files(from);
  const auto has = [&](std::string_view name) { return files.contains(std::string(name)); };
  if (!has(kManifestFile) && !has(kBundleFile)) {
    throw InputError({from, 0, 0}, "cannot be read; is this the directory of a run?");
  }
  if (is_signed(files) || has(kBundleFile)) files = read_all_record_files(from);
  for (const auto& [name, text] : files) {
    const fs::path path = fs::path(to) / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
      throw Error(
          fmt::format("cannot make '{}': {}", path.parent_path().string(), error.message()));
    }
    write_atomically(path.parent_path().string(), path.filename().string(), text);
  }
}

RecordFiles read_all_record_files(const std::string& directory) {
  RecordFiles files;
  add_all(directory, "", files);
  return files;
}

}  // namespace fourfold
