// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/journal_chain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/sha256.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kKey = ",\"previous\":\"";
constexpr std::string_view kEnd = "\"}";
constexpr std::size_t kDigits = 64;

/// The hash that the line ends with; "" where it ends otherwise.
std::string_view previous_of(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (!line.ends_with(kEnd) || line.size() < kKey.size() + kDigits + kEnd.size()) return "";
  const std::string_view hash = line.substr(line.size() - kEnd.size() - kDigits, kDigits);
  line.remove_suffix(kEnd.size() + kDigits);
  return line.ends_with(kKey) ? hash : "";
}

bool resumes(std::string_view line) { return line.starts_with("{\"kind\":\"resumed\""); }

/// Why line i (from 0), which names another line before it, may do so.
std::string why_broken(std::size_t i, std::string_view named, const std::string& first,
                       const std::vector<std::string>& hashes) {
  const auto at = std::ranges::find(hashes, named);
  const auto number = static_cast<std::size_t>(at - hashes.begin()) + 1;
  if (at != hashes.end() && number < i) {
    return fmt::format("this line follows line {}: what stands between them was added or moved",
                       number);
  }
  if (at != hashes.end() || (i > 0 && named == first)) {
    return "this line does not follow the one before it: lines were moved or added";
  }
  if (i == 0) {
    return "this line does not follow manifest.json: that was altered, or lines before this one "
           "were removed";
  }
  return fmt::format(
      "this line does not follow line {}: that was altered, lines between the two were removed, or "
      "this one was added",
      i);
}

}  // namespace

std::string chained(const std::string& line, const std::string& previous) {
  return fmt::format("{}{}{}{}", std::string_view(line).substr(0, line.size() - 1), kKey, previous,
                     kEnd);
}

std::vector<std::string_view> lines_of(std::string_view journal) {
  std::vector<std::string_view> lines;
  while (!journal.empty()) {
    const std::size_t end = journal.find('\n');
    const std::size_t length = end == std::string_view::npos ? journal.size() : end + 1;
    lines.push_back(journal.substr(0, length));
    journal.remove_prefix(length);
  }
  return lines;
}

std::vector<std::string> line_hashes(const std::vector<std::string_view>& lines) {
  std::vector<std::string> hashes;
  hashes.reserve(lines.size());
  for (const std::string_view line : lines) hashes.push_back(sha256(line));
  return hashes;
}

std::optional<Flaw> broken_link(const std::vector<std::string_view>& lines,
                                const std::vector<std::string>& hashes, const std::string& first) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view named = previous_of(lines[i]);
    const Flaw flaw{"journal.jsonl", static_cast<int>(i) + 1, ""};
    if (named.empty()) {
      const bool last = i + 1 == lines.size();
      if (last ? !lines[i].ends_with('\n') : resumes(lines[i + 1])) continue;
      return Flaw{flaw.file, flaw.line,
                  "this line does not end with the hash of the one before it: it was altered or "
                  "added"};
    }
    const std::string& before = i == 0 ? first : hashes[i - 1];
    if (named != before) return Flaw{flaw.file, flaw.line, why_broken(i, named, first, hashes)};
  }
  return std::nullopt;
}

}  // namespace fourfold
