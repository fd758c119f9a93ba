// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <utility>

#include "bench/config/load_parts.hpp"
#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/glob.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 9> kArithmetics{
    "f64_vector", "f64_tensor", "f32", "tf32", "f16", "bf16", "f8e4m3", "i8", "f4e2m1"};

/// Digits in the form of YYYY, YYYY-MM or YYYY-MM-DD.
const std::string& read_date(const YamlNode& node) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  const std::string& text = read_text(node);
  bool right = text.size() == 4 || text.size() == 7 || text.size() == 10;
  for (std::size_t i = 0; right && i < text.size(); ++i) {
    right = kForm[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
  }
  if (!right) {
    throw InputError(node.where, fmt::format("expected a date, as in 2024-11 or 2024-11-18, found "
                                             "'{}'",
                                             shown(text)));
  }
  return text;
}

/// Reads value and unit together with `convert(value, unit)`; what an Error of it says stands at
/// the unit.
template <class Convert>
auto read_stated(const YamlNode& node, const Convert& convert) {
  MapReader map(node, ConfigMap::Figure);
  const YamlNode& value = map.at("value");
  const YamlNode& unit = map.at("unit");
  const double number = read_number(value);
  if (number <= 0) {
    throw InputError(value.where, fmt::format("must be above 0, got '{}'", value.text));
  }
  const std::string& unit_text = read_text(unit);
  Stated<decltype(convert(number, unit_text))> stated;
  try {
    stated.value = convert(number, unit_text);
  } catch (const Error& error) {
    throw InputError(unit.where, error.what());
  }
  stated.source = read_source(map.at("source"));
  if (const YamlNode* why = map.find("unconfirmed")) stated.unconfirmed = read_text(*why);
  stated.where = map.where();
  map.finish();
  return stated;
}

[[noreturn]] void wrong_unit(std::string_view unit, std::string_view expected) {
  throw Error(fmt::format("expected {}, found '{}'", expected, shown(unit)));
}

Hertz clock(double value, const std::string& unit) {
  if (unit == "MHz") return Hertz(value * 1e6);
  if (unit == "GHz") return Hertz(value * 1e9);
  wrong_unit(unit, "MHz or GHz");
}

Bytes size(double value, const std::string& unit) {
  return parse_bytes(fmt::format("{:.17g} {}", value, unit));
}

BytesPerSecond bandwidth(double value, const std::string& unit) {
  const Rate rate = parse_rate(fmt::format("{:.17g} {}", value, unit));
  if (rate.kind != Rate::Kind::BytesPerSecond) wrong_unit(unit, "a unit of B/s, as in GB/s");
  return BytesPerSecond(rate.value);
}

FlopsPerSecond operations(double value, const std::string& unit) {
  const Rate rate = parse_rate(fmt::format("{:.17g} {}", value, unit));
  if (rate.kind != Rate::Kind::FlopsPerSecond) wrong_unit(unit, "a unit of FLOP/s, as in TFLOP/s");
  return FlopsPerSecond(rate.value);
}

Watts power(double value, const std::string& unit) {
  if (unit != "W") wrong_unit(unit, "W");
  return Watts(value);
}

int processors(double value, const std::string& unit) {
  if (unit != "SM" && unit != "CU") wrong_unit(unit, "SM or CU");
  if (value != std::floor(value) || value > 1e6) throw Error("expected a whole number of them");
  return static_cast<int>(value);
}

double per_clock(double value, const std::string& unit) {
  if (unit != "FLOP/clock") wrong_unit(unit, "FLOP/clock, of one processor");
  return value;
}

template <class Value, class Convert>
void read_into(std::optional<Stated<Value>>& stated, MapReader& map, std::string_view key,
               const Convert& convert) {
  if (const YamlNode* node = map.find(key)) stated = read_stated(*node, convert);
}

Peak read_peak(const YamlNode& node, Arithmetic arithmetic) {
  MapReader map(node, ConfigMap::Peak);
  Peak peak;
  peak.arithmetic = arithmetic;
  peak.rate = read_stated(map.at("rate"), operations);
  read_into(peak.per_clock, map, "per_clock", per_clock);
  read_into(peak.clock, map, "clock", clock);
  map.finish();
  return peak;
}

std::vector<Peak> read_peaks(const YamlNode& node) {
  MapReader map(node, ConfigMap::Peaks);
  std::vector<Peak> peaks;
  for (std::size_t i = 0; i < kArithmetics.size(); ++i) {
    const YamlNode* value = map.find(kArithmetics[i]);
    if (value != nullptr) peaks.push_back(read_peak(*value, static_cast<Arithmetic>(i)));
  }
  map.finish();
  return peaks;
}

void read_ceilings(Chip& chip, const YamlNode& node) {
  MapReader map(node, ConfigMap::Ceilings);
  read_into(chip.processors, map, "processors", processors);
  read_into(chip.max_clock, map, "max_clock", clock);
  read_into(chip.memory_size, map, "memory_size", size);
  read_into(chip.memory_bandwidth, map, "memory_bandwidth", bandwidth);
  read_into(chip.l2_size, map, "l2_size", size);
  read_into(chip.link_rate, map, "link_rate", bandwidth);
  read_into(chip.pcie_rate, map, "pcie_rate", bandwidth);
  read_into(chip.power, map, "power", power);
  if (const YamlNode* peaks = map.find("peaks")) chip.peaks = read_peaks(*peaks);
  map.finish();
}

}  // namespace

ChipSource read_source(const YamlNode& node) {
  MapReader map(node, ConfigMap::ChipSource);
  ChipSource source{read_text(map.at("document")), "", read_date(map.at("date"))};
  if (const YamlNode* url = map.find("url")) source.url = read_text(*url);
  map.finish();
  return source;
}

std::string_view name(Arithmetic arithmetic) {
  return kArithmetics[static_cast<std::size_t>(arithmetic)];
}

const Peak* Chip::find(Arithmetic arithmetic) const {
  const auto is_it = [&](const Peak& peak) { return peak.arithmetic == arithmetic; };
  const auto at = std::find_if(peaks.begin(), peaks.end(), is_it);
  return at == peaks.end() ? nullptr : &*at;
}

Chip load_chip(const std::string& file) { return parse_chip(read_text_file(file), file); }

Chip parse_chip(const std::string& text, const std::string& file) {
  const auto root = parse_yaml(text, file);
  MapReader map(*root, ConfigMap::Chip);
  read_format_version(map.at("fourfold_chip"));
  Chip chip;
  chip.file = file;
  chip.text = text;
  chip.name = read_text(map.at("name"));
  if (const YamlNode* words = map.find("description")) chip.description = read_text(*words);
  chip.devices = read_distinct(map.at("devices"), read_text);
  if (const YamlNode* sources = map.find("sources")) {
    for (const YamlNode* source : read_list(*sources)) read_source(*source);
  }
  if (const YamlNode* ceilings = map.find("ceilings")) read_ceilings(chip, *ceilings);
  map.finish();
  return chip;
}

std::vector<Chip> load_chips(const std::string& directory) {
  std::error_code status;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, status)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (status)
    throw InputError(SourcePosition{directory, 0, 0}, "cannot be read: " + status.message());
  if (files.empty())
    throw InputError(SourcePosition{directory, 0, 0}, "holds no chip file, as in h200.yaml");
  std::sort(files.begin(), files.end());
  std::vector<Chip> chips;
  for (const std::string& file : files) chips.push_back(load_chip(file));
  return chips;
}

const Chip* find_chip(std::span<const Chip> chips, std::string_view device_name) {
  const Chip* found = nullptr;
  for (const Chip& chip : chips) {
    const auto matches = [&](const auto& pattern) { return glob_match(pattern, device_name); };
    if (std::none_of(chip.devices.begin(), chip.devices.end(), matches)) continue;
    if (found != nullptr) {
      throw Error(
          fmt::format("both {} and {} claim the device '{}'", found->file, chip.file, device_name));
    }
    found = &chip;
  }
  return found;
}

std::optional<FlopsPerSecond> peak_at(const Chip& chip, Arithmetic arithmetic, Hertz clock) {
  const Peak* peak = chip.find(arithmetic);
  if (peak == nullptr || !peak->per_clock || !chip.processors) return std::nullopt;
  return FlopsPerSecond(chip.processors->value * peak->per_clock->value * clock.value());
}

}  // namespace fourfold
