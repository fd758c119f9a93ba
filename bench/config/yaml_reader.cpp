// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/yaml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "core/nearest.hpp"

namespace fourfold {
namespace {

std::string found(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Scalar) return std::string(describe(node.kind));
  const char quote = node.quoted ? '"' : '\'';
  return fmt::format("{}{}{}", quote, shown(node.text), quote);
}

[[noreturn]] void wrong_type(const YamlNode& node, std::string_view expected) {
  throw InputError(node.where, fmt::format("expected {}, found {}", expected, found(node)));
}

const std::string& scalar(const YamlNode& node, std::string_view expected) {
  if (node.kind != YamlNode::Kind::Scalar) wrong_type(node, expected);
  return node.text;
}

/// A parser of core, its complaint put at the value's place.
template <class Parse>
auto parse_at(const YamlNode& node, std::string_view expected, const Parse& parse) {
  const std::string& text = scalar(node, expected);
  if (shown(text) != text) wrong_type(node, expected);
  try {
    return parse(text);
  } catch (const Error& error) {
    throw InputError(node.where, error.what());
  }
}

template <class Number>
std::optional<Number> whole_text(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Scalar || node.quoted) return std::nullopt;
  Number value{};
  const char* end = node.text.data() + node.text.size();
  const auto [rest, status] = std::from_chars(node.text.data(), end, value);
  if (status != std::errc() || rest != end) return std::nullopt;
  return value;
}

}  // namespace

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return std::string(text);
  std::size_t end = kMost;
  // Not in the middle of a UTF-8 sequence.
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

MapReader::MapReader(const YamlNode& node, ConfigMap map) : node_(node), map_(map) {
  if (node.kind != YamlNode::Kind::Map) {
    wrong_type(node, fmt::format("a map, the keys of {}", describe(map)));
  }
  refuse_unknown_keys();
  refuse_missing_keys();
}

void MapReader::refuse_unknown_keys() const {
  std::vector<std::string_view> known;
  for (const KeyRow& row : keys_of(map_)) known.push_back(row.key);
  for (const YamlEntry& entry : node_.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    if (entry.key == "<<") {
      throw InputError(entry.where,
                       "merge keys ('<<') are not read; give an alias for a whole value");
    }
    const std::string key = shown(entry.key);
    const std::string hint = did_you_mean(key, known);
    const std::string list =
        fmt::format("; {} has the keys {}", describe(map_), fmt::join(known, ", "));
    throw InputError(entry.where,
                     fmt::format("unknown key '{}'{}", key, hint.empty() ? list : hint));
  }
}

void MapReader::refuse_missing_keys() const {
  for (const KeyRow& row : keys_of(map_)) {
    if (row.required && node_.find(row.key) == nullptr) {
      throw InputError(node_.where, fmt::format("{} needs the key '{}'", describe(map_), row.key));
    }
  }
}

const YamlNode* MapReader::find(std::string_view key) {
  const auto rows = keys_of(map_);
  if (std::none_of(rows.begin(), rows.end(), [&](const KeyRow& row) { return row.key == key; })) {
    throw std::logic_error(fmt::format("'{}' is not in the table of keys", key));
  }
  asked_.emplace(key);
  const YamlEntry* entry = node_.find(key);
  return entry == nullptr ? nullptr : entry->value.get();
}

const YamlNode& MapReader::at(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr) throw std::logic_error(fmt::format("'{}' is not a required key", key));
  return *value;
}

const SourcePosition& MapReader::key_position(std::string_view key) const {
  const YamlEntry* entry = node_.find(key);
  if (entry == nullptr) throw std::logic_error(fmt::format("there is no key '{}'", key));
  return entry->where;
}

void MapReader::finish() const {
  for (const YamlEntry& entry : node_.entries) {
    if (!asked_.contains(entry.key)) {
      throw std::logic_error(fmt::format("nothing reads the key '{}'", entry.key));
    }
  }
}

const std::string& read_text(const YamlNode& node) {
  const std::string& text = scalar(node, "text");
  if (text.empty()) throw InputError(node.where, "expected text, found an empty one");
  return text;
}

std::int64_t read_whole(const YamlNode& node, std::int64_t min, std::int64_t max) {
  const auto value = whole_text<std::int64_t>(node);
  if (!value || *value < min || *value > max) {
    wrong_type(node, fmt::format("a whole number from {} to {}", min, max));
  }
  return *value;
}

double read_number(const YamlNode& node) {
  const auto value = whole_text<double>(node);
  if (!value || !std::isfinite(*value)) wrong_type(node, "a number");
  return *value;
}

bool read_bool(const YamlNode& node) {
  const bool yes = node.text == "true";
  if (node.kind != YamlNode::Kind::Scalar || node.quoted || (!yes && node.text != "false")) {
    wrong_type(node, "true or false");
  }
  return yes;
}

Bytes read_bytes(const YamlNode& node) {
  return parse_at(node, "a size, as in 64KiB", parse_bytes);
}

Seconds read_seconds(const YamlNode& node) {
  return parse_at(node, "a time, as in 20us", parse_seconds);
}

Seconds read_positive_seconds(const YamlNode& node) {
  const Seconds time = read_seconds(node);
  if (time.value() <= 0) {
    throw InputError(node.where, fmt::format("must be longer than 0s, got '{}'", node.text));
  }
  return time;
}

double read_fraction(const YamlNode& node) {
  return parse_at(node, "a fraction, as in 5% or 0.05", parse_fraction);
}

double read_fraction_between(const YamlNode& node, double low, double high) {
  const double value = read_fraction(node);
  if (value <= low || value >= high) {
    throw InputError(node.where, fmt::format("must lie between {:.6g}% and {:.6g}%, got {:.6g}%",
                                             low * 100, high * 100, value * 100));
  }
  return value;
}

std::size_t read_choice(const YamlNode& node, std::string_view what,
                        std::span<const std::string_view> words) {
  const std::string expected = fmt::format("a {}, one of {}", what, fmt::join(words, ", "));
  const std::string& text = scalar(node, expected);
  const auto at = std::find(words.begin(), words.end(), text);
  if (at == words.end()) {
    throw InputError(node.where,
                     fmt::format("unknown {} '{}': expected one of {}{}", what, shown(text),
                                 fmt::join(words, ", "), did_you_mean(shown(text), words)));
  }
  return static_cast<std::size_t>(at - words.begin());
}

std::vector<const YamlNode*> read_one_or_more(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Sequence) return {&node};
  return read_list(node);
}

void throw_repeated(const YamlNode& item) {
  const std::string which = item.text.empty() ? "this item" : fmt::format("'{}'", shown(item.text));
  throw InputError(item.where, which + " is in this list already");
}

std::vector<const YamlNode*> read_list(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Sequence) wrong_type(node, "a list");
  if (node.items.empty()) throw InputError(node.where, "this list is empty");
  if (node.items.size() > kMaxListItems) {
    throw InputError(node.where, fmt::format("this list has {} items; at most {} are read",
                                             node.items.size(), kMaxListItems));
  }
  std::vector<const YamlNode*> items;
  for (const auto& item : node.items) items.push_back(item.get());
  return items;
}

}  // namespace fourfold
