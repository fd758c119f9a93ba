// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::string difference(const CaseRecord& first, const CaseRecord& later) {
  if (std::string why = other_work(first.work, later.work); !why.empty()) return why;
  if (first.work.bus_factor != later.work.bus_factor) return "another bus factor";
  if (first.dtype != later.dtype) return fmt::format("dtype {}, not {}", later.dtype, first.dtype);
  if (first.operation != later.operation) return "another operation";
  if (first.backend != later.backend) {
    return fmt::format("by {}, not by {}", later.backend, first.backend);
  }
  if (!first.reported && first.verified_by != later.verified_by) {
    return fmt::format("verified by {}; not by {}", later.verified_by, first.verified_by);
  }
  const auto by = [](const CaseRecord& one) { return one.reported ? one.reported->by : ""; };
  if (by(first) != by(later)) return "a figure of another program";
  if (first.groups_in_turns != later.groups_in_turns) {
    return "groups in turns, and at the same time";
  }
  if (const std::string why =
          other_hold(first.settle_s, first.hold_s, later.settle_s, later.hold_s);
      !why.empty()) {
    return why;
  }
  return (first.graph_calls > 0) == (later.graph_calls > 0) ? "" : "launched by a graph or not";
}

/// Width of the interval of the median of what a trial is about, over that median; infinite when
/// there is none.
double imprecision(const Trial& trial) {
  constexpr double kConfidence = 0.95;
  std::vector<double> sorted = figures(trial);
  std::ranges::sort(sorted);
  const auto interval = median_interval(sorted, kConfidence);
  const double middle = sorted.empty() ? 0 : quantile(sorted, 0.5);
  if (!interval || !(middle > 0)) return std::numeric_limits<double>::infinity();
  return (interval->upper - interval->lower) / middle;
}

}  // namespace

Conditions conditions_of(const std::map<int, std::vector<const CaseRecord*>>& launches) {
  Conditions result;
  const CaseRecord* first = nullptr;
  for (const auto& [launch, records] : launches) {
    for (const CaseRecord* one : records) {
      if (first == nullptr) {
        first = one;
        result.verified_by = one->verified_by;
        result.groups_in_turns = one->groups_in_turns;
        result.graph_calls = one->graph_calls;
        result.seed = one->seed;
        result.settle_s = one->settle_s;
        result.hold_s = one->hold_s;
        if (!one->trials.empty()) result.calls_per_sample = one->trials.front().calls_per_sample;
      }
      const std::string why = difference(*first, *one);
      if (why.empty() || !result.changed.empty()) continue;
      result.changed = fmt::format("launch {} is not of the same as launch {}: {}", launch,
                                   launches.begin()->first, why);
    }
  }
  return result;
}

std::string other_hold(double settle_s, double hold_s, double other_settle_s, double other_hold_s) {
  if (settle_s == other_settle_s && hold_s == other_hold_s) return "";
  return fmt::format("sustained for {:g} s after {:g} s, not for {:g} s after {:g} s", other_hold_s,
                     other_settle_s, hold_s, settle_s);
}

std::string other_work(const Work& a, const Work& b) {
  if (a.message.count() != b.message.count()) {
    return fmt::format("message of {} B for each chip, not {} B", b.message.count(),
                       a.message.count());
  }
  if (a.memory.count() != b.memory.count()) {
    return fmt::format("{} B read and written, not {} B", b.memory.count(), a.memory.count());
  }
  if (a.flops.value() != b.flops.value()) {
    return fmt::format("{:g} operations a call, not {:g}", b.flops.value(), a.flops.value());
  }
  return "";
}

std::string why_stopped(const std::vector<const Trial*>& trials) {
  std::string stopped = "precise";
  double worst = -1;
  for (const Trial* trial : trials) {
    if (trial->stopped == "precise") continue;
    const double own = imprecision(*trial);
    if (own > worst) stopped = trial->stopped;
    worst = std::max(worst, own);
  }
  return stopped;
}

}  // namespace fourfold
