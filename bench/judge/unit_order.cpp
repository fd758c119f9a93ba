// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/unit_order.hpp"

#include <algorithm>
#include <unordered_map>

namespace fourfold {
namespace {

using Place = std::pair<std::string, int>;  // host, and which of its ranks

std::vector<Place> places(const LaunchRecord& start) {
  std::unordered_map<std::string, int> on_host;
  std::vector<Place> result;
  for (const std::string& host : start.hosts) result.emplace_back(host, on_host[host]++);
  return result;
}

/// Values by rank, at their new places; 0 where no rank has gone.
void move_values(std::vector<double>& values, const std::vector<int>& to) {
  if (values.empty()) return;
  std::vector<double> moved(static_cast<std::size_t>(std::ranges::max(to)) + 1, 0);
  for (std::size_t rank = 0; rank < std::min(values.size(), to.size()); ++rank) {
    moved[static_cast<std::size_t>(to[rank])] = values[rank];
  }
  values = std::move(moved);
}

}  // namespace

UnitOrder::UnitOrder(const RunRecord& record) {
  std::map<std::pair<int, int>, const LaunchRecord*> starts;
  for (const auto* list : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *list) {
      if (!one.hosts.empty()) starts[{one.launch, one.start}] = &one;
    }
  }
  struct Known {
    const LaunchRecord* first = nullptr;
    std::map<Place, int> numbers;
  };
  std::map<std::string, Known> by_shard;
  for (const auto& [key, start] : starts) {
    Known& known = by_shard[start->shard];
    if (known.first == nullptr) known.first = start;
    if (start->hosts == known.first->hosts) continue;
    if (known.numbers.empty()) {
      for (Place& one : places(*known.first)) {
        known.numbers.emplace(std::move(one), static_cast<int>(known.numbers.size()));
      }
    }
    std::vector<int>& order = orders_[key];
    for (Place& one : places(*start)) {
      const auto next = static_cast<int>(known.numbers.size());
      order.push_back(known.numbers.emplace(std::move(one), next).first->second);
    }
  }
}

const std::vector<int>& UnitOrder::of(const CaseRecord& one) const {
  static const std::vector<int> kSame;
  const auto found = orders_.find({one.launch, one.start});
  return found == orders_.end() ? kSame : found->second;
}

CaseRecord renumbered(CaseRecord one, const std::vector<int>& to) {
  for (Trial& trial : one.trials) {
    for (int& rank : trial.slowest_rank) {
      if (static_cast<std::size_t>(rank) < to.size()) rank = to[static_cast<std::size_t>(rank)];
    }
    move_values(trial.rank_median_s, to);
    if (!trial.telemetry) continue;
    for (auto* values : {&trial.telemetry->clock_mhz, &trial.telemetry->power_w,
                         &trial.telemetry->temperature_c, &trial.telemetry->slowed}) {
      move_values(*values, to);
    }
  }
  return one;
}

std::map<std::string, int> quoted_ranks(const RunRecord& record) {
  std::map<std::string, std::map<int, int>> launches;  // by case and ranks
  for (const CaseRecord& one : record.cases) {
    if (one.status == CaseStatus::Measured) ++launches[one.name][one.ranks];
  }
  std::map<std::string, int> quoted;
  for (const auto& [name, counts] : launches) {
    quoted[name] = std::ranges::max_element(counts, [](const auto& a, const auto& b) {
                     return a.second != b.second ? a.second < b.second : a.first < b.first;
                   })->first;
  }
  return quoted;
}

}  // namespace fourfold
