// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/rack_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>

#include "bench/config/load_parts.hpp"
#include "bench/config/quoted.hpp"
#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 6> kSources{"auto",  "nvlink",   "slurm",
                                                   "hosts", "topology", "pattern"};
/// What `by` then is; "": there is nothing to go by.
constexpr std::array<std::string_view, 6> kWhatBy{
    "",
    "",
    "",
    "the path of a file with lines `host rack`",
    "the path of what `scontrol show topology` printed",
    "a regular expression for names of hosts, whose part in parentheses is the rack"};

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::regex compiled(const RackRule& rule) {
  try {
    std::regex pattern(rule.text);
    if (pattern.mark_count() == 1) return pattern;
  } catch (const std::regex_error& error) {
    throw InputError(rule.where, fmt::format("'{}' is not a regular expression: {}",
                                             shown(rule.text), error.what()));
  }
  throw InputError(rule.where,
                   fmt::format("'{}' must have exactly one part in parentheses, which is the rack",
                               shown(rule.text)));
}

RackTable table_of(const RackRule& rule) {
  if (!std::filesystem::exists(rule.text)) {
    throw InputError(rule.where, fmt::format("there is no file {}", rule.text));
  }
  const std::string text = read_text_file(rule.text);
  return rule.from == RackRule::From::Hosts ? parse_rack_file(text, rule.text)
                                            : parse_slurm_topology(text, rule.text);
}

std::vector<std::string> all_of(std::span<const RackFacts> ranks, std::string RackFacts::*what) {
  std::vector<std::string> racks;
  for (const RackFacts& one : ranks) racks.push_back(one.*what);
  return racks;
}

std::vector<std::string> automatic(std::span<const RackFacts> ranks) {
  for (std::string RackFacts::*const what : {&RackFacts::fabric, &RackFacts::slurm}) {
    const auto known = [&](const RackFacts& one) { return !(one.*what).empty(); };
    if (std::ranges::all_of(ranks, known)) return all_of(ranks, what);
  }
  const auto elsewhere = [&](const RackFacts& one) { return one.host != ranks[0].host; };
  if (std::ranges::none_of(ranks, elsewhere)) return all_of(ranks, &RackFacts::host);
  return std::vector<std::string>(ranks.size());
}

std::string_view short_name(std::string_view host) { return host.substr(0, host.find('.')); }

/// Racks by the part of long names before the first dot; "" where several hosts share it.
RackTable by_short_name(const RackTable& table) {
  RackTable racks;
  for (const auto& [host, rack] : table) {
    const std::string_view head = short_name(host);
    if (head == host) continue;
    const auto [at, fresh] = racks.emplace(head, rack);
    if (!fresh) at->second.clear();
  }
  return racks;
}

}  // namespace

std::string slurm_rack(std::string_view address, std::string_view pattern, std::string_view host) {
  const std::vector<std::string> parts = parts_of(address);
  const std::vector<std::string> kinds = parts_of(pattern);
  const std::size_t n = parts.size();
  if (n < 2 || kinds.size() != n || kinds[n - 1] != "node" || kinds[n - 2] == "node") return "";
  return short_name(host) == parts[n - 1] ? parts[n - 2] : "";
}

std::vector<std::string> find_racks(const RackRule& rule, std::span<const RackFacts> ranks) {
  switch (rule.from) {
    case RackRule::From::Auto:
      return automatic(ranks);
    case RackRule::From::Nvlink:
      return all_of(ranks, &RackFacts::fabric);
    case RackRule::From::Slurm:
      return all_of(ranks, &RackFacts::slurm);
    case RackRule::From::Hosts:
    case RackRule::From::Topology:
    case RackRule::From::Pattern:
      break;
  }
  std::vector<std::string> racks;
  if (rule.from == RackRule::From::Pattern) {
    const std::regex pattern = compiled(rule);
    for (const RackFacts& one : ranks) {
      std::smatch match;
      racks.push_back(std::regex_match(one.host, match, pattern) ? match[1].str() : "");
    }
    return racks;
  }
  const RackTable table = table_of(rule);
  const RackTable by_short = by_short_name(table);
  for (const RackFacts& one : ranks) {
    // Tables may have short names where hosts call themselves by long ones, and the other way
    // round.
    auto found = table.find(one.host);
    if (found == table.end()) found = table.find(short_name(one.host));
    if (found != table.end()) {
      racks.push_back(found->second);
      continue;
    }
    const auto unique = by_short.find(one.host);
    racks.push_back(unique == by_short.end() ? "" : unique->second);
  }
  return racks;
}

void check_racks(const RackRule& rule) { find_racks(rule, {}); }

RackRule read_racks(const YamlNode& node, const std::string& suite_directory) {
  MapReader map(node, ConfigMap::Racks);
  RackRule rule;
  rule.where = map.at("from").where;
  rule.from = static_cast<RackRule::From>(read_choice(map.at("from"), "source of racks", kSources));
  const std::string_view source = kSources[static_cast<std::size_t>(rule.from)];
  const std::string_view by = kWhatBy[static_cast<std::size_t>(rule.from)];
  if (const YamlNode* const value = map.find("by")) {
    if (by.empty()) {
      throw InputError(map.key_position("by"), fmt::format("from: {} goes by nothing", source));
    }
    rule.where = value->where;
    rule.text = read_text(*value);
  } else if (!by.empty()) {
    throw InputError(map.where(), fmt::format("from: {} needs the key by: {}", source, by));
  }
  if (const YamlNode* const value = map.find("oversubscription")) {
    rule.oversubscription = read_number(*value);
    if (!(*rule.oversubscription >= 1) || *rule.oversubscription > 1000) {
      throw InputError(value->where,
                       "oversubscription is 1, or how many times more nodes can send "
                       "than their uplink carries");
    }
  }
  map.finish();
  if (rule.from == RackRule::From::Pattern) {
    compiled(rule);
  } else if (!by.empty()) {
    rule.text = absolute_path(rule.text, suite_directory);
  }
  return rule;
}

std::string racks_yaml(const RackRule& rule) {
  const std::string_view source = kSources[static_cast<std::size_t>(rule.from)];
  std::string out = fmt::format("{{from: {}", source);
  if (!rule.text.empty()) out += fmt::format(", by: {}", fourfold::quoted(rule.text));
  if (rule.oversubscription) out += fmt::format(", oversubscription: {}", *rule.oversubscription);
  return out + "}";
}

}  // namespace fourfold
