// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/host_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <sstream>
#include <string_view>

#include "bench/config/read_text_file.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr int kMostRanksOfHost = 100'000;

int ranks_in(std::string_view text, const SourcePosition& where) {
  int ranks = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), ranks);
  if (status != std::errc() || end != text.data() + text.size() || ranks < 1 ||
      ranks > kMostRanksOfHost) {
    throw InputError(
        where, fmt::format("'{}' is not a number of ranks, from 1 to {}", text, kMostRanksOfHost));
  }
  return ranks;
}

HostEntry parse_line(const std::string& line, const SourcePosition& where) {
  std::istringstream words(line);
  HostEntry entry;
  words >> entry.name;
  const std::size_t colon = entry.name.find(':');
  if (colon != std::string::npos) {
    entry.ranks = ranks_in(std::string_view(entry.name).substr(colon + 1), where);
    entry.name.resize(colon);
  }
  constexpr std::string_view kSlots = "slots=", kMostSlots = "max_slots=";
  for (std::string word; words >> word;) {
    if (word.starts_with(kSlots)) {
      entry.ranks = ranks_in(std::string_view(word).substr(kSlots.size()), where);
    } else if (!word.starts_with(kMostSlots)) {
      throw InputError(where, fmt::format("'{}' is nothing that a line of hosts has; expected "
                                          "'host', 'host:8' or 'host slots=8'",
                                          word));
    }
  }
  return entry;
}

/// The labels of an address are no names: "10.0.0.1" and "10.0.0.2" have no short name in common.
bool is_address(std::string_view name) {
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string_view short_name(std::string_view name) {
  return is_address(name) ? name : name.substr(0, name.find('.'));
}

}  // namespace

HostList HostList::parse(const std::string& text, const std::string& path) {
  HostList list;
  std::set<std::string> names;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const SourcePosition where{path, ++number, 1};
    line.resize(std::min(line.find('#'), line.size()));
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    HostEntry entry = parse_line(line, where);
    if (entry.name.empty()) throw InputError(where, "a line of hosts begins with a host's name");
    if (entry.name == "localhost" || entry.name.starts_with("127.")) {
      throw InputError(where, fmt::format("'{}' is another machine on each host; give the name by "
                                          "which the others know it. For this machine alone leave "
                                          "--hosts away and give --ranks",
                                          entry.name));
    }
    if (!names.insert(entry.name).second) {
      throw InputError(where, fmt::format("host '{}' is there twice; several ranks on a host are "
                                          "'{} slots=N'",
                                          entry.name, entry.name));
    }
    list.entries_.push_back(std::move(entry));
  }
  if (list.empty()) throw InputError({path, 0, 0}, "there is no host in it");
  return list;
}

HostList HostList::read(const std::string& path) { return parse(read_text_file(path), path); }

HostList HostList::of_run(const std::string& given, const std::string& resumed) {
  if (!given.empty()) return read(given);
  const std::string kept = resumed + "/" + kFile;
  return !resumed.empty() && std::filesystem::exists(kept) ? read(kept) : HostList();
}

int HostList::ranks() const {
  int ranks = 0;
  for (const HostEntry& one : entries_) ranks += one.ranks;
  return ranks;
}

HostList HostList::permuted(int launch, const std::vector<std::string>& racks) const {
  if (launch <= 1) return *this;
  const bool known =
      racks.size() == entries_.size() && std::ranges::find(racks, std::string()) == racks.end();
  std::mt19937_64 random(static_cast<std::uint64_t>(launch));
  std::vector<std::size_t> order(entries_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Not std::shuffle: the order must be the same with any standard library.
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  if (known) {
    std::map<std::string_view, std::size_t> place;  // of each rack: that of its first host
    for (std::size_t i = 0; i < order.size(); ++i) place.emplace(racks[order[i]], i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return place.at(racks[i]); });
  }
  HostList list;
  for (const std::size_t i : order) list.entries_.push_back(entries_[i]);
  return list;
}

std::vector<std::string> HostList::meant_by(const std::string& name) const {
  const bool itself = std::ranges::find(entries_, name, &HostEntry::name) != entries_.end();
  if (itself) return {name};
  // Two full names that are not equal are two hosts, whatever their first labels are.
  const bool full = short_name(name) != name;
  std::vector<std::string> meant;
  bool certain = !full;
  for (const HostEntry& entry : entries_) {
    if (short_name(entry.name) != short_name(name)) continue;
    meant.push_back(entry.name);
    if (full && short_name(name) == entry.name) certain = true;
  }
  return certain ? meant : std::vector<std::string>();
}

MatchedHosts HostList::matching(const std::vector<std::string>& names,
                                const std::vector<std::string>& heard) const {
  std::set<std::string> found;
  std::vector<std::string> unclear;
  const auto look_up = [&](const std::string& name, std::set<std::string>& into) {
    const std::vector<std::string> meant = meant_by(name);
    if (meant.size() == 1) into.insert(meant.front());
    if (meant.empty()) unclear.push_back(name + " is none of the list of hosts");
    if (meant.size() > 1) {
      unclear.push_back(fmt::format("{} may be {}", name, fmt::join(meant, " or ")));
    }
  };
  for (const std::string& name : names) {
    if (!name.empty()) look_up(name, found);
  }
  if (std::ranges::find(names, "") != names.end() && !heard.empty()) {
    const std::size_t before = unclear.size();
    std::set<std::string> spoke;
    for (const std::string& name : heard) look_up(name, spoke);
    for (const HostEntry& entry : entries_) {
      if (unclear.size() == before && !spoke.contains(entry.name)) found.insert(entry.name);
    }
  }
  MatchedHosts result;
  for (const HostEntry& entry : entries_) {
    if (found.contains(entry.name)) result.hosts.push_back(entry.name);
  }
  constexpr std::size_t kNamed = 8;
  if (unclear.size() > kNamed) {
    const std::size_t more = unclear.size() - kNamed;
    unclear.resize(kNamed);
    unclear.push_back(fmt::format("and so of {} more", more));
  }
  result.unclear = fmt::format("{}", fmt::join(unclear, "; "));
  return result;
}

HostList HostList::without(const std::vector<std::string>& names) const {
  HostList list = *this;
  std::erase_if(list.entries_, [&](const HostEntry& entry) {
    return std::ranges::find(names, entry.name) != names.end();
  });
  return list;
}

HostList HostList::part(std::size_t first, std::size_t end) const {
  HostList list;
  for (std::size_t i = first; i < end; ++i) list.entries_.push_back(entries_.at(i));
  return list;
}

std::string HostList::listing() const {
  std::string text;
  for (const HostEntry& one : entries_) text += fmt::format("{} slots={}\n", one.name, one.ranks);
  return text;
}

std::string HostList::hostfile() const {
  std::string text;
  for (const HostEntry& one : entries_) {
    for (int i = 0; i < one.ranks; ++i) text += one.name + "\n";
  }
  return text;
}

}  // namespace fourfold
