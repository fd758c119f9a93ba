// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/telemetry_json.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

/// The enumerator of `count` that has this name.
template <class Enum>
Enum named(const std::string& text, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  throw Error("'" + text + "' is nothing that telemetry tells");
}

}  // namespace

std::string telemetry_json(const TelemetrySummary& own) {
  Json gauges = Json::object();
  for (const auto& [gauge, value] : own.gauges) {
    gauges[std::string(name(gauge))] = {
        {"min", value.min}, {"mean", value.mean}, {"max", value.max}};
  }
  Json counters = Json::object();
  for (const auto& [counter, grown] : own.counters) counters[std::string(name(counter))] = grown;
  Json json{{"length_s", own.length.value()}, {"samples", own.samples},
            {"covered", own.covered},         {"gauges", gauges},
            {"counters", counters},           {"clock_events", own.clock_events},
            {"cost_s", own.cost.value()}};
  if (!own.clock_from.empty()) json["clock_from"] = own.clock_from;
  if (own.energy) {
    json["energy_J"] = own.energy->value();
    json["energy_from"] = own.energy_source == EnergySource::Counter ? "counter" : "power";
  }
  json["missing"] = own.missing;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TelemetrySummary parse_telemetry(const std::string& text) {
  const Json json = Json::parse(text);
  TelemetrySummary own;
  own.length = Seconds(json.at("length_s").get<double>());
  own.samples = json.at("samples");
  own.covered = json.at("covered");
  own.cost = Seconds(json.value("cost_s", 0.0));
  for (const auto& [key, value] : json.at("gauges").items()) {
    own.gauges[named<Gauge>(key, kGauges)] = {value.at("min"), value.at("mean"), value.at("max")};
  }
  for (const auto& [key, value] : json.at("counters").items()) {
    own.counters[named<EventCounter>(key, kEventCounters)] = value.get<std::uint64_t>();
  }
  own.clock_from = json.value("clock_from", "");
  own.clock_events = json.at("clock_events").get<std::map<std::string, double>>();
  if (json.contains("energy_J")) {
    own.energy = Joules(json.at("energy_J").get<double>());
    const bool counted = json.at("energy_from") == "counter";
    own.energy_source = counted ? EnergySource::Counter : EnergySource::Power;
  }
  for (const auto& [key, value] : json.at("missing").items()) {
    own.missing[key] = value.get<std::string>();
  }
  return own;
}

}  // namespace fourfold
