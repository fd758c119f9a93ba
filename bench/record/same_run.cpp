// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/same_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include "bench/record/joined_runs.hpp"

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

Config suite_within(const RunRecord& run) {
  return parse_config(run.manifest.suite_text, run.directory + "/manifest.json, suite_text");
}

std::string for_one_launch(const RunRecord& run) {
  Config config = suite_within(run);
  config.launches = 1;
  return expanded(config);
}

std::string hardware_difference(const RunRecord& first, const RunRecord& second) {
  const Manifest& a = first.manifest;
  const Manifest& b = second.manifest;
  if (a.ranks != b.ranks) return fmt::format("{} ranks, not {}", b.ranks, a.ranks);
  // Replaced nodes are another machine, until somebody says in a contract that they are not.
  const std::set<std::string> hosts = hosts_of(first), others = hosts_of(second);
  if (!hosts.empty() && !others.empty() && hosts != others) {
    std::vector<std::string> differing;
    std::ranges::set_symmetric_difference(hosts, others, std::back_inserter(differing));
    return fmt::format("it ran on other hosts: '{}' is of one of them only", differing.front());
  }
  for (const auto& [group, name] : {std::pair{"device", "name"}, std::pair{"host", "cpu"}}) {
    const std::string one = fact(a, group, name), other = fact(b, group, name);
    if (one != other) return fmt::format("its {} is '{}', not '{}'", group, other, one);
  }
  return "";
}

std::string program_difference(const Manifest& a, const Manifest& b) {
  if (a.fourfold_version != b.fourfold_version || a.git_revision != b.git_revision) {
    return fmt::format("another program: fourfold {} revision {}, not {} revision {}",
                       b.fourfold_version, b.git_revision, a.fourfold_version, a.git_revision);
  }
  if (a.program_sha256 != b.program_sha256 && !a.program_sha256.empty() &&
      !b.program_sha256.empty()) {
    return fmt::format("another program: its file has the SHA-256 {}, not {}", b.program_sha256,
                       a.program_sha256);
  }
  return "";
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

std::string machine_difference(const RunRecord& first, const RunRecord& second) {
  const std::string why = hardware_difference(first, second);
  return why.empty() ? program_difference(first.manifest, second.manifest) : why;
}

std::string campaign_difference(const RunRecord& first, const RunRecord& second) {
  const Manifest& a = first.manifest;
  const Manifest& b = second.manifest;
  if (is_imported(first) != is_imported(second)) {
    return "one is imported from logs, one is measured";
  }
  if (!is_imported(first) && a.suite_name != b.suite_name) {
    return fmt::format("it is of the suite '{}', not '{}'", b.suite_name, a.suite_name);
  }
  std::string why =
      is_imported(first) ? hardware_difference(first, second) : machine_difference(first, second);
  if (why.empty() && !is_imported(first) && a.suite_text != b.suite_text &&
      for_one_launch(first) != for_one_launch(second)) {
    why = fmt::format("its suite '{}' has another text: {}", b.suite_name,
                      suite_difference(a.suite_text, b.suite_text));
  }
  if (why.empty() && a.planned_cases != b.planned_cases) why = "other cases were planned";
  return why;
}

std::string suite_of(const RunRecord& run) {
  return is_imported(run) ? "" : suite_sha256(suite_within(run));
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
