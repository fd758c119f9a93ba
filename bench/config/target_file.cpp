// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/target_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "bench/config/facility.hpp"
#include "bench/config/load_parts.hpp"
#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

RulesFile as_read(const std::string& path) { return {path, sha256(read_text_file(path))}; }

/// Path of a file that the rules name, which becomes one of them.
std::string named(const YamlNode& node, const std::string& directory, std::string_view what,
                  TargetFile& rules) {
  const std::string path = absolute_path(read_text(node), directory);
  if (!std::filesystem::exists(path)) {
    throw InputError(node.where, fmt::format("there is no {} {}", what, path));
  }
  rules.files.push_back(as_read(path));
  return path;
}

/// What was bought: of a facility its structure, or else its number of GPUs alone.
void take_facility(MapReader& map, const YamlNode& node, const Facility& facility,
                   TargetFile& file) {
  if (map.find("expected") != nullptr) {
    throw InputError(map.key_position("expected"),
                     "facility says what was bought; expected would say it again");
  }
  if (file.target.units) {
    throw InputError(node.where,
                     "facility says how many units were bought; target.units would say "
                     "it again");
  }
  file.expected = facility.structure;
  file.target.units = facility.units();
  file.target.facility = facility.label();
}

/// The suite whose launches show stability, by its very text: of a name there may be many.
void take_health_suite(MapReader& map, const YamlNode& node, const std::string& directory,
                       TargetFile& rules) {
  Target& target = rules.target;
  if (!target.stability) {
    throw InputError(map.key_position("health_suite"),
                     "the target has no clause of stability that this suite would serve");
  }
  if (!target.stability->suite.empty()) {
    throw InputError(map.key_position("health_suite"),
                     "target.stability.suite names a suite already; one of the two is enough");
  }
  const Config suite = load_config(named(node, directory, "suite", rules), {});
  target.stability->suite = suite.name;
  target.stability->suite_sha256 = suite_sha256(suite);
}

TargetFile read_target_file(const YamlNode& root, const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  MapReader map(root, ConfigMap::TargetFile);
  read_format_version(map.at("fourfold_target"));
  TargetFile file;
  file.files.push_back(as_read(path));
  file.name = read_text(map.at("name"));
  if (const YamlNode* value = map.find("description")) file.description = read_text(*value);
  file.target = read_target(map.at("target"), directory);
  if (const YamlNode* value = map.find("expected")) file.expected = read_contract(*value);
  if (const YamlNode* value = map.find("facility")) {
    take_facility(map, *value, load_facility(named(*value, directory, "facility file", file)),
                  file);
  }
  if (const YamlNode* value = map.find("baseline_facility")) {
    const Facility facility = load_facility(named(*value, directory, "facility file", file));
    file.target.baseline_facility = facility.label();
    file.target.baseline_units = facility.units();
  }
  if (const YamlNode* value = map.find("suite")) {
    file.target.suite_sha256 =
        suite_sha256(load_config(named(*value, directory, "suite", file), {}));
  }
  if (const YamlNode* value = map.find("health_suite")) {
    take_health_suite(map, *value, directory, file);
  }
  map.finish();
  return file;
}

}  // namespace

TargetFile load_target_file(const std::string& file) {
  const auto root = load_yaml(file);
  if (root->find("fourfold_target") != nullptr) {
    return read_target_file(*root, file);
  }
  if (const YamlEntry* entry = root->find("fourfold_facility")) {
    throw InputError(entry->where,
                     "this describes a facility; a target file names it under facility");
  }
  const Config suite = load_config(file, {});
  if (!suite.target) throw InputError({file, 0, 0}, "this suite has no target to judge by");
  return {suite.name, suite.description, *suite.target, suite.expected, {as_read(file)}};
}

}  // namespace fourfold
