// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/record/record.hpp"
#include "bench/record/record_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw InputError({path, 0, 0}, "cannot be read; is this the directory of a run?");
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Line by line. A bad line is what a crash cut short when nothing follows it, or when the next
/// writer ended it and went on with its own first line; any other bad line is damage.
void read_journal(const std::string& path, RunRecord& record) {
  const std::string text = read_whole(path);
  std::string bad;
  SourcePosition bad_place;
  int number = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    const SourcePosition where{path, ++number, 1};
    from = end + 1;
    const bool complete = end < text.size();
    const std::size_t cases = record.cases.size();
    try {
      parse_journal_line(line, where, record);
      const bool new_writer = record.cases.size() == cases;  // "launch" or "end"
      if (!bad.empty() && !new_writer) throw InputError(bad_place, bad);
      if (!bad.empty()) record.truncated = format(bad_place) + " (cut short)";
      bad.clear();
    } catch (const InputError& error) {
      if (!bad.empty()) throw InputError(bad_place, bad);
      if (complete && line.empty()) throw;
      bad = error.message();
      bad_place = where;
    }
  }
  // Only a line that was being written when the machine stopped lacks its end.
  if (!bad.empty() && text.back() == '\n') throw InputError(bad_place, bad);
  if (!bad.empty()) record.truncated = format(bad_place) + " (cut short)";
}

}  // namespace

RunRecord load_record(const std::string& directory) {
  RunRecord record;
  record.directory = directory;
  const std::string manifest = directory + "/manifest.json";
  record.manifest = parse_manifest(read_whole(manifest), {manifest, 1, 1});
  const std::string journal = directory + "/journal.jsonl";
  if (std::filesystem::exists(journal)) read_journal(journal, record);
  return record;
}

}  // namespace fourfold
