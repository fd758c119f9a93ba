// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/group_spread.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

struct Times {
  int ranks = 0;
  std::vector<double> seconds;
};
using ByName = std::unordered_map<std::string, Times>;

/// Of one launch: each group's median over trials.
ByName of_launch(const std::vector<const CaseRecord*>& records) {
  ByName groups;
  for (const CaseRecord* record : records) {
    for (const Trial& trial : record->trials) {
      for (const GroupSummary& one : trial.groups) {
        Times& times = groups[one.name];
        times.ranks = one.ranks;
        times.seconds.push_back(one.median_s);
      }
    }
  }
  for (auto& [name, times] : groups) times.seconds = {median(times.seconds)};
  return groups;
}

}  // namespace

std::optional<GroupSpread> group_spread(
    const std::map<int, std::vector<const CaseRecord*>>& launches) {
  ByName all;
  GroupSpread spread;
  for (const auto& [launch, records] : launches) {
    for (const CaseRecord* record : records) {
      spread.in_turns = spread.in_turns || record->groups_in_turns;
    }
    for (const auto& [name, times] : of_launch(records)) {
      all[name].ranks = times.ranks;
      all[name].seconds.push_back(times.seconds[0]);
    }
  }
  if (all.empty()) return std::nullopt;
  std::vector<double> medians;
  for (const auto& [name, times] : all) {
    spread.groups.push_back({name, times.ranks, median(times.seconds)});
    medians.push_back(spread.groups.back().median_s);
    spread.even = spread.even && times.ranks == spread.groups.front().ranks;
  }
  std::ranges::sort(spread.groups, [](const GroupFigure& a, const GroupFigure& b) {
    return a.median_s != b.median_s ? a.median_s > b.median_s : a.name < b.name;
  });
  spread.median_s = median(medians);
  return spread;
}

double rate_of_groups(const std::vector<const CaseRecord*>& records, double message) {
  const auto in_turns = [](const CaseRecord* one) { return one->groups_in_turns; };
  if (std::ranges::any_of(records, in_turns)) return 0;
  double rate = 0;
  for (const auto& [name, times] : of_launch(records)) {
    if (times.seconds[0] > 0) rate += times.ranks * message / times.seconds[0];
  }
  return rate;
}

}  // namespace fourfold
