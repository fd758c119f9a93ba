// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <variant>

#include "bench/judge/case_findings.hpp"

namespace fourfold {

std::vector<SlowPart> find_slow_parts(const std::vector<CaseMetrics>& metrics,
                                      std::vector<Finding>& findings) {
  std::vector<SlowPart> parts;
  for (const CaseMetrics& row : metrics) {
    if (row.pairs) parts.insert(parts.end(), row.pairs->parts.begin(), row.pairs->parts.end());
    if (!row.bisection) continue;
    const std::vector<SlowPart>& own = row.bisection->parts;
    parts.insert(parts.end(), own.begin(), own.end());
  }
  parts = together(std::move(parts));
  for (const SlowPart& one : parts) {
    const std::string text = fmt::format("{} ({})", one.evidence, one.case_name);
    findings.push_back(one.confirmed
                           ? Finding{Severity::Warning, one.place, text}
                           : Finding{Severity::Note, one.place,
                                     "seen once, not confirmed by a second look: " + text});
  }
  return parts;
}

std::vector<std::string> find_not_judged(const RunRecord& record,
                                         const std::vector<CaseMetrics>& metrics,
                                         const Config& config, std::vector<Finding>& findings) {
  std::vector<std::string> all;
  std::set<std::string> said;
  const auto say = [&](Severity severity, const NotJudged& one) {
    if (!said.insert(one.what + one.why).second) return;
    findings.push_back({severity, one.what, "not judged: " + one.why});
    if (std::ranges::find(all, one.what) == all.end()) all.push_back(one.what);
  };
  for (const CaseMetrics& row : metrics) {
    if (!row.pairs) continue;
    for (const NotJudged& one : row.pairs->not_judged) {
      const bool asked = one.of_racks && config.racks.from != RackRule::From::Auto;
      say(asked ? Severity::NotTested : Severity::Note, one);
    }
  }
  constexpr int kLeastMembers = 4;  // of a bisection: nodes, or ranks
  const bool bisects = std::ranges::any_of(config.sweeps, [](const Sweep& sweep) {
    const auto* const what = std::get_if<CollectiveSweep>(&sweep.what);
    return what != nullptr && what->bisect;
  });
  if (bisects && record.manifest.ranks < kLeastMembers) {
    say(Severity::Note, {"groups of a collective",
                         fmt::format("{} ranks: fewer than four have no peers to be held against",
                                     record.manifest.ranks),
                         false});
  }
  return all;
}

}  // namespace fourfold
