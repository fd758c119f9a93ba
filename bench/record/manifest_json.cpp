// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/record/record_json.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::optional<FrozenBaseline>& baseline) {
  if (!baseline) return nullptr;
  Json json{{"path", baseline->path}, {"sha256", baseline->sha256}};
  if (!baseline->signed_by.empty()) json["signed_by"] = baseline->signed_by;
  return json;
}

/// Records from before baselines were frozen lack the key.
std::optional<FrozenBaseline> read_baseline(const Json& manifest) {
  const auto found = manifest.find("baseline");
  if (found == manifest.end() || found->is_null()) return std::nullopt;
  return FrozenBaseline{found->at("path"), found->at("sha256"), found->value("signed_by", "")};
}

Json to_json(const std::optional<Chip>& chip) {
  if (!chip) return nullptr;
  return {{"name", chip->name}, {"file", chip->file}, {"text", chip->text}};
}

/// Records from before chips were kept lack the key.
std::optional<Chip> read_chip(const Json& manifest, const SourcePosition& where) {
  const auto found = manifest.find("chip");
  if (found == manifest.end() || found->is_null()) return std::nullopt;
  const std::string file = found->at("file");
  Chip chip = parse_chip(found->at("text"), fmt::format("{}, chip {}", where.file, file));
  chip.file = file;
  return chip;
}

}  // namespace

std::string manifest_json(const Manifest& m) {
  Json json{{"version", m.version},
            {"fourfold_version", m.fourfold_version},
            {"git_revision", m.git_revision},
            {"program_sha256", m.program_sha256},
            {"suite_sha256", sha256(m.suite_text)},
            {"started", m.started},
            {"suite_name", m.suite_name},
            {"device_choice", m.device_choice},
            {"planned_launches", m.planned_launches},
            {"ranks", m.ranks},
            {"planned_cases", m.planned_cases},
            {"filter", m.filter},
            {"left_out", m.left_out},
            {"injected", m.injected},
            {"baseline", to_json(m.baseline)},
            {"chip", to_json(m.chip)},
            {"facts", m.facts},
            {"suite_text", m.suite_text}};
  for (const ImportedLog& log : m.imported) {
    json["imported"].push_back({{"path", log.path}, {"sha256", log.sha256}});
  }
  for (const MergedRecord& one : m.merged) {
    json["merged"].push_back({{"path", one.path},
                              {"sha256", one.sha256},
                              {"started", one.started},
                              {"shard", one.shard}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest parse_manifest(const std::string& text, const SourcePosition& where) {
  try {
    const Json j = Json::parse(text);
    Manifest m;
    m.version = j.at("version");
    if (m.version < 1 || m.version > Manifest::kVersion) {
      throw Error(
          fmt::format("this is a record of version {}; this program reads up to {} (made by "
                      "fourfold {})",
                      m.version, Manifest::kVersion, j.value("fourfold_version", "?")));
    }
    m.fourfold_version = j.at("fourfold_version");
    m.git_revision = j.at("git_revision");
    m.started = j.at("started");
    m.suite_name = j.at("suite_name");
    m.device_choice = j.at("device_choice");
    m.planned_launches = j.at("planned_launches");
    m.ranks = j.at("ranks");
    m.planned_cases = j.at("planned_cases").get<std::vector<std::string>>();
    m.filter = j.value("filter", "");  // older records have neither
    m.left_out = j.value("left_out", std::size_t{0});
    m.injected = j.at("injected").get<std::vector<std::string>>();
    m.baseline = read_baseline(j);
    for (const Json& log : j.value("imported", Json::array())) {
      m.imported.push_back({log.at("path"), log.at("sha256")});
    }
    for (const Json& one : j.value("merged", Json::array())) {
      m.merged.push_back({one.at("path"), one.at("sha256"), one.at("started"), one.at("shard")});
    }
    m.chip = read_chip(j, where);
    m.facts = j.at("facts").get<std::map<std::string, std::map<std::string, std::string>>>();
    m.suite_text = j.at("suite_text");
    m.program_sha256 = j.value("program_sha256", "");  // older records have neither hash
    const std::string suite = j.value("suite_sha256", "");
    if (!suite.empty() && suite != sha256(m.suite_text)) {
      throw Error("suite_sha256 is not the hash of suite_text");
    }
    return m;
  } catch (const std::exception& error) {
    throw InputError(where, std::string("not a manifest: ") + error.what());
  }
}

}  // namespace fourfold
