// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "bench/judge/by_rank.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Each rank's time in each launch that measured the case.
struct LaunchTimes {
  int launch;
  const LaunchRecord* start;  ///< nullptr where the record lacks it
  std::vector<double> seconds;
};

std::vector<LaunchTimes> times_of(const RunRecord& record, const std::string& case_name) {
  std::map<int, std::vector<const CaseRecord*>> launches;
  for (const CaseRecord& one : record.cases) {
    const bool measured = one.status == CaseStatus::Measured && !one.correctness.first;
    if (one.name == case_name && measured) launches[one.launch].push_back(&one);
  }
  std::vector<LaunchTimes> times;
  for (const auto& [launch, records] : launches) {
    times.push_back(
        {launch, start_of(record, launch, records.front()->start), rank_medians(records)});
  }
  return times;
}

int tested_in(const std::vector<LaunchTimes>& launches) {
  std::vector<long> counts;
  for (const LaunchTimes& one : launches) {
    counts.push_back(std::ranges::count_if(one.seconds, [](double s) { return s > 0; }));
  }
  return counts.empty() ? 0 : static_cast<int>(std::ranges::min(counts));
}

/// By unit, NaN where the launch has no time of it.
std::vector<double> excess_of(const LaunchTimes& launch, const UnitIndex& index) {
  std::vector<double> excess(static_cast<std::size_t>(index.count()), kUnknown);
  std::vector<double> known = launch.seconds;
  std::erase_if(known, [](double seconds) { return !(seconds > 0); });
  if (known.empty()) return excess;
  const double fleet = median_in_place(known);
  const std::vector<int>& units = index.of(launch.start);
  for (std::size_t rank = 0; rank < std::min(units.size(), launch.seconds.size()); ++rank) {
    const double seconds = launch.seconds[rank];
    if (seconds > 0) excess[static_cast<std::size_t>(units[rank])] = seconds / fleet - 1;
  }
  return excess;
}

}  // namespace

UnitIndex::UnitIndex(const RunRecord& record) {
  std::unordered_map<std::string_view, std::vector<int>> by_host;
  std::vector<int> without_host;  // by rank
  const auto ranks = static_cast<std::size_t>(std::max(record.manifest.ranks, 0));
  const auto number = [&](const LaunchRecord* start) {
    std::unordered_map<std::string_view, std::size_t> on_host;
    std::vector<int>& units = units_[start];
    const std::size_t hosts = start == nullptr ? 0 : start->hosts.size();
    for (std::size_t rank = 0; rank < std::max(ranks, hosts); ++rank) {
      const bool known = rank < hosts;
      const std::string_view host = known ? start->hosts[rank] : std::string_view();
      const std::size_t place = known ? on_host[host]++ : rank;
      std::vector<int>& numbers = known ? by_host[host] : without_host;
      if (numbers.size() <= place) numbers.resize(place + 1, -1);
      if (numbers[place] < 0) {
        numbers[place] = count();
        places_.push_back({host, static_cast<int>(place), known});
      }
      units.push_back(numbers[place]);
    }
  };
  for (const LaunchRecord& one : record.launches) number(&one);
  for (const LaunchRecord& one : record.cut_short) number(&one);
  const auto lost = [&](const CaseRecord& one) {
    return start_of(record, one.launch, one.start) == nullptr;
  };
  if (std::ranges::any_of(record.cases, lost)) number(nullptr);
}

std::string UnitIndex::name(int unit) const {
  const Place& place = places_.at(static_cast<std::size_t>(unit));
  return place.known ? fmt::format("{}, unit {}", place.host, place.on_host)
                     : fmt::format("rank {}", place.on_host);
}

bool slow_at_times(const UnitPace& pace, double tolerance) {
  constexpr int kLaunches = 2;
  constexpr int kOneIn = 4;
  return pace.excess <= tolerance && pace.slow_launches >= kLaunches &&
         kOneIn * pace.slow_launches >= pace.launches;
}

UnitPaces unit_paces(const RunRecord& record, const UnitIndex& index, const std::string& case_name,
                     double tolerance, std::size_t named) {
  const std::vector<LaunchTimes> launches = times_of(record, case_name);
  UnitPaces result;
  result.tested = tested_in(launches);
  std::vector<std::vector<double>> excess;
  for (const LaunchTimes& one : launches) excess.push_back(excess_of(one, index));
  std::vector<UnitPace> paces;
  std::vector<double> of_unit;
  for (int unit = 0; unit < index.count(); ++unit) {
    of_unit.clear();
    UnitPace pace;
    pace.unit = unit;
    for (std::size_t i = 0; i < launches.size(); ++i) {
      const double one = excess[i][static_cast<std::size_t>(unit)];
      if (std::isnan(one)) continue;
      of_unit.push_back(one);
      if (one > tolerance) ++pace.slow_launches;
      if (one <= pace.worst) continue;
      pace.worst = one;
      pace.worst_launch = launches[i].launch;
    }
    if (of_unit.empty()) continue;
    pace.launches = static_cast<int>(of_unit.size());
    pace.excess = median_in_place(of_unit);
    if (pace.worst > result.worst.worst) result.worst = pace;
    paces.push_back(pace);
  }
  result.slow = static_cast<std::size_t>(
      std::ranges::count_if(paces, [&](const UnitPace& one) { return one.excess > tolerance; }));
  result.slowest.resize(std::min(named, paces.size()));
  std::ranges::partial_sort_copy(paces, result.slowest, [](const UnitPace& a, const UnitPace& b) {
    return a.excess != b.excess ? a.excess > b.excess : a.unit < b.unit;
  });
  std::erase_if(paces, [&](const UnitPace& one) { return !slow_at_times(one, tolerance); });
  result.at_times = paces.size();
  result.unsteady.resize(std::min(named, paces.size()));
  std::ranges::partial_sort_copy(paces, result.unsteady, [](const UnitPace& a, const UnitPace& b) {
    return a.slow_launches != b.slow_launches ? a.slow_launches > b.slow_launches : a.unit < b.unit;
  });
  return result;
}

int units_tested(const RunRecord& record, const std::string& case_name) {
  return tested_in(times_of(record, case_name));
}

}  // namespace fourfold
