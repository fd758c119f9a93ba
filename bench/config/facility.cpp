// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/facility.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "bench/config/load_parts.hpp"
#include "bench/config/read_text_file.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::int64_t kMostDevices = 64;
constexpr std::array<std::string_view, 3> kStatuses{"planned", "contracted", "production"};

/// What `gpus` and each of `figures` share.
FacilityFigure read_stated(MapReader& map) {
  const YamlNode& value = map.at("value");
  FacilityFigure figure;
  figure.value = read_number(value);
  if (figure.value <= 0) {
    throw InputError(value.where, fmt::format("must be above 0, got '{}'", value.text));
  }
  figure.unit = read_text(map.at("unit"));
  figure.source = read_source(map.at("source"));
  if (const YamlNode* why = map.find("unconfirmed")) figure.unconfirmed = read_text(*why);
  return figure;
}

FacilityFigure read_gpus(const YamlNode& node) {
  constexpr double kMost = 1'000'000;
  MapReader map(node, ConfigMap::Figure);
  FacilityFigure gpus = read_stated(map);
  map.finish();
  gpus.what = "GPUs";
  if (gpus.unit != "GPU") {
    const YamlNode& unit = map.at("unit");
    throw InputError(unit.where, fmt::format("expected GPU, found '{}'", shown(unit.text)));
  }
  if (gpus.value != std::floor(gpus.value) || gpus.value > kMost) {
    throw InputError(map.at("value").where, "expected a whole number of GPUs, up to a million");
  }
  return gpus;
}

FacilityFigure read_figure(const YamlNode& node) {
  MapReader map(node, ConfigMap::FacilityFigure);
  FacilityFigure figure = read_stated(map);
  figure.what = read_text(map.at("what"));
  map.finish();
  return figure;
}

}  // namespace

std::string Facility::label() const {
  if (devices_per_gpu == 1) return name;
  return fmt::format("{} ({:g} GPUs of {} devices each)", name, gpus.value, devices_per_gpu);
}

Facility load_facility(const std::string& file) {
  return parse_facility(read_text_file(file), file);
}

Facility parse_facility(const std::string& text, const std::string& file) {
  const auto root = parse_yaml(text, file);
  MapReader map(*root, ConfigMap::Facility);
  read_format_version(map.at("fourfold_facility"));
  Facility facility;
  facility.file = file;
  facility.name = read_text(map.at("name"));
  facility.description = read_text(map.at("description"));
  facility.status = kStatuses[read_choice(map.at("status"), "status", kStatuses)];
  if (const YamlNode* sources = map.find("sources")) {
    for (const YamlNode* source : read_list(*sources)) read_source(*source);
  }
  facility.gpus = read_gpus(map.at("gpus"));
  if (const YamlNode* devices = map.find("devices_per_gpu")) {
    facility.devices_per_gpu = static_cast<int>(read_whole(*devices, 1, kMostDevices));
  }
  if (const YamlNode* structure = map.find("structure")) {
    Contract& all = facility.structure.emplace(read_contract(*structure));
    if (all.units() != static_cast<int>(facility.gpus.value)) {
      throw InputError(structure->where,
                       fmt::format("this structure has {} GPUs, and gpus says {:g}", all.units(),
                                   facility.gpus.value));
    }
    all.gpus_per_node *= facility.devices_per_gpu;
  }
  if (const YamlNode* figures = map.find("figures")) {
    for (const YamlNode* figure : read_list(*figures)) {
      facility.figures.push_back(read_figure(*figure));
    }
  }
  map.finish();
  return facility;
}

}  // namespace fourfold
