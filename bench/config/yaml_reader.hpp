// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/config/config_keys.hpp"
#include "bench/config/yaml_document.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// Strict reading of one map. Making one refuses what is no map, keys the table does not have (with
/// the nearest that it has) and missing required keys. finish() refuses a key that nothing asked
/// for: a key that is accepted and then ignored would be a lie to whoever wrote it.
class MapReader {
 public:
  MapReader(const YamlNode& node, ConfigMap map);

  /// The value under a key of the table, or nullptr when the file leaves it out.
  const YamlNode* find(std::string_view key);
  /// The value of a key that the table requires.
  const YamlNode& at(std::string_view key);
  const SourcePosition& where() const { return node_.where; }
  /// Of the key itself; it must be there.
  const SourcePosition& key_position(std::string_view key) const;
  /// Call once when done; throws std::logic_error for a key that was never asked for.
  void finish() const;

 private:
  void refuse_unknown_keys() const;
  void refuse_missing_keys() const;

  const YamlNode& node_;
  ConfigMap map_;
  std::set<std::string, std::less<>> asked_;
};

/// Text from the file as a message may quote it: shortened, for a value may be a megabyte.
std::string shown(std::string_view text);

/// Readers of one value. Each throws InputError at the value's place that says what was expected
/// and what was found.

/// Any scalar that is not empty.
const std::string& read_text(const YamlNode& node);
/// A whole number in [min, max]; not in quotes.
std::int64_t read_whole(const YamlNode& node, std::int64_t min, std::int64_t max);
/// A finite number; not in quotes.
double read_number(const YamlNode& node);
/// true or false, spelt like that.
bool read_bool(const YamlNode& node);
Bytes read_bytes(const YamlNode& node);
Seconds read_seconds(const YamlNode& node);
/// Above 0.
Seconds read_positive_seconds(const YamlNode& node);
/// "5%" or 0.05.
double read_fraction(const YamlNode& node);
/// A fraction between two others, both excluded.
double read_fraction_between(const YamlNode& node, double low, double high);
/// The index of the word in `words`; names the nearest one otherwise. `what` as in "data type".
std::size_t read_choice(const YamlNode& node, std::string_view what,
                        std::span<const std::string_view> words);

/// What stands where a list is meant: the items of a list, or the one value that stands there
/// alone. Refuses an empty list and one of more than kMaxListItems.
inline constexpr std::size_t kMaxListItems = 4096;
std::vector<const YamlNode*> read_one_or_more(const YamlNode& node);
/// The items of what must be a list, with the same bounds.
std::vector<const YamlNode*> read_list(const YamlNode& node);
/// Throws InputError: the item stands in its list twice.
[[noreturn]] void throw_repeated(const YamlNode& item);

/// Each item of a list through `read`; refuses one that is there twice.
template <class Read>
auto read_distinct(const YamlNode& node, const Read& read) {
  std::vector<std::decay_t<std::invoke_result_t<Read, const YamlNode&>>> values;
  for (const YamlNode* item : read_one_or_more(node)) {
    const auto value = read(*item);
    for (const auto& earlier : values) {
      if (earlier == value) throw_repeated(*item);
    }
    values.push_back(value);
  }
  return values;
}

/// The same of names of an enum whose values count its words from 0.
template <class Enum>
std::vector<Enum> read_choices(const YamlNode& node, std::string_view what,
                               std::span<const std::string_view> words) {
  return read_distinct(node, [&](const YamlNode& item) {
    return static_cast<Enum>(read_choice(item, what, words));
  });
}

}  // namespace fourfold
