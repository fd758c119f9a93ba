// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "bench/config/rack_rule.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kMostHosts = 1'000'000;
constexpr std::string_view kBlanks = " \t\r";

/// One line of a file, read word by word.
class Line {
 public:
  Line(std::string_view text, const std::string& file, int number)
      : text_(text), file_(file), number_(number) {}

  /// Of the next word; at the end of the line behind it.
  SourcePosition where() {
    skip_blanks();
    return {file_, number_, static_cast<int>(at_) + 1};
  }
  std::string_view word() {
    skip_blanks();
    const std::size_t first = at_;
    at_ = std::min(text_.find_first_of(kBlanks, at_), text_.size());
    return text_.substr(first, at_ - first);
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  std::string_view text_;
  const std::string& file_;
  int number_;
  std::size_t at_ = 0;
};

template <class Take>
void each_line(std::string_view text, const std::string& file, const Take& take) {
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    take(Line(line.substr(0, line.find('#')), file, ++number));
  }
}

void add(RackTable& racks, std::string host, std::string_view rack, const SourcePosition& where) {
  if (racks.size() >= kMostHosts) throw InputError(where, "more than a million hosts");
  const auto [at, fresh] = racks.emplace(std::move(host), rack);
  if (fresh) return;
  throw InputError(
      where, fmt::format("host '{}' is in rack '{}' already", shown(at->first), shown(at->second)));
}

std::string_view after(std::string_view word, std::string_view key) {
  return word.starts_with(key) ? word.substr(key.size()) : std::string_view();
}

int whole(std::string_view digits, const SourcePosition& where) {
  int value = -1;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (status == std::errc() && end == digits.data() + digits.size() && value >= 0) return value;
  throw InputError(where, fmt::format("'{}' is not a number of a list of hosts", shown(digits)));
}

/// `h[00-03,07]x`, one item of a list of Slurm's.
void expand(std::string_view item, const SourcePosition& where, std::vector<std::string>& hosts) {
  const std::size_t open = item.find('[');
  const std::size_t close = item.find(']');
  const bool plain = open == item.npos && close == item.npos;
  if (plain && !item.empty()) return hosts.emplace_back(item), void();
  if (plain || open == item.npos || close == item.npos || close < open ||
      item.find_first_of("[]", close + 1) != item.npos) {
    throw InputError(where,
                     fmt::format("'{}' is no list of hosts such as h[00-03,07]", shown(item)));
  }
  std::string_view ranges = item.substr(open + 1, close - open - 1);
  while (true) {
    const std::size_t comma = std::min(ranges.find(','), ranges.size());
    const std::string_view range = ranges.substr(0, comma);
    const std::size_t dash = std::min(range.find('-'), range.size());
    const std::string_view first = range.substr(0, dash);
    const int from = whole(first, where);
    const int to = dash == range.size() ? from : whole(range.substr(dash + 1), where);
    if (to < from || static_cast<std::size_t>(to - from) >= kMostHosts) {
      throw InputError(where, fmt::format("'{}' counts no hosts", shown(range)));
    }
    for (int i = from; i <= to; ++i) {
      hosts.push_back(
          fmt::format("{}{:0{}}{}", item.substr(0, open), i, first.size(), item.substr(close + 1)));
    }
    if (comma == ranges.size()) return;
    ranges.remove_prefix(comma + 1);
  }
}

std::vector<std::string> hosts_of(std::string_view list, const SourcePosition& where) {
  std::vector<std::string> hosts;
  int depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char c = i < list.size() ? list[i] : ',';
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c != ',' || (depth > 0 && i < list.size())) continue;
    expand(list.substr(first, i - first), where, hosts);
    first = i + 1;
  }
  return hosts;
}

}  // namespace

RackTable parse_rack_file(std::string_view text, const std::string& file) {
  RackTable racks;
  each_line(text, file, [&](Line line) {
    const SourcePosition where = line.where();
    const std::string_view host = line.word();
    if (host.empty()) return;
    const SourcePosition behind = line.where();
    const std::string_view rack = line.word();
    if (rack.empty()) {
      throw InputError(behind, fmt::format("the rack of host '{}' is missing; expected a line "
                                           "`host rack`",
                                           shown(host)));
    }
    const SourcePosition third = line.where();
    if (const std::string_view more = line.word(); !more.empty()) {
      throw InputError(third, fmt::format("'{}' is one word too many; expected a line `host rack`",
                                          shown(more)));
    }
    add(racks, std::string(host), rack, where);
  });
  if (racks.empty()) throw InputError({file}, "it has no line `host rack`");
  return racks;
}

RackTable parse_slurm_topology(std::string_view text, const std::string& file) {
  RackTable racks;
  each_line(text, file, [&](Line line) {
    const SourcePosition begin = line.where();
    const std::string_view first = line.word();
    if (first.empty()) return;
    const std::string_view block = after(first, "BlockName=");
    const std::string_view rack = block.empty() ? after(first, "SwitchName=") : block;
    if (rack.empty()) {
      throw InputError(begin, fmt::format("'{}' is not what `scontrol show topology` prints: "
                                          "expected SwitchName= or BlockName=",
                                          shown(first)));
    }
    bool leaf = !block.empty();
    std::string_view nodes;
    SourcePosition nodes_where = begin;
    while (true) {
      const SourcePosition where = line.where();
      const std::string_view word = line.word();
      if (word.empty()) break;
      leaf = leaf || word == "Level=0";
      if (!after(word, "Nodes=").empty()) {
        nodes = after(word, "Nodes=");
        nodes_where = {where.file, where.line, where.column + 6};
      }
    }
    if (!leaf || nodes.empty()) return;
    for (std::string& host : hosts_of(nodes, nodes_where)) {
      add(racks, std::move(host), rack, nodes_where);
    }
  });
  if (racks.empty()) throw InputError({file}, "it has no leaf switch (Level=0) and no block");
  return racks;
}

}  // namespace fourfold
