// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/trial_json.hpp"

#include <nlohmann/json.hpp>

#include "bench/record/by_rank_json.hpp"
#include "bench/record/groups_json.hpp"
#include "bench/record/pair_rounds_json.hpp"
#include "bench/record/telemetry_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

TrialTelemetry read_telemetry(const Json& json, const std::vector<std::string_view>& packed) {
  Json summary = Json::object();
  for (const auto& [key, value] : json.items()) {
    if (key != "by_rank") summary[key] = value;
  }
  TrialTelemetry telemetry{parse_telemetry(summary.dump()), {}, {}, {}, {}};
  const Json& by_rank = json.at("by_rank");
  telemetry.clock_mhz = parse_by_rank(by_rank.at("clock_MHz"), packed);
  telemetry.power_w = parse_by_rank(by_rank.at("power_W"), packed);
  telemetry.temperature_c = parse_by_rank(by_rank.at("temperature_C"), packed);
  telemetry.slowed = parse_by_rank(by_rank.at("slowed"), packed);
  return telemetry;
}

/// Every sample has its ranks; what another program reported has them all or not at all.
bool has_length(const Trial& trial, std::size_t n, bool reported) {
  const auto fits = [&](std::size_t length) { return length == n || (reported && length == 0); };
  return fits(trial.slowest_rank.size()) && fits(trial.mean_seconds.size()) &&
         fits(trial.fastest_seconds.size());
}

}  // namespace

Json trial_json(const Trial& t) {
  Json json{{"seconds", t.seconds},
            {"slowest_rank", t.slowest_rank},
            {"mean_seconds", t.mean_seconds},
            {"fastest_seconds", t.fastest_seconds},
            {"calls_per_sample", t.calls_per_sample},
            {"stopped", t.stopped},
            {"warmup_s", t.warmup_s},
            {"elapsed_s", t.elapsed_s},
            {"rank_median_s", by_rank_json(t.rank_median_s, kOfTimes)}};
  if (!t.rank_late_s.empty()) json["rank_late_s"] = by_rank_json(t.rank_late_s, kOfGauges);
  if (!t.groups.empty()) json["groups"] = Json::parse(groups_json(t.groups));
  if (!t.pair_rounds.empty()) json["pair_rounds"] = pair_rounds_json(t.pair_rounds);
  if (!t.group_rounds.empty()) {
    json["group_rounds"] = group_rounds_json(t.group_rounds);
  }
  if (!t.rival_seconds.empty()) json["rival_seconds"] = t.rival_seconds;
  if (!t.pure_seconds.empty()) {
    json["pure_seconds"] = t.pure_seconds;
    json["compute_seconds"] = t.compute_seconds;
  }
  if (!t.pure_within_seconds.empty()) {
    json["pure_within_seconds"] = t.pure_within_seconds;
    json["compute_within_seconds"] = t.compute_within_seconds;
  }
  if (t.steady) json["steady"] = *t.steady;
  if (t.half_s > 0) json["half_s"] = t.half_s;
  if (t.telemetry) {
    json["telemetry"] = Json::parse(telemetry_json(t.telemetry->rank_0));
    json["telemetry"]["by_rank"] = {
        {"clock_MHz", by_rank_json(t.telemetry->clock_mhz, kOfGauges)},
        {"power_W", by_rank_json(t.telemetry->power_w, kOfGauges)},
        {"temperature_C", by_rank_json(t.telemetry->temperature_c, kOfGauges)},
        {"slowed", by_rank_json(t.telemetry->slowed, kOfGauges)}};
  }
  return json;
}

Trial parse_trial(const Json& j, bool reported, const std::vector<std::string_view>& packed) {
  Trial trial{.seconds = j.at("seconds"),
              .slowest_rank = j.at("slowest_rank"),
              .mean_seconds = j.at("mean_seconds"),
              .fastest_seconds = j.at("fastest_seconds"),
              .calls_per_sample = j.at("calls_per_sample"),
              .stopped = j.at("stopped"),
              .warmup_s = j.at("warmup_s"),
              .elapsed_s = j.at("elapsed_s"),
              .rank_median_s = parse_by_rank(j.at("rank_median_s"), packed),
              .rank_late_s = {},
              .rival_seconds = j.value("rival_seconds", std::vector<double>{}),
              .pure_seconds = j.value("pure_seconds", std::vector<double>{}),
              .compute_seconds = j.value("compute_seconds", std::vector<double>{}),
              .pure_within_seconds = j.value("pure_within_seconds", std::vector<double>{}),
              .compute_within_seconds = j.value("compute_within_seconds", std::vector<double>{}),
              .groups = {},
              .pair_rounds = {},
              .group_rounds = {},
              .telemetry = std::nullopt,
              .steady = std::nullopt,
              .half_s = j.value("half_s", 0.0)};
  if (const auto found = j.find("telemetry"); found != j.end()) {
    trial.telemetry = read_telemetry(*found, packed);
  }
  if (const auto late = j.find("rank_late_s"); late != j.end()) {
    trial.rank_late_s = parse_by_rank(*late, packed);
  }
  if (const auto rounds = j.find("pair_rounds"); rounds != j.end()) {
    trial.pair_rounds = parse_pair_rounds(*rounds, packed);
  }
  if (const auto rounds = j.find("group_rounds"); rounds != j.end()) {
    trial.group_rounds = parse_group_rounds(*rounds);
  }
  if (j.contains("groups")) trial.groups = parse_groups(j.at("groups").dump());
  if (j.contains("steady")) trial.steady = j.at("steady").get<bool>();
  const std::size_t n = trial.seconds.size();
  if (!has_length(trial, n, reported)) {
    throw Error("a trial's four lists of samples differ in length");
  }
  if (!trial.rival_seconds.empty() && trial.rival_seconds.size() != n) {
    throw Error("a trial's contenders differ in how many samples they have");
  }
  if (trial.pure_seconds.size() != trial.compute_seconds.size() ||
      (!trial.pure_seconds.empty() && trial.pure_seconds.size() != n)) {
    throw Error("a trial's parts of overlapped calls differ in how many samples they have");
  }
  const std::size_t within = trial.pure_within_seconds.size();
  if (within != trial.compute_within_seconds.size() ||
      (within != 0 && within != trial.pure_seconds.size())) {
    throw Error("a trial's parts of training steps differ in how many samples they have");
  }
  for (const double s : trial.seconds) {
    if (!(s >= 0)) throw Error("a trial has a negative time");
  }
  if (!(trial.half_s >= 0)) throw Error("a trial's half digit is negative");
  return trial;
}

}  // namespace fourfold
