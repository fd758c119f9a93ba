// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/interruptions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "bench/record/merge_records.hpp"

namespace fourfold {
namespace {

/// All starts, by launch and start.
std::map<std::pair<int, int>, const LaunchRecord*> all_starts(const RunRecord& record) {
  std::map<std::pair<int, int>, const LaunchRecord*> starts;
  for (const auto* list : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *list) starts[{one.launch, one.start}] = &one;
  }
  return starts;
}

/// Whose planned cases a launch has: of a merged record its shard, else "". A launch that was not
/// begun is of the shard of the launches before it, since runs are merged one behind the other.
std::string shard_of_launch(const RunRecord& record, int launch) {
  const LaunchRecord* last = nullptr;
  for (const LaunchRecord& one : record.launches) {
    const bool before = one.launch <= launch;
    if (before && (last == nullptr || one.launch > last->launch)) last = &one;
  }
  return last == nullptr ? "" : last->shard;
}

std::vector<std::string> planned_in(const RunRecord& record, int launch) {
  const std::string shard = shard_of_launch(record, launch);
  std::vector<std::string> names;
  for (const std::string& name : record.manifest.planned_cases) {
    const std::string own = shard_of(name);
    if (own.empty() || own == shard) names.push_back(name);
  }
  return names;
}

/// Planned cases and those of a launch's starts before, up to and with `start`.
std::string first_without_record(const RunRecord& record, int launch, int start) {
  std::set<std::string_view> finished;
  for (const CaseRecord& one : record.cases) {
    if (one.launch == launch && one.start <= start) finished.insert(one.name);
  }
  for (std::string& name : planned_in(record, launch)) {
    if (!finished.contains(name)) return std::move(name);
  }
  return "";
}

Interruption interruption(const RunRecord& record, const LaunchRecord& start,
                          const LaunchRecord* next, bool completed) {
  Interruption one;
  one.kind = kind_of(start);
  one.launch = start.launch;
  one.start = start.start;
  one.cause = start.ended ? start.end_reason : "stopped without a word";
  one.when = start.ended_at;
  if (one.when.empty() && next != nullptr) one.when = next->resumed_after;
  one.lost_hosts = start.lost_hosts;
  one.case_in_hand = first_without_record(record, start.launch, start.start);
  one.cases = static_cast<std::size_t>(std::ranges::count_if(record.cases, [&](const auto& c) {
    return c.launch == start.launch && c.start == start.start;
  }));
  one.resumed = next != nullptr;
  one.completed = completed;
  if (next != nullptr) {
    std::ranges::copy_if(next->excluded, std::back_inserter(one.excluded), [&](const auto& host) {
      return std::ranges::find(start.excluded, host) == start.excluded.end();
    });
  }
  return one;
}

}  // namespace

Interruption::Kind kind_of(const LaunchRecord& start) {
  using Kind = Interruption::Kind;
  if (!start.ended) return Kind::Unknown;
  const std::string_view reason = start.end_reason;
  if (reason.starts_with("budget")) return Kind::Budget;
  if (reason == "interrupted") return Kind::Asked;
  if (reason == "time-out") return Kind::TimeOut;
  return reason.starts_with("lost: ") ? Kind::Lost : Kind::Died;
}

bool is_fault(Interruption::Kind kind) {
  return kind != Interruption::Kind::Budget && kind != Interruption::Kind::Asked;
}

std::vector<Interruption> interruptions(const RunRecord& record) {
  std::vector<Interruption> result;
  const auto starts = all_starts(record);
  for (const auto& [place, start] : starts) {
    if (start->finished()) continue;
    const auto next = starts.find({place.first, place.second + 1});
    const int launch = place.first;
    const bool completed = std::ranges::any_of(record.launches, [&](const LaunchRecord& last) {
      return last.launch == launch && last.finished();
    });
    result.push_back(
        interruption(record, *start, next == starts.end() ? nullptr : next->second, completed));
  }
  return result;
}

std::string describe(const Interruption& one) {
  std::string text = one.when.empty() ? "" : one.when + ", ";
  text += fmt::format("launch {}", one.launch);
  if (one.start > 1 || one.resumed) text += fmt::format(", start {}", one.start);
  text += ": " + one.cause;
  text += one.case_in_hand.empty() ? "; all its cases were over"
                                   : fmt::format("; case in hand: {}", one.case_in_hand);
  if (!one.resumed) return text + "; not resumed";
  text += fmt::format("; resumed by start {}", one.start + 1);
  if (!one.excluded.empty()) {
    text += fmt::format(" without {}{}", one.excluded.size() == 1 ? "host " : "hosts ",
                        fmt::join(one.excluded, ", "));
  }
  return text;
}

std::vector<Unfinished> unfinished(const RunRecord& record) {
  const FinishedCases finished(record);
  std::vector<Unfinished> result;
  for (int launch = 1; launch <= record.manifest.planned_launches; ++launch) {
    const std::vector<std::string> planned = planned_in(record, launch);
    Unfinished one{launch, {}, planned.size(), "not begun"};
    for (const LaunchRecord& start : record.launches) {
      if (start.launch != launch) continue;
      one.why = start.ended ? start.end_reason : "stopped without a word";
    }
    for (const std::string& name : planned) {
      if (!finished.contains(launch, name)) one.cases.push_back(name);
    }
    if (!one.cases.empty()) result.push_back(std::move(one));
  }
  return result;
}

FinishedCases::FinishedCases(const RunRecord& record) {
  for (const CaseRecord& one : record.cases) sorted_.emplace_back(one.launch, one.name);
  std::ranges::sort(sorted_);
}

bool FinishedCases::contains(int launch, const std::string& name) const {
  return std::ranges::binary_search(sorted_, std::pair{launch, name});
}

std::vector<std::string> excluded_hosts(const RunRecord& record) {
  std::set<std::string> hosts;
  for (const LaunchRecord& one : record.launches) {
    hosts.insert(one.excluded.begin(), one.excluded.end());
  }
  return {hosts.begin(), hosts.end()};
}

}  // namespace fourfold
