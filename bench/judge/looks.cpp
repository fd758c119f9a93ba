// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/looks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/judge/days.hpp"

namespace fourfold {

std::vector<int> planned_looks(const Target& target) {
  return target.looks.empty() ? std::vector{target.min_launches} : target.looks;
}

std::vector<PlannedLook> looks_of(const RunRecord& record, const std::vector<int>& launches,
                                  const Target& target) {
  const std::vector<int> ordered = by_start(record, launches);
  const auto first = [&](int count) {
    const auto most = std::min(ordered.size(), static_cast<std::size_t>(count));
    return std::vector<int>(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(most));
  };
  std::vector<PlannedLook> looks;
  int next = 0;
  std::vector<int> lost;
  for (std::size_t i = 0; i < target.looks.size(); ++i) {
    const int count = target.looks[i];
    if (ordered.size() < static_cast<std::size_t>(count)) {
      next = count;
      break;
    }
    const bool days = target.min_days <= 1 || days_of(record, first(count)) >= target.min_days;
    if (!days) lost.push_back(count);
    if (days) looks.push_back({static_cast<int>(i) + 1, first(count), 0});
  }
  if (looks.empty()) return {{0, first(target.looks.back()), next, lost}};
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const bool more = i + 1 < looks.size();
    looks[i].next = more ? static_cast<int>(looks[i + 1].launches.size()) : next;
    looks[i].lost = lost;
  }
  return looks;
}

double confidence_of_a_look(const Target& target) {
  const auto looks = static_cast<double>(std::max<std::size_t>(1, target.looks.size()));
  return 1 - (1 - target.confidence) / looks;
}

std::optional<Clause> looks_clause(const PlannedLook& look, std::size_t complete,
                                   const Target& target) {
  const bool one = target.looks.size() == 1;
  const bool void_of_days = !look.due() && look.last();
  const bool all_count = look.due() && look.launches.size() == complete;
  const bool too_few = !look.due() && !look.last() && look.next <= target.min_launches;
  if (one && (all_count || too_few)) return std::nullopt;
  const std::string lost =
      look.lost.empty()
          ? ""
          : fmt::format("; at {} it cannot be had, for those are of fewer than {} days",
                        fmt::join(look.lost, ", "), target.min_days);
  std::string plan = fmt::format("planned at {} launches", fmt::join(target.looks, ", "));
  if (!one) {
    plan += fmt::format("; bounds of each at {:g} %, so that all together err at {:g} %",
                        100 * confidence_of_a_look(target), 100 * (1 - target.confidence));
  }
  if (void_of_days) {
    return Clause{
        "looks", Decision::Inconclusive,
        fmt::format("none can be had any more, for the launches that count at them are of "
                    "fewer days than the {} that are needed, and later ones do not count: "
                    "a new campaign can settle it; {}",
                    target.min_days, plan)};
  }
  if (!look.due()) {
    return Clause{
        "looks", Decision::Inconclusive,
        fmt::format("none is due yet, the next is at {} launches{}; {}", look.next, lost, plan)};
  }
  return Clause{
      "looks", Decision::Accept,
      fmt::format("this is number {} of {}: the first {} launches count, of {} that are "
                  "there{}; {}",
                  look.number, target.looks.size(), look.launches.size(), complete, lost, plan)};
}

}  // namespace fourfold
