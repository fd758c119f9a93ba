// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/judge/coverage.hpp"
#include "bench/record/interruptions.hpp"

namespace fourfold {
namespace {

/// What a launch met that was finished by a later start: a fault that is over is a warning, one
/// whose host was left out is none that is over.
Severity gravity_of(const Interruption& one) {
  using Kind = Interruption::Kind;
  if (!one.excluded.empty()) return Severity::Fatal;
  const bool harmless =
      one.kind == Kind::Budget || one.kind == Kind::Asked || one.kind == Kind::Unknown;
  return harmless ? Severity::Note : Severity::Warning;
}

}  // namespace

void find_interruptions(const RunRecord& record, const Coverage& coverage,
                        std::vector<Finding>& findings) {
  for (const auto* starts : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *starts) {
      for (const std::string& remark : one.remarks) {
        findings.push_back(
            {Severity::Warning, fmt::format("launch {}", one.launch),
             remark.find(" s after the others") == std::string::npos ? remark : "late: " + remark});
      }
    }
  }
  for (const Interruption& one : interruptions(record)) {
    // What the last start of a launch did not finish has a finding of its own.
    if (one.resumed) findings.push_back({gravity_of(one), "interruption", describe(one)});
  }
  for (const SameHosts& one : coverage.mixed) {
    constexpr std::size_t kNamed = 8;
    std::vector<std::string> names(one.cases.begin(), one.cases.end());
    if (names.size() > kNamed) {
      names.resize(kNamed);
      names.push_back(fmt::format("and {} more", one.cases.size() - kNamed));
    }
    findings.push_back(
        {Severity::NotTested, "hosts",
         fmt::format("not every case was measured on the same hosts, so that none of "
                     "them was tested in all cases: on {} {}",
                     one.hosts, fmt::join(names, ", "))});
  }
  for (const auto& [host, why] : coverage.excluded) {
    findings.push_back({Severity::NotTested, host,
                        fmt::format("excluded, and not tested from then on: {}",
                                    why.empty() ? "before the first start" : why)});
  }
}

}  // namespace fourfold
