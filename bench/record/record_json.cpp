// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bench/record/groups_json.hpp"
#include "bench/record/pair_rounds_json.hpp"
#include "bench/record/telemetry_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> kStatuses{"measured", "skipped", "failed"};

Json to_json(const Trial& t) {
  Json json{{"seconds", t.seconds},
            {"slowest_rank", t.slowest_rank},
            {"mean_seconds", t.mean_seconds},
            {"fastest_seconds", t.fastest_seconds},
            {"calls_per_sample", t.calls_per_sample},
            {"stopped", t.stopped},
            {"warmup_s", t.warmup_s},
            {"elapsed_s", t.elapsed_s},
            {"rank_median_s", t.rank_median_s}};
  if (!t.rank_late_s.empty()) json["rank_late_s"] = t.rank_late_s;
  if (!t.groups.empty()) json["groups"] = Json::parse(groups_json(t.groups));
  if (!t.pair_rounds.empty()) json["pair_rounds"] = Json::parse(pair_rounds_json(t.pair_rounds));
  if (!t.rival_seconds.empty()) json["rival_seconds"] = t.rival_seconds;
  if (!t.pure_seconds.empty()) {
    json["pure_seconds"] = t.pure_seconds;
    json["compute_seconds"] = t.compute_seconds;
  }
  if (t.steady) json["steady"] = *t.steady;
  if (t.telemetry) json["telemetry"] = Json::parse(telemetry_json(*t.telemetry));
  return json;
}

/// Every sample has its ranks; what another program reported has them all or not at all.
bool has_length(const Trial& trial, std::size_t n, bool reported) {
  const auto fits = [&](std::size_t length) { return length == n || (reported && length == 0); };
  return fits(trial.slowest_rank.size()) && fits(trial.mean_seconds.size()) &&
         fits(trial.fastest_seconds.size());
}

Trial read_trial(const Json& j, bool reported) {
  Trial trial{.seconds = j.at("seconds"),
              .slowest_rank = j.at("slowest_rank"),
              .mean_seconds = j.at("mean_seconds"),
              .fastest_seconds = j.at("fastest_seconds"),
              .calls_per_sample = j.at("calls_per_sample"),
              .stopped = j.at("stopped"),
              .warmup_s = j.at("warmup_s"),
              .elapsed_s = j.at("elapsed_s"),
              .rank_median_s = j.at("rank_median_s"),
              .rank_late_s = j.value("rank_late_s", std::vector<double>{}),
              .rival_seconds = j.value("rival_seconds", std::vector<double>{}),
              .pure_seconds = j.value("pure_seconds", std::vector<double>{}),
              .compute_seconds = j.value("compute_seconds", std::vector<double>{}),
              .groups = {},
              .pair_rounds = {},
              .telemetry = std::nullopt,
              .steady = std::nullopt};
  if (j.contains("telemetry")) trial.telemetry = parse_telemetry(j.at("telemetry").dump());
  if (j.contains("groups")) trial.groups = parse_groups(j.at("groups").dump());
  if (j.contains("pair_rounds")) trial.pair_rounds = parse_pair_rounds(j.at("pair_rounds").dump());
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
  for (const double s : trial.seconds) {
    if (!(s >= 0)) throw Error("a trial has a negative time");
  }
  return trial;
}

CaseRecord read_case(const Json& j) {
  CaseRecord one;
  one.launch = j.at("launch");
  one.name = j.at("name");
  one.operation = j.at("operation");
  one.backend = j.at("backend");
  one.dtype = j.at("dtype");
  one.size = j.at("size");
  one.contenders = j.value("contenders", std::vector<std::string>{});
  const std::string status = j.at("status");
  const auto* const found = std::find(kStatuses.begin(), kStatuses.end(), status);
  if (found == kStatuses.end()) throw Error("'" + status + "' is not a status");
  one.status = static_cast<CaseStatus>(found - kStatuses.begin());
  one.reason = j.at("reason");
  one.ranks = j.at("ranks");
  const Json& work = j.at("work");
  one.work.message = Bytes(work.at("message_bytes").get<std::uint64_t>());
  one.work.bus_factor = work.at("bus_factor");
  one.work.memory = Bytes(work.at("memory_bytes").get<std::uint64_t>());
  one.work.flops = Flops(work.at("flops").get<double>());
  one.precision = j.value("precision", 0.0);
  one.seed = j.value("seed", std::uint64_t{0});
  one.algorithm = j.at("algorithm");
  one.verified_by = j.at("verified_by");
  one.groups_in_turns = j.value("groups_in_turns", false);
  one.oversubscription = j.value("oversubscription", 0.0);
  one.graph_calls = j.value("graph_calls", std::uint64_t{0});
  const Json& correctness = j.at("correctness");
  one.correctness.checked = correctness.at("checked");
  one.correctness.elements = correctness.at("elements");
  if (!correctness.at("first").is_null()) {
    one.correctness.first = parse_mismatch(correctness.at("first").dump());
  }
  if (const auto hash = correctness.find("hash"); hash != correctness.end() && hash->is_string()) {
    one.correctness.hash = std::stoull(hash->get<std::string>(), nullptr, 16);
    one.correctness.repeats = correctness.at("repeats").get<bool>();
  }
  if (const auto reported = j.find("reported"); reported != j.end()) {
    one.reported = Reported{reported->at("by"), reported->at("figure")};
  }
  for (const Json& trial : j.at("trials")) {
    one.trials.push_back(read_trial(trial, one.reported.has_value()));
  }
  return one;
}

LaunchRecord read_launch(const Json& j) {
  LaunchRecord launch;
  launch.launch = j.at("launch");
  launch.started = j.at("started");
  launch.hosts = j.at("hosts").get<std::vector<std::string>>();
  launch.racks = j.value("racks", std::vector<std::string>{});
  if (!launch.racks.empty() && launch.racks.size() != launch.hosts.size()) {
    throw Error("a launch has as many racks as hosts, one for each rank");
  }
  launch.barrier_exit_skew_s = j.at("barrier_exit_skew_s");
  return launch;
}

/// The launch of that number; one that never wrote its first line (it died before) appears with its
/// end.
LaunchRecord& launch_of(RunRecord& record, int launch) {
  for (LaunchRecord& one : record.launches) {
    if (one.launch == launch) return one;
  }
  record.launches.emplace_back();
  record.launches.back().launch = launch;
  return record.launches.back();
}

}  // namespace

std::string launch_json(const LaunchRecord& launch) {
  Json json{{"kind", "launch"},
            {"launch", launch.launch},
            {"started", launch.started},
            {"hosts", launch.hosts},
            {"barrier_exit_skew_s", launch.barrier_exit_skew_s}};
  if (!launch.racks.empty()) json["racks"] = launch.racks;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string case_json(const CaseRecord& one) {
  Json trials = Json::array();
  for (const Trial& trial : one.trials) trials.push_back(to_json(trial));
  Json json{
      {"kind", "case"},
      {"launch", one.launch},
      {"name", one.name},
      {"operation", one.operation},
      {"backend", one.backend},
      {"dtype", one.dtype},
      {"size", one.size},
      {"contenders", one.contenders},
      {"status", kStatuses[static_cast<std::size_t>(one.status)]},
      {"reason", one.reason},
      {"ranks", one.ranks},
      {"work",
       {{"message_bytes", one.work.message.count()},
        {"bus_factor", one.work.bus_factor},
        {"memory_bytes", one.work.memory.count()},
        {"flops", one.work.flops.value()}}},
      {"precision", one.precision},
      {"seed", one.seed},
      {"algorithm", one.algorithm},
      {"verified_by", one.verified_by},
      {"graph_calls", one.graph_calls},
      {"correctness",
       {{"checked", one.correctness.checked},
        {"elements", one.correctness.elements},
        {"first", one.correctness.first ? Json::parse(mismatch_json(*one.correctness.first))
                                        : Json(nullptr)},
        {"hash", one.correctness.hash ? Json(fmt::format("{:#018x}", *one.correctness.hash))
                                      : Json(nullptr)},
        {"repeats", one.correctness.repeats ? Json(*one.correctness.repeats) : Json(nullptr)}}},
      {"trials", trials}};
  if (one.groups_in_turns) json["groups_in_turns"] = true;
  if (one.oversubscription > 0) json["oversubscription"] = one.oversubscription;
  if (one.reported) json["reported"] = {{"by", one.reported->by}, {"figure", one.reported->figure}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string remark_json(int launch, const std::string& text) {
  const Json json{{"kind", "remark"}, {"launch", launch}, {"text", text}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string end_json(int launch, int exit_code, const std::string& reason) {
  const Json json{
      {"kind", "end"}, {"launch", launch}, {"exit_code", exit_code}, {"reason", reason}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string resumed_json() { return Json{{"kind", "resumed"}}.dump(); }

std::string parse_journal_line(const std::string& line, const SourcePosition& where,
                               RunRecord& record) {
  try {
    const Json j = Json::parse(line);
    const std::string kind = j.at("kind");
    if (kind == "case") {
      record.cases.push_back(read_case(j));
    } else if (kind == "launch") {
      const LaunchRecord launch = read_launch(j);
      launch_of(record, launch.launch) = launch;
    } else if (kind == "remark") {
      launch_of(record, j.at("launch")).remarks.push_back(j.at("text"));
    } else if (kind == "end") {
      LaunchRecord& launch = launch_of(record, j.at("launch"));
      launch.ended = true;
      launch.exit_code = j.at("exit_code");
      launch.end_reason = j.at("reason");
    } else if (kind != "resumed") {
      throw Error("unknown kind '" + kind + "'");
    }
    return kind;
  } catch (const std::exception& error) {
    throw InputError(where, std::string("not a line of a journal: ") + error.what());
  }
}

}  // namespace fourfold
