// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// A journal's lines hang together: each ends with the key "previous", the SHA-256 of the line
/// before it with its line end (of the first line: of manifest.json). So the hash of the last line
/// stands for all of them and for the manifest. A chain shows damage and careless edits; against
/// who computes it anew there are signatures (bench/record/signature.hpp).

/// What stands at one place of a record and should not.
struct Flaw {
  std::string file;  ///< in the record: "journal.jsonl"
  int line = 0;      ///< from 1; 0: the file as a whole
  std::string text;
};

/// The JSON object in `line`, without a line end, with "previous" as its last key.
std::string chained(const std::string& line, const std::string& previous);

/// The lines with their ends; the last one may lack it.
std::vector<std::string_view> lines_of(std::string_view journal);
/// The hash of each.
std::vector<std::string> line_hashes(const std::vector<std::string_view>& lines);

/// The first line that does not follow the one before it, in words; `first` is the hash of the
/// manifest. A line that a crash cut short is none: it is the last and lacks its end, or the next
/// writer found it so, and its "resumed" line follows.
std::optional<Flaw> broken_link(const std::vector<std::string_view>& lines,
                                const std::vector<std::string>& hashes, const std::string& first);

}  // namespace fourfold
