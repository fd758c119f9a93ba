// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "bench/judge/case_findings.hpp"

namespace fourfold {

void find_imported(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                   std::vector<Finding>& findings) {
  if (is_imported(record)) {
    findings.push_back({Severity::NotTested, "run",
                        fmt::format("imported from {} logs of other programs: this program has "
                                    "measured and checked nothing of it, and accepts nothing by it",
                                    record.manifest.imported.size())});
  }
  std::map<std::string, std::size_t> figures;
  for (const CaseMetrics& row : metrics) {
    if (row.reported) ++figures[row.reported->by + ": " + row.reported->figure];
  }
  for (const auto& [what, cases] : figures) {
    findings.push_back({Severity::Note, fmt::format("{} cases", cases),
                        fmt::format("one time of each launch as reported by {}; without samples it "
                                    "has no interval of its own",
                                    what)});
  }
}

}  // namespace fourfold
