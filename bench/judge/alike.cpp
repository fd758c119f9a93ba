// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/alike.hpp"

#include <fmt/format.h>

namespace fourfold {
namespace {

/// Whose results were checked. Of a log it is no reason how: none is checked as ours are.
std::string other_checks(const CaseMetrics& a, const CaseMetrics& b, const SideNames& names) {
  if (!a.reported && !b.reported && a.conditions.verified_by != b.conditions.verified_by) {
    return fmt::format("verified by {}; not by {}", b.conditions.verified_by,
                       a.conditions.verified_by);
  }
  const auto lacks = [&](const CaseMetrics& row, const CaseMetrics& beside) {
    return !row.correct && !row.reported && (beside.correct || beside.reported) && !a.without_data;
  };
  if (lacks(a, b)) return fmt::format("results of {} were not checked", names.first);
  if (lacks(b, a)) return fmt::format("results of {} were not checked", names.other);
  return "";
}

/// How they were launched and in which groups.
std::string other_launching(const CaseMetrics& a, const CaseMetrics& b) {
  if (a.conditions.groups_in_turns != b.conditions.groups_in_turns) {
    return "groups in turns, and at the same time";
  }
  if ((a.conditions.graph_calls > 0) != (b.conditions.graph_calls > 0)) {
    return "launched by a graph on one side alone";
  }
  if ((a.groups && !a.groups->even) || (b.groups && !b.groups->even)) {
    return "groups of unlike size: the slowest may be the largest";
  }
  return "";
}

}  // namespace

std::string unlike(const CaseMetrics& a, const CaseMetrics& b, const SideNames& names) {
  if (a.operation == "contest") return "a contest is a comparison already, each in its own run";
  // A training step's two parts are the same work everywhere.
  if ((a.overlap || b.overlap) && a.operation != "step") {
    return "overlapped: the computation is as long as each machine's own call, so not the same";
  }
  for (const auto& [row, whose] : {std::pair{&a, names.first}, std::pair{&b, names.other}}) {
    if (!row->conditions.changed.empty()) {
      return fmt::format("in {} {}", whose, row->conditions.changed);
    }
  }
  if (a.dtype != b.dtype) return fmt::format("dtype {}, not {}", b.dtype, a.dtype);
  if (std::string why = other_work(a.work, b.work); !why.empty()) return why;
  if (std::string why = other_checks(a, b, names); !why.empty()) return why;
  if (!a.reported && !b.reported) {
    const Conditions& c = a.conditions;
    const Conditions& d = b.conditions;
    if (std::string why = other_hold(c.settle_s, c.hold_s, d.settle_s, d.hold_s); !why.empty()) {
      return why;
    }
  }
  return other_launching(a, b);
}

}  // namespace fourfold
