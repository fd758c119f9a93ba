// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/unit_order.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace fourfold {
namespace {

/// Units of a shard, numbered in the order in which its starts have them.
struct Known {
  const LaunchRecord* first = nullptr;
  std::unordered_map<std::string_view, std::vector<int>> by_host;
  int count = 0;
};

std::vector<int> numbers_of(const LaunchRecord& start, Known& known) {
  std::unordered_map<std::string_view, std::size_t> on_host;
  std::vector<int> numbers;
  for (const std::string& host : start.hosts) {
    std::vector<int>& of_host = known.by_host[host];
    const std::size_t place = on_host[host]++;
    if (place == of_host.size()) of_host.push_back(known.count++);
    numbers.push_back(of_host[place]);
  }
  return numbers;
}

/// Values by rank, at their new places; 0 where no rank has gone.
void move_values(RankNumbers& numbers, const std::vector<int>& to) {
  if (numbers.empty()) return;
  const std::vector<double> values = numbers.list();
  std::vector<double> moved(static_cast<std::size_t>(std::ranges::max(to)) + 1, 0);
  for (std::size_t rank = 0; rank < std::min(values.size(), to.size()); ++rank) {
    moved[static_cast<std::size_t>(to[rank])] = values[rank];
  }
  numbers = std::move(moved);
}

}  // namespace

UnitOrder::UnitOrder(const RunRecord& record) {
  std::map<std::pair<int, int>, const LaunchRecord*> starts;
  for (const auto* list : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *list) {
      if (!one.hosts.empty()) starts[{one.launch, one.start}] = &one;
    }
  }
  std::map<std::string, Known> by_shard;
  for (const auto& [key, start] : starts) {
    Known& known = by_shard[start->shard];
    if (known.first == nullptr) known.first = start;
    if (start->hosts == known.first->hosts) continue;
    if (known.count == 0) numbers_of(*known.first, known);
    orders_[key] = numbers_of(*start, known);
  }
}

const std::vector<int>& UnitOrder::of(const CaseRecord& one) const {
  static const std::vector<int> same;
  const auto found = orders_.find({one.launch, one.start});
  return found == orders_.end() ? same : found->second;
}

CaseRecord renumbered(CaseRecord one, const std::vector<int>& to) {
  for (Trial& trial : one.trials) {
    for (int& rank : trial.slowest_rank) {
      if (static_cast<std::size_t>(rank) < to.size()) rank = to[static_cast<std::size_t>(rank)];
    }
    move_values(trial.rank_median_s, to);
    move_values(trial.rank_late_s, to);
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
