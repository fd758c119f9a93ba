// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/load_record.hpp"

#include <filesystem>
#include <future>

#include "bench/record/bundle.hpp"
#include "bench/record/consistent.hpp"
#include "bench/record/evidence.hpp"
#include "bench/record/record_json.hpp"
#include "core/error.hpp"
#include "core/in_parallel.hpp"

namespace fourfold {
namespace {

/// Line by line. A bad line is forgiven in two places only: at the very end, without its newline (a
/// crash cut it short), and before a "resumed" line (the next writer found it so). Any other is
/// damage.
void read_journal(std::string_view text, const std::string& path, RunRecord& record) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::vector<JournalLine> read(lines.size());
  in_parallel(lines.size(), [&](std::size_t i) { read[i] = read_journal_line(lines[i]); });
  std::string bad;
  SourcePosition bad_place;
  int number = 0;
  for (const JournalLine& line : read) {
    const SourcePosition where{path, ++number, 1};
    std::string kind;
    try {
      kind = add_journal_line(line, where, record);
    } catch (const InputError& error) {
      if (!bad.empty()) throw InputError(bad_place, bad);
      bad = error.message();
      bad_place = where;
      continue;
    }
    if (bad.empty()) continue;
    if (kind != "resumed") throw InputError(bad_place, bad);
    record.truncated = format(bad_place) + " (cut short)";
    bad.clear();
  }
  if (bad.empty()) return;
  if (text.back() == '\n') throw InputError(bad_place, bad);
  record.truncated = format(bad_place) + " (cut short)";
}

RunRecord parse(const RecordFiles& files, const std::string& directory) {
  RunRecord record;
  record.directory = directory;
  const auto manifest = files.find(std::string(kManifestFile));
  const std::string path = directory + "/manifest.json";
  if (manifest == files.end()) {
    throw InputError({path, 0, 0}, "cannot be read; is this the directory of a run?");
  }
  record.manifest = parse_manifest(manifest->second, {path, 1, 1});
  const std::string journal = directory + "/journal.jsonl";
  if (const auto found = files.find(std::string(kJournalFile)); found != files.end()) {
    read_journal(found->second, journal, record);
  }
  if (const std::string why = contradiction(record); !why.empty()) {
    throw InputError({journal, 0, 0}, "the record contradicts itself: " + why);
  }
  const auto suite = files.find(std::string(kSuiteFile));
  record.suite_edited = suite != files.end() && suite->second != record.manifest.suite_text;
  return record;
}

}  // namespace

RunRecord record_of(const RecordFiles& files, const std::string& directory) {
  auto checked = std::async(std::launch::async, [&] { return check_evidence(files, directory); });
  RunRecord record;
  std::exception_ptr unreadable;
  try {
    record = parse(files, directory);
  } catch (...) {
    unreadable = std::current_exception();
  }
  // That it was tampered with says more than where reading then failed.
  record.evidence = checked.get();
  if (unreadable) std::rethrow_exception(unreadable);
  record.sha256 = record.evidence.head;
  return record;
}

RunRecord load_record(const std::string& directory) {
  if (std::filesystem::exists(directory + "/" + std::string(kBundleFile))) {
    return load_bundle(directory);
  }
  RecordFiles files = read_record_files(directory);
  // Only a signature speaks of the records within this one.
  if (is_signed(files)) files = read_all_record_files(directory);
  return record_of(files, directory);
}

}  // namespace fourfold
