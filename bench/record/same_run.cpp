// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/same_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace fourfold {
namespace {

/// Facts that must be alike; one that only one of the two has is not held against it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSame{{
    {"versions", "compiler"},
    {"versions", "mpi"},
    {"versions", "nccl"},
    {"versions", "openblas"},
    {"versions", "blis"},
    {"device", "name"},
    {"device", "cuda_driver"},
    {"host", "cpu"},
}};

std::vector<std::string_view> lines_that_count(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.starts_with("ranks:") && !line.starts_with("launches:")) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string unlike(std::string_view what, const std::string& first, const std::string& second) {
  return first == second ? "" : fmt::format("{}: '{}' and '{}'", what, first, second);
}

}  // namespace

std::string suite_difference(const std::string& first, const std::string& second) {
  const auto a = lines_that_count(first), b = lines_that_count(second);
  const auto [one, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (one == a.end() && other == b.end()) return "";
  const auto quoted = [](auto at, auto end) {
    return at == end ? std::string("nothing") : fmt::format("'{}'", *at);
  };
  return fmt::format("the suite: {} and {}", quoted(one, a.end()), quoted(other, b.end()));
}

std::string difference(const Manifest& first, const Manifest& second) {
  std::string text = suite_difference(first.suite_text, second.suite_text);
  if (text.empty()) text = unlike("--benchmark_filter", first.filter, second.filter);
  if (text.empty()) {
    text = unlike("the program's version", first.fourfold_version, second.fourfold_version);
  }
  if (text.empty()) {
    text = unlike("the program's revision", first.git_revision, second.git_revision);
  }
  if (text.empty() && !first.program_sha256.empty() && !second.program_sha256.empty()) {
    text = unlike("program_sha256", first.program_sha256, second.program_sha256);
  }
  for (const auto& [group, name] : kSame) {
    const std::string a = fact(first, std::string(group), std::string(name));
    const std::string b = fact(second, std::string(group), std::string(name));
    if (text.empty() && !a.empty() && !b.empty()) text = unlike(name, a, b);
  }
  return text;
}

}  // namespace fourfold
