// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "bench/config/load_parts.hpp"
#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/ed25519.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 3> kCategories{"baseline", "ported", "optimized"};

std::string_view base_unit(Rate::Kind kind) {
  switch (kind) {
    case Rate::Kind::BytesPerSecond:
      return "B/s";
    case Rate::Kind::FlopsPerSecond:
      return "FLOP/s";
    case Rate::Kind::Seconds:
      return "s";
    case Rate::Kind::Times:
      return "x";
    case Rate::Kind::StepsPerSecond:
      return "step/s";
  }
  return "s";
}

/// The number under `value_key` in the unit under `unit`, above 0.
Rate read_rate(MapReader& map, std::string_view value_key) {
  const YamlNode& value = map.at(value_key);
  const YamlNode& unit = map.at("unit");
  if (read_number(value) <= 0) {
    throw InputError(value.where, fmt::format("must be above 0, got '{}'", value.text));
  }
  try {
    return parse_rate(value.text + " " + read_text(unit));
  } catch (const InputError&) {
    throw;
  } catch (const Error& error) {
    throw InputError(unit.where, error.what());
  }
}

/// The metric that is named, or the one that such a unit means for such cases.
Metric read_metric(MapReader& map, const std::string& match, Rate::Kind kind) {
  if (const YamlNode* node = map.find("metric")) {
    const auto metric = static_cast<Metric>(read_choice(*node, "metric", kMetrics));
    if (fourfold::base_unit(metric) != base_unit(kind)) {
      const YamlNode& unit = map.at("unit");
      throw InputError(unit.where, fmt::format("{} is measured in {}, not in '{}'", name(metric),
                                               fourfold::base_unit(metric), unit.text));
    }
    return metric;
  }
  if (kind == Rate::Kind::Seconds) return Metric::Time;
  if (kind == Rate::Kind::Times) return Metric::Ratio;
  if (kind == Rate::Kind::StepsPerSecond) return Metric::StepRate;
  if (kind == Rate::Kind::FlopsPerSecond) return Metric::Flops;
  return match.starts_with("memory/") ? Metric::Memory : Metric::Busbw;
}

/// Over names of cases, none of which is nearly as long.
const std::string& read_pattern(const YamlNode& node) {
  constexpr std::size_t kMost = 200;
  const std::string& text = read_text(node);
  if (text.size() > kMost) {
    throw InputError(node.where, fmt::format("a pattern of {} bytes; none needs more than {}",
                                             text.size(), kMost));
  }
  return text;
}

Expectation read_expectation(const YamlNode& node) {
  MapReader map(node, ConfigMap::Expectation);
  Expectation expectation;
  expectation.where = map.at("match").where;
  expectation.match = read_pattern(map.at("match"));
  const Rate rate = read_rate(map, "value");
  expectation.value = rate.value;
  expectation.metric = read_metric(map, expectation.match, rate.kind);
  if (const YamlNode* lower = map.find("lower")) {
    expectation.lower = read_fraction(*lower);
    if (*expectation.lower <= -1) {
      throw InputError(lower->where,
                       fmt::format("a lower bound of '{}' is met by anything; it must "
                                   "be above -100%",
                                   lower->text));
    }
  }
  if (const YamlNode* upper = map.find("upper")) {
    expectation.upper = read_fraction(*upper);
    if (expectation.upper < expectation.lower.value_or(-1)) {
      throw InputError(
          upper->where,
          fmt::format("upper ('{}') is below lower; nothing could meet both", upper->text));
    }
  }
  map.finish();
  if (!expectation.lower && !expectation.upper) {
    throw InputError(
        map.where(),
        "an expectation without lower and upper is met by anything; give at least one");
  }
  return expectation;
}

Limit read_limit(const YamlNode& node) {
  MapReader map(node, ConfigMap::Limit);
  Limit limit;
  limit.where = map.at("match").where;
  limit.match = read_pattern(map.at("match"));
  const Rate rate = read_rate(map, "at_most");
  limit.at_most = rate.value;
  limit.metric = read_metric(map, limit.match, rate.kind);
  limit.source = read_text(map.at("source"));
  map.finish();
  return limit;
}

/// The word of a public key, which is given as such or as its file: the record needs no file.
std::string read_key(const YamlNode& node, const std::string& suite_directory) {
  const std::string& text = read_text(node);
  const bool is_word = text.starts_with("ed25519:");
  try {
    return word(
        parse_public_key(is_word ? text : read_text_file(absolute_path(text, suite_directory))));
  } catch (const Error& error) {
    throw InputError(node.where, error.what());
  }
}

std::string read_sha256(const YamlNode& node) {
  constexpr std::size_t kDigits = 64;
  const std::string& text = read_text(node);
  const bool hexadecimal = text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (text.size() != kDigits || !hexadecimal) {
    throw InputError(node.where, fmt::format("expected a SHA-256, 64 lower-case hexadecimal "
                                             "digits, found '{}'",
                                             shown(text)));
  }
  return text;
}

Dimension read_dimension(const YamlNode& node) {
  MapReader map(node, ConfigMap::Dimension);
  Dimension dimension{read_pattern(map.at("metric")), 1, map.at("metric").where};
  if (const YamlNode* weight = map.find("weight")) {
    dimension.weight = read_number(*weight);
    if (dimension.weight <= 0) {
      throw InputError(weight->where,
                       fmt::format("a weight must be above 0, got '{}'", weight->text));
    }
  }
  map.finish();
  return dimension;
}

Stability read_stability(const YamlNode& node) {
  MapReader map(node, ConfigMap::Stability);
  Stability stability;
  stability.share = read_fraction_between(map.at("share"), 0, 1);
  if (const YamlNode* value = map.find("confidence")) {
    stability.confidence = read_fraction_between(*value, 0.5, 1);
  }
  if (const YamlNode* value = map.find("suite")) stability.suite = read_text(*value);
  if (const YamlNode* value = map.find("suite_sha256")) {
    stability.suite_sha256 = read_sha256(*value);
    if (stability.suite.empty()) {
      throw InputError(map.key_position("suite_sha256"), "of which suite? Its name is missing");
    }
  }
  map.finish();
  return stability;
}

}  // namespace

std::string_view name(Category category) { return kCategories[static_cast<std::size_t>(category)]; }

std::string absolute_path(const std::string& path, const std::string& directory) {
  const auto joined = std::filesystem::absolute(std::filesystem::path(directory) / path);
  return joined.lexically_normal().string();
}

std::vector<Expectation> read_expectations(const YamlNode& node) {
  std::vector<Expectation> expectations;
  for (const YamlNode* item : read_list(node)) expectations.push_back(read_expectation(*item));
  return expectations;
}

std::vector<Limit> read_limits(const YamlNode& node) {
  std::vector<Limit> limits;
  for (const YamlNode* item : read_list(node)) limits.push_back(read_limit(*item));
  return limits;
}

/// Of one run all launches may be of one day, so that more days need to be planned for.
std::vector<int> read_looks(const YamlNode* node, const Target& target, const YamlNode* min_days) {
  if (node == nullptr) {
    if (target.min_days <= 1) return {};
    throw InputError(min_days->where,
                     fmt::format("launches of {} days need a plan: say at how many "
                                 "it is judged, as looks: [{}]",
                                 target.min_days, target.min_launches * target.min_days));
  }
  constexpr int kMostLaunches = 100'000;
  std::vector<int> looks;
  int least = std::max(target.min_launches, target.min_days);
  for (const YamlNode* item : read_list(*node)) {
    looks.push_back(static_cast<int>(read_whole(*item, least, kMostLaunches)));
    least = looks.back() + 1;
  }
  return looks;
}

Target read_target(const YamlNode& node, const std::string& suite_directory) {
  MapReader map(node, ConfigMap::Target);
  Target target;
  target.where = map.where();
  if (const YamlNode* value = map.find("ratio")) {
    target.ratio = read_number(*value);
    if (target.ratio <= 0) {
      throw InputError(value->where, fmt::format("a ratio must be above 0, got '{}'", value->text));
    }
  }
  if (const YamlNode* value = map.find("confidence")) {
    target.confidence = read_fraction_between(*value, 0.5, 1);
  }
  if (const YamlNode* value = map.find("floor")) {
    target.floor = read_fraction(*value);
    if (target.floor <= 0 || target.floor > 1) {
      throw InputError(value->where,
                       fmt::format("must lie above 0% and not above 100%, got '{}'", value->text));
    }
  }
  if (const YamlNode* value = map.find("tolerance")) {
    target.tolerance = read_fraction_between(*value, 0, 1);
  }
  if (const YamlNode* value = map.find("min_launches")) {
    target.min_launches = static_cast<int>(read_whole(*value, 2, 1000));
  }
  const YamlNode* const min_days = map.find("min_days");
  if (min_days != nullptr) target.min_days = static_cast<int>(read_whole(*min_days, 1, 1000));
  target.looks = read_looks(map.find("looks"), target, min_days);
  if (const YamlNode* value = map.find("resumed")) {
    target.resumed = static_cast<int>(read_whole(*value, 0, 1000));
  }
  if (const YamlNode* value = map.find("category")) {
    target.category = static_cast<Category>(read_choice(*value, "category", kCategories));
  }
  if (const YamlNode* value = map.find("stability")) target.stability = read_stability(*value);
  if (const YamlNode* value = map.find("units")) {
    target.units = static_cast<int>(read_whole(*value, 1, 1'000'000));
  }
  if (const YamlNode* value = map.find("baseline")) {
    target.baseline = absolute_path(read_text(*value), suite_directory);
    target.baseline_where = value->where;
  }
  if (const YamlNode* value = map.find("baseline_sha256")) {
    target.baseline_sha256 = read_sha256(*value);
  }
  if (const YamlNode* value = map.find("baseline_signed_by")) {
    target.baseline_signed_by = read_key(*value, suite_directory);
  }
  if (const YamlNode* value = map.find("signed_by")) {
    target.signed_by = read_key(*value, suite_directory);
  }
  for (const YamlNode* item : read_list(map.at("dimensions"))) {
    target.dimensions.push_back(read_dimension(*item));
  }
  map.finish();
  return target;
}

Machine read_machine(const YamlNode& node) {
  MapReader map(node, ConfigMap::Machine);
  read_format_version(map.at("fourfold_machine"));
  Machine machine{read_text(map.at("name")), {}, {}};
  if (const YamlNode* value = map.find("description")) read_text(*value);
  if (const YamlNode* value = map.find("expectations")) {
    machine.expectations = read_expectations(*value);
  }
  if (const YamlNode* value = map.find("limits")) machine.limits = read_limits(*value);
  map.finish();
  for (Expectation& expectation : machine.expectations) expectation.from_machine = true;
  for (Limit& limit : machine.limits) limit.from_machine = true;
  return machine;
}

}  // namespace fourfold
