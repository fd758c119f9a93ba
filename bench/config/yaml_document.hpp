// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace fourfold {

struct YamlEntry;

/// A value in a YAML file, with its place: what the parser said, before anyone asks what it means.
/// Immutable once made; an alias is the very node its anchor named, so nodes may be shared.
struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Map };

  Kind kind = Kind::Null;
  std::string text;     ///< of a scalar, without quotes
  bool quoted = false;  ///< written in quotes or as a block: never a number or a boolean
  std::vector<std::shared_ptr<const YamlNode>> items;  ///< of a sequence
  std::vector<YamlEntry> entries;                      ///< of a map, in the order written
  SourcePosition where;

  /// The entry of that key, or nullptr.
  const YamlEntry* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  SourcePosition where;  ///< of the key
  std::shared_ptr<const YamlNode> value;
};

/// Bounds on what is taken from a file that someone else wrote.
inline constexpr std::size_t kMaxYamlDepth = 32;
inline constexpr std::size_t kMaxKeyBytes = 200;
inline constexpr std::size_t kMaxAliasedNodes = 20'000;  ///< that aliases stand for, in total

/// "text", "a list", "a map", "nothing": for messages.
std::string_view describe(YamlNode::Kind kind);

/// Parses exactly one document; `file` is only for positions. Throws InputError with line and
/// column for bad syntax, an empty text, a second document, nesting deeper than kMaxYamlDepth,
/// aliases that stand for more than kMaxAliasedNodes nodes or for the node they are in, tags,
/// duplicate keys, and keys that are not plain text.
std::shared_ptr<const YamlNode> parse_yaml(const std::string& text, const std::string& file);

/// read_text_file, then parse_yaml.
std::shared_ptr<const YamlNode> load_yaml(const std::string& file);

}  // namespace fourfold
