// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "bench/config/load_parts.hpp"
#include "bench/config/override.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 3> kDeviceChoices{"auto", "host", "cuda"};

std::string read_suite_name(const YamlNode& node) {
  const std::string& text = read_text(node);
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != text.npos ||
      text.size() > 64) {
    throw InputError(node.where, fmt::format("'{}' is not a suite name: expected up to 64 of the "
                                             "characters a-z, 0-9, _ and - (it names directories)",
                                             shown(text)));
  }
  return text;
}

/// The document at the path that stands there, which is relative to the suite.
std::shared_ptr<const YamlNode> load_named(const YamlNode& node, const std::string& suite_directory,
                                           std::string_view kind) {
  const auto path = std::filesystem::path(suite_directory) / read_text(node);
  const std::string file = path.lexically_normal().string();
  if (!std::filesystem::exists(file)) {
    throw InputError(node.where, fmt::format("there is no {} file {}", kind, file));
  }
  return load_yaml(file);
}

/// Under `machine:` stands the path of a machine file, or what such a file says.
Machine load_machine(const YamlNode& node, const std::string& suite_directory) {
  if (node.kind == YamlNode::Kind::Map) return read_machine(node);
  return read_machine(*load_named(node, suite_directory, "machine"));
}

/// Likewise under `tuning:`.
Tuning load_tuning(const YamlNode& node, const std::string& suite_directory) {
  const bool inside = node.kind == YamlNode::Kind::Map;
  Tuning tuning = read_tuning(inside ? node : *load_named(node, suite_directory, "tuning"));
  tuning.table.origin = inside ? "the suite's own tuning" : "tuning " + node.text;
  return tuning;
}

/// Under `chip:` stands a word, or the path of a chip file. Whether that can be read is asked where
/// a run begins: a record is judged without it.
void read_chip(Config& config, const YamlNode& node, const std::string& suite_directory) {
  config.chip = read_text(node);
  config.chip_where = node.where;
  if (config.chip == "auto" || config.chip == "none") return;
  config.chip = absolute_path(config.chip, suite_directory);
}

void take_machine(Config& config, Machine machine) {
  config.machine = std::move(machine.name);
  for (Expectation& one : machine.expectations) config.expectations.push_back(std::move(one));
  for (Limit& one : machine.limits) config.limits.push_back(std::move(one));
}

void read_cases(Config& config, MapReader& map) {
  Measure defaults;
  if (const YamlNode* value = map.find("measure")) defaults = read_measure(*value, defaults);
  const bool says_ranks = map.find("ranks") != nullptr;
  const std::optional<int> ranks = says_ranks ? std::optional(config.ranks) : std::nullopt;
  for (const YamlNode* entry : read_list(map.at("cases"))) {
    config.sweeps.push_back(read_entry(*entry, defaults, ranks));
  }
}

void read_launch(Config& config, MapReader& map) {
  if (const YamlNode* value = map.find("device")) {
    config.device = static_cast<DeviceChoice>(read_choice(*value, "device", kDeviceChoices));
  }
  if (const YamlNode* value = map.find("ranks")) {
    config.ranks = static_cast<int>(read_whole(*value, 1, 1'000'000));
  }
  if (const YamlNode* value = map.find("share_gpus")) config.share_gpus = read_bool(*value);
  if (const YamlNode* value = map.find("launches")) {
    config.launches = static_cast<int>(read_whole(*value, 1, 1000));
  }
  if (const YamlNode* value = map.find("launch_timeout")) {
    config.launch_timeout = read_positive_seconds(*value);
  }
  if (const YamlNode* value = map.find("hang_after")) {
    config.hang_after = read_positive_seconds(*value);
  }
}

Config read_suite(const YamlNode& root, const std::string& file) {
  if (const YamlEntry* entry = root.find("fourfold_machine")) {
    throw InputError(entry->where, "this is a machine file; a suite names it under machine");
  }
  const std::string directory = std::filesystem::path(file).parent_path().string();
  MapReader map(root, ConfigMap::Suite);
  read_format_version(map.at("fourfold"));
  Config config;
  config.file = file;
  config.name = read_suite_name(map.at("suite"));
  if (const YamlNode* value = map.find("description")) config.description = read_text(*value);
  read_launch(config, map);
  read_cases(config, map);
  if (const YamlNode* value = map.find("expectations")) {
    config.expectations = read_expectations(*value);
  }
  if (const YamlNode* value = map.find("limits")) config.limits = read_limits(*value);
  if (const YamlNode* value = map.find("target")) config.target = read_target(*value, directory);
  if (const YamlNode* value = map.find("chip")) read_chip(config, *value, directory);
  if (const YamlNode* value = map.find("tuning")) config.tuning = load_tuning(*value, directory);
  if (const YamlNode* value = map.find("machine")) {
    take_machine(config, load_machine(*value, directory));
  }
  if (const YamlNode* value = map.find("racks")) config.racks = read_racks(*value, directory);
  if (const YamlNode* value = map.find("expected")) config.expected = read_contract(*value);
  map.finish();
  return config;
}

}  // namespace

void read_format_version(const YamlNode& node) {
  if (node.text != "1") {
    throw InputError(node.where, fmt::format("this program reads version 1 of the format, not '{}'",
                                             shown(node.text)));
  }
}

Config load_config(const std::string& file, const std::vector<std::string>& overrides) {
  auto root = load_yaml(file);
  for (const std::string& one : overrides) root = with_override(root, one);
  return read_suite(*root, file);
}

Config parse_config(const std::string& text, const std::string& file) {
  return read_suite(*parse_yaml(text, file), file);
}

}  // namespace fourfold
