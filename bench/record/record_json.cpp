// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "bench/record/inventory_json.hpp"
#include "bench/record/packed_ranks.hpp"
#include "bench/record/trial_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 3> kStatuses{"measured", "skipped", "failed"};

CaseRecord read_case(const Json& j, const std::vector<std::string_view>& packed) {
  CaseRecord one;
  one.launch = j.at("launch");
  one.start = j.value("start", 1);
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
  one.settle_s = j.value("settle_s", 0.0);
  one.hold_s = j.value("hold_s", 0.0);
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
    one.trials.push_back(parse_trial(trial, one.reported.has_value(), packed));
  }
  return one;
}

LaunchRecord read_launch(const Json& j) {
  LaunchRecord launch;
  launch.launch = j.at("launch");
  launch.start = j.value("start", 1);
  launch.shard = j.value("shard", "");
  launch.resumed_after = j.value("resumed_after", "");
  launch.excluded = j.value("excluded", std::vector<std::string>{});
  launch.started = j.at("started");
  launch.hosts = j.at("hosts").get<std::vector<std::string>>();
  launch.racks = j.value("racks", std::vector<std::string>{});
  if (!launch.racks.empty() && launch.racks.size() != launch.hosts.size()) {
    throw Error("a launch has as many racks as hosts, one for each rank");
  }
  launch.barrier_exit_skew_s = j.at("barrier_exit_skew_s");
  return launch;
}

/// That start of that launch; one that never wrote its first line (it died before) appears with its
/// end. The start before it is then one that was cut short. 0: the one in hand.
LaunchRecord& start_in(RunRecord& record, int launch, int start) {
  const auto is_it = [&](const LaunchRecord& one) { return one.launch == launch; };
  auto found = std::ranges::find_if(record.launches, is_it);
  if (start == 0) start = found == record.launches.end() ? 1 : found->start;
  if (found == record.launches.end()) {
    found = record.launches.emplace(found);
  } else if (start < found->start) {
    throw Error(
        fmt::format("start {} of launch {} follows its start {}", start, launch, found->start));
  } else if (start > found->start) {
    record.cut_short.push_back(std::exchange(*found, {}));
  }
  found->launch = launch;
  found->start = start;
  return *found;
}

/// The inventory that a launch has told of; of the launch itself where an earlier start of it has.
const Inventory& inventory_of(const RunRecord& record, int launch) {
  const auto told = [&](const LaunchRecord& one) {
    return one.launch == launch && one.inventory.has_value();
  };
  for (const auto* const starts : {&record.launches, &record.cut_short}) {
    const auto found = std::ranges::find_if(*starts, told);
    if (found != starts->end()) return *found->inventory;
  }
  throw Error(fmt::format("launch {} has no inventory", launch));
}

using Addition = std::function<void(RunRecord&)>;

Addition of_launch(const Json& j) {
  return [launch = read_launch(j)](RunRecord& record) mutable {
    LaunchRecord& start = start_in(record, launch.launch, launch.start);
    start = std::move(launch);
  };
}

Addition of_inventory(const Json& j) {
  const int launch = j.at("launch"), start = j.value("start", 0), same_as = j.value("same_as", 0);
  if (same_as != 0) {
    return [=](RunRecord& record) {
      LaunchRecord& own = start_in(record, launch, start);
      own.inventory = Inventory(inventory_of(record, same_as));
    };
  }
  return [=, own = parse_inventory(j.at("inventory"))](RunRecord& record) mutable {
    start_in(record, launch, start).inventory = std::move(own);
  };
}

Addition of_remark(const Json& j) {
  return [launch = j.at("launch").get<int>(), start = j.value("start", 0),
          text = j.at("text").get<std::string>()](RunRecord& record) {
    start_in(record, launch, start).remarks.push_back(text);
  };
}

Addition of_end(const Json& j) {
  LaunchRecord end;
  end.launch = j.at("launch");
  end.start = j.value("start", 0);
  end.exit_code = j.at("exit_code");
  end.end_reason = j.at("reason");
  end.ended_at = j.value("time", "");
  end.lost_hosts = j.value("lost_hosts", std::vector<std::string>{});
  return [end](RunRecord& record) {
    LaunchRecord& launch = start_in(record, end.launch, end.start);
    launch.ended = true;
    launch.exit_code = end.exit_code;
    launch.end_reason = end.end_reason;
    launch.ended_at = end.ended_at;
    launch.lost_hosts = end.lost_hosts;
  };
}

Addition addition(const std::string& kind, const Json& j,
                  const std::vector<std::string_view>& packed) {
  if (kind == "case") {
    return [one = read_case(j, packed)](RunRecord& record) mutable {
      record.cases.push_back(std::move(one));
    };
  }
  if (kind == "launch") return of_launch(j);
  if (kind == "inventory") return of_inventory(j);
  if (kind == "remark") return of_remark(j);
  if (kind == "end") return of_end(j);
  if (kind == "resumed") return [](RunRecord&) {};
  throw Error("unknown kind '" + kind + "'");
}

}  // namespace

std::string launch_json(const LaunchRecord& launch) {
  Json json{{"kind", "launch"},
            {"launch", launch.launch},
            {"started", launch.started},
            {"hosts", launch.hosts},
            {"barrier_exit_skew_s", launch.barrier_exit_skew_s}};
  if (!launch.racks.empty()) json["racks"] = launch.racks;
  if (launch.start > 1) json["start"] = launch.start;
  if (!launch.shard.empty()) json["shard"] = launch.shard;
  if (!launch.resumed_after.empty()) json["resumed_after"] = launch.resumed_after;
  if (!launch.excluded.empty()) json["excluded"] = launch.excluded;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string inventory_line_json(int launch, const Inventory& inventory, int same_as) {
  Json json{{"kind", "inventory"}, {"launch", launch}};
  if (same_as != 0) {
    json["same_as"] = same_as;
  } else {
    json["inventory"] = inventory_json(inventory);
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string case_json(const CaseRecord& one) {
  Json trials = Json::array();
  for (const Trial& trial : one.trials) trials.push_back(trial_json(trial));
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
  if (one.start > 1) json["start"] = one.start;
  if (one.groups_in_turns) json["groups_in_turns"] = true;
  if (one.oversubscription > 0) json["oversubscription"] = one.oversubscription;
  if (one.settle_s > 0) json["settle_s"] = one.settle_s;
  if (one.hold_s > 0) json["hold_s"] = one.hold_s;
  if (one.reported) json["reported"] = {{"by", one.reported->by}, {"figure", one.reported->figure}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string remark_json(int launch, const std::string& text) {
  const Json json{{"kind", "remark"}, {"launch", launch}, {"text", text}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string end_json(const LaunchRecord& launch) {
  Json json{{"kind", "end"},
            {"launch", launch.launch},
            {"exit_code", launch.exit_code},
            {"reason", launch.end_reason}};
  if (launch.start > 1) json["start"] = launch.start;
  if (!launch.ended_at.empty()) json["time"] = launch.ended_at;
  if (!launch.lost_hosts.empty()) json["lost_hosts"] = launch.lost_hosts;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string resumed_json() { return Json{{"kind", "resumed"}}.dump(); }

JournalLine read_journal_line(std::string_view line) {
  try {
    const LiftedLine lifted = lift_packed(line);
    const Json json = Json::parse(lifted.json);
    const std::string kind = json.at("kind");
    return {kind, addition(kind, json, lifted.texts), ""};
  } catch (const std::exception& error) {
    return {"", nullptr, error.what()};
  }
}

std::string add_journal_line(const JournalLine& line, const SourcePosition& where,
                             RunRecord& record) {
  try {
    if (!line.failure.empty()) throw Error(line.failure);
    line.add(record);
    return line.kind;
  } catch (const std::exception& error) {
    throw InputError(where, std::string("not a line of a journal: ") + error.what());
  }
}

std::string parse_journal_line(std::string_view line, const SourcePosition& where,
                               RunRecord& record) {
  return add_journal_line(read_journal_line(line), where, record);
}

}  // namespace fourfold
