// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "bench/judge/by_rank.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::vector<std::string> unit_names(const LaunchRecord* launch, std::size_t ranks) {
  std::vector<std::string> names;
  std::unordered_map<std::string, int> on_host;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    if (launch == nullptr || rank >= launch->hosts.size()) {
      names.push_back(fmt::format("rank {}", rank));
      continue;
    }
    const std::string& host = launch->hosts[rank];
    names.push_back(fmt::format("{}, unit {}", host, on_host[host]++));
  }
  return names;
}

}  // namespace

UnitPaces unit_paces(const RunRecord& record, const std::string& case_name) {
  std::map<int, std::vector<const CaseRecord*>> records;
  for (const CaseRecord& one : record.cases) {
    const bool measured = one.status == CaseStatus::Measured && !one.correctness.first;
    if (one.name == case_name && measured) records[one.launch].push_back(&one);
  }

  UnitPaces result;
  bool first = true;
  std::unordered_map<std::string, std::vector<double>> excess;
  for (const auto& [launch, of_launch] : records) {
    const std::vector<double> times = rank_medians(of_launch);
    std::vector<double> known;
    for (const double seconds : times) {
      if (seconds > 0) known.push_back(seconds);
    }
    const int tested = static_cast<int>(known.size());
    result.tested = first ? tested : std::min(result.tested, tested);
    first = false;
    if (known.empty()) continue;
    const double fleet = median(known);
    const std::vector<std::string> names =
        unit_names(start_of(record, launch, of_launch.front()->start), times.size());
    for (std::size_t rank = 0; rank < times.size(); ++rank) {
      if (times[rank] > 0) excess[names[rank]].push_back(times[rank] / fleet - 1);
    }
  }
  for (const auto& [unit, values] : excess) result.paces.push_back({unit, median(values)});
  std::ranges::sort(result.paces, [](const UnitPace& a, const UnitPace& b) {
    return a.excess != b.excess ? a.excess > b.excess : a.unit < b.unit;
  });
  return result;
}

}  // namespace fourfold
