// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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

}  // namespace fourfold
