// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/looks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bench/judge/days.hpp"

namespace fourfold {

namespace {

/// Of those launches, the ones that had begun before `start`, to the second.
std::vector<int> begun_before(const RunRecord& record, const std::vector<int>& launches,
                              const std::string& start) {
  constexpr std::size_t kSeconds = 19;  // of 2026-11-21T03:45:10.042Z
  std::vector<int> begun;
  for (const LaunchRecord& one : record.launches) {
    const bool complete = std::ranges::find(launches, one.launch) != launches.end();
    if (complete && one.started.substr(0, kSeconds) < start.substr(0, kSeconds)) {
      begun.push_back(one.launch);
    }
  }
  return begun;
}

}  // namespace

Looks looks_of(const RunRecord& record, const std::vector<int>& launches,
               const std::vector<std::string>& starts, const Target& target) {
  std::set<std::string> begins(starts.begin(), starts.end());
  for (const MergedRecord& one : record.manifest.merged) begins.insert(one.started);
  std::vector<std::vector<int>> looked_at;
  for (const std::string& start : begins) {
    looked_at.push_back(begun_before(record, launches, start));
  }
  looked_at.push_back(launches);
  Looks looks{target.looks, 0};
  std::size_t before = 0;
  for (const std::vector<int>& seen : looked_at) {
    const bool enough = static_cast<int>(seen.size()) >= target.min_launches;
    const bool more = seen.size() > before;  // else the figures are those of the last look
    before = seen.size();
    const bool days = target.min_days <= 1 || days_of(record, seen) >= target.min_days;
    if (more && enough && days) ++looks.had;
  }
  return looks;
}

double confidence_of_a_look(const Target& target) {
  return 1 - (1 - target.confidence) / target.looks;
}

std::optional<Clause> looks_clause(const Looks& looks, const Target& target) {
  if (looks.too_many()) {
    return Clause{
        "looks", Decision::Inconclusive,
        fmt::format("the launches and days that are needed were there at the ends of {} "
                    "runs, at each of which this could be judged; the target plans {} "
                    "(looks): with every further one a wrong verdict becomes likelier, so "
                    "this settles nothing",
                    looks.had, looks.planned)};
  }
  if (looks.planned == 1) return std::nullopt;
  const std::string each =
      fmt::format("bounds of each at {:g} %, so that all together err at {:g} %",
                  100 * confidence_of_a_look(target), 100 * (1 - target.confidence));
  if (!looks.due()) {
    return Clause{
        "looks", Decision::Accept,
        fmt::format("none of the {} that are planned is due yet; {}", looks.planned, each)};
  }
  return Clause{
      "looks", Decision::Accept,
      fmt::format("this is number {} of {} that are planned; {}", looks.had, looks.planned, each)};
}

}  // namespace fourfold
