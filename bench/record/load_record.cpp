// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "bench/record/consistent.hpp"
#include "bench/record/record.hpp"
#include "bench/record/record_json.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

/// Line by line. A bad line is forgiven in two places only: at the very end, without its newline (a
/// crash cut it short), and before a "resumed" line (the next writer found it so). Any other is
/// damage.
void read_journal(const std::string& text, const std::string& path, RunRecord& record) {
  std::string bad;
  SourcePosition bad_place;
  int number = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    const SourcePosition where{path, ++number, 1};
    from = end + 1;
    std::string kind;
    try {
      kind = parse_journal_line(line, where, record);
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

}  // namespace

RunRecord load_record(const std::string& directory) {
  RunRecord record;
  record.directory = directory;
  const std::string manifest = directory + "/manifest.json";
  std::string text = read_whole(manifest);
  record.manifest = parse_manifest(text, {manifest, 1, 1});
  const std::string journal = directory + "/journal.jsonl";
  if (std::filesystem::exists(journal)) {
    const std::string lines = read_whole(journal);
    read_journal(lines, journal, record);
    text += lines;
  }
  if (const std::string why = contradiction(record); !why.empty()) {
    throw InputError({journal, 0, 0}, "the record contradicts itself: " + why);
  }
  record.sha256 = sha256(text);
  const std::string suite = directory + "/suite.yaml";
  record.suite_edited =
      std::filesystem::exists(suite) && read_whole(suite) != record.manifest.suite_text;
  return record;
}

}  // namespace fourfold
