// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/sign_record.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "bench/record/journal.hpp"
#include "bench/record/key_file.hpp"
#include "bench/record/record.hpp"
#include "bench/record/run_lock.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

/// A secret key that is handed on with the record is no secret.
void check_key_is_elsewhere(const std::string& directory, const std::string& key_file) {
  const fs::path inside =
      fs::weakly_canonical(key_file).lexically_relative(fs::canonical(directory));
  if (!inside.empty() && *inside.begin() != "..") {
    throw InputError({key_file, 0, 0},
                     "this secret key lies in the record itself, and would be handed on with it");
  }
}

}  // namespace

Evidence verify_record(const std::string& directory) {
  const RecordFiles files = read_all_record_files(directory);
  if (!files.contains(std::string(kManifestFile)) && !files.contains(std::string(kBundleFile))) {
    throw InputError({directory, 0, 0}, "neither a record nor a bundle of baselines is here");
  }
  const Evidence evidence = check_evidence(files, directory);
  (void)load_record(directory);  // that it hangs together does not say that it can be read
  return evidence;
}

Evidence sign_record(const std::string& directory, const std::string& key_file,
                     const std::string& by) {
  const SecretKey key = read_secret_key(key_file);
  if (is_being_written(directory)) {
    throw InputError({directory, 0, 0}, "this record is still being written");
  }
  const Evidence before = verify_record(directory);
  check_key_is_elsewhere(directory, key_file);
  if (before.signature) {
    throw InputError(
        {directory, 0, 0},
        fmt::format("signed already by {}; who wants to sign it instead removes {} and "
                    "{} first",
                    word(before.signature->key), kStatementFile, kSignatureFile));
  }
  const std::string program = fmt::format("fourfold {} ({})", version(), git_revision());
  const std::string text = statement_json(
      state(read_all_record_files(directory), {key.public_key(), by, utc_now()}, program));
  write_atomically(directory, std::string(kSignatureFile), key.sign(text));
  write_atomically(directory, std::string(kStatementFile), text);
  return verify_record(directory);
}

}  // namespace fourfold
