// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/config_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_document.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr const char* kReference = FOURFOLD_SOURCE_DIR "/configs/suites/reference.yaml";

/// Every key path of a document, spelt as known_keys() does.
void collect(const YamlNode& node, const std::string& path, std::set<std::string>& paths) {
  for (const auto& item : node.items) collect(*item, path + "[]", paths);
  for (const YamlEntry& entry : node.entries) {
    const std::string below = path.empty() ? entry.key : path + "." + entry.key;
    paths.insert(below);
    collect(*entry.value, below, paths);
  }
}

/// A map that stands in several places is documented at the first.
std::string documented(std::string path) {
  const std::string contender = "cases[].contenders[].";
  if (path.starts_with(contender)) return "cases[]." + path.substr(contender.size());
  for (const char* twice : {"machine.expectations[]", "machine.limits[]", "cases[].measure."}) {
    if (path.starts_with(twice)) path.erase(0, path.find('.') + 1);
  }
  return path;
}

TEST(ConfigKeys, TheReferenceSuiteHasEveryKeyAndNoOther) {
  std::set<std::string> found;
  collect(*load_yaml(kReference), "", found);
  std::set<std::string> documented_paths;
  for (const std::string& path : found) documented_paths.insert(documented(path));
  EXPECT_THAT(documented_paths, testing::UnorderedElementsAreArray(known_keys()));
}

TEST(ConfigKeys, TheDocumentationHasEveryKeyInATable) {
  const std::string text = read_text_file(FOURFOLD_SOURCE_DIR "/docs/configuration.md");
  for (const std::string& key : known_keys()) {
    EXPECT_NE(text.find("\n| `" + key + "` |"), std::string::npos) << key;
  }
}

TEST(ConfigKeys, EachPathOnceAndNoMapTwice) {
  const std::set<std::string> once(known_keys().begin(), known_keys().end());
  EXPECT_EQ(once.size(), known_keys().size());
  std::size_t rows = 0;
  for (int map = 0; map <= static_cast<int>(ConfigMap::Dimension); ++map) {
    std::set<std::string_view> keys;
    for (const KeyRow& row : keys_of(static_cast<ConfigMap>(map))) {
      EXPECT_TRUE(row.path.ends_with(row.key)) << row.path;
      EXPECT_TRUE(keys.insert(row.key).second) << row.path;
      ++rows;
    }
    EXPECT_FALSE(keys.empty()) << map;
  }
  EXPECT_GT(rows, known_keys().size());
}

TEST(MapReader, WillNotIgnoreAKeyOfTheTable) {
  const auto node = parse_yaml("{m: 1, n: 2, k: 3}", "f");
  MapReader map(*node, ConfigMap::Shape);
  map.at("m");
  map.at("n");
  EXPECT_THROW(map.finish(), std::logic_error);
  map.at("k");
  EXPECT_NO_THROW(map.finish());
}

TEST(YamlReader, MessagesQuoteLongTextShortened) {
  EXPECT_EQ(shown("short"), "short");
  EXPECT_EQ(shown(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(shown(std::string(61, 'x')), std::string(60, 'x') + "...");
  // Never in the middle of a character of several bytes.
  EXPECT_EQ(shown(std::string(59, 'x') + "\xe2\x82\xac"), std::string(59, 'x') + "...");
  const auto node = parse_yaml("'" + std::string(100'000, 'x') + "'", "f");
  try {
    read_bytes(*node);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_LT(error.message().size(), 200u);
  }
}

TEST(MapReader, WillNotReadAKeyThatTheTableLacks) {
  const auto node = parse_yaml("{m: 1, n: 2, k: 3}", "f");
  MapReader map(*node, ConfigMap::Shape);
  EXPECT_THROW(map.find("l"), std::logic_error);
}

}  // namespace
}  // namespace fourfold
