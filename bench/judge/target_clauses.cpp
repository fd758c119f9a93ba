// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/judge/health_results.hpp"
#include "bench/judge/host_programs.hpp"
#include "bench/judge/merged_units.hpp"
#include "bench/judge/target.hpp"

namespace fourfold {
namespace {

Clause coverage_clause(const Side& candidate, const Coverage& coverage) {
  Clause clause{"coverage", Decision::Accept, describe(coverage)};
  std::size_t partial = 0;
  for (const CaseMetrics& row : candidate.metrics) {
    if (static_cast<int>(row.launches.size()) < coverage.launches) ++partial;
  }
  const bool complete = partial == 0 && coverage.tested == coverage.cases && coverage.cases > 0 &&
                        coverage.launches_finished >= coverage.launches &&
                        coverage.missing.units == 0 && coverage.excluded.empty() &&
                        coverage.mixed.empty() && !racks_unverified(coverage);
  if (complete) return clause;
  clause.decision = Decision::Inconclusive;
  if (partial > 0) {
    clause.text += fmt::format("; {} cases were not measured in every launch", partial);
  }
  if (coverage.missing.units > 0) {
    clause.text += fmt::format("; {} contracted units are missing", coverage.missing.units);
  }
  return clause;
}

Clause correctness_clause(const Side& candidate, const Coverage& coverage,
                          const std::vector<const RunRecord*>& runs) {
  Clause clause{"zero wrong results", Decision::Reject, ""};
  const HealthResults health = health_results(runs);
  std::size_t wrong = 0;
  std::string first;
  for (const CaseMetrics& row : candidate.metrics) {
    if (!row.mismatch) continue;
    if (wrong++ == 0) first = fmt::format("{}: {}", row.name, describe(*row.mismatch));
  }
  if (first.empty() && !health.wrong.empty()) first = describe(health.wrong.front());
  if (!first.empty()) {
    clause.text = fmt::format("{} of {} tested cases", wrong, coverage.tested);
    if (!runs.empty()) {
      clause.text += fmt::format(" of the figures and {} of {} of the health runs",
                                 health.wrong.size(), health.checked);
    }
    clause.text += " gave wrong results; the first: " + first;
  } else if (coverage.tested == 0 || coverage.good < coverage.tested) {
    clause.decision = Decision::Inconclusive;
    clause.text = fmt::format("{} of {} tested cases were checked and right in every launch",
                              coverage.good, coverage.tested);
  } else {
    clause.decision = Decision::Accept;
    clause.text = fmt::format("0 wrong results in {} cases", coverage.tested);
    if (!runs.empty()) {
      clause.text += fmt::format(" of the figures and {} of the health runs", health.checked);
    }
  }
  return clause;
}

}  // namespace

std::vector<Clause> candidate_clauses(const Side& candidate, const Coverage& coverage,
                                      const std::vector<std::string>& verdicts,
                                      const std::vector<const RunRecord*>& health) {
  std::vector<Clause> clauses{coverage_clause(candidate, coverage),
                              correctness_clause(candidate, coverage, health)};
  const auto& injected = candidate.record.manifest.injected;
  if (!injected.empty()) {
    clauses.push_back({"no injected faults", Decision::Inconclusive,
                       fmt::format("faults were injected ({}): such a run never accepts",
                                   fmt::join(injected, ", "))});
  }
  if (const int sharing = ranks_per_gpu(candidate.record); sharing > 1) {
    clauses.push_back({"a GPU for each rank", Decision::Inconclusive,
                       fmt::format("{} ranks shared a GPU: such a run never accepts", sharing)});
  }
  if (const std::string why = differing_programs(candidate.record); !why.empty()) {
    clauses.push_back({"one program on all hosts", Decision::Inconclusive, why});
  }
  if (has_shards(candidate.record)) {
    clauses.push_back({"measured at one time", Decision::Inconclusive,
                       "its shards were measured at different times: the whole has no rate, and no "
                       "ratio is formed"});
  }
  if (is_imported(candidate.record)) {
    clauses.push_back({"measured by this program", Decision::Inconclusive,
                       "its figures are imported from logs: such a record never accepts"});
  }
  const auto suspects = std::ranges::count(verdicts, "SUSPECT");
  if (suspects > 0) {
    clauses.push_back({"within physics", Decision::Inconclusive,
                       fmt::format("{} cases are faster than their limits", suspects)});
  }
  return clauses;
}

Clause signature_clause(const RunRecord& record, const std::string& key) {
  const std::string own = signer(record.evidence);
  Clause clause{"signature", own == key ? Decision::Accept : Decision::Inconclusive,
                "signed by " + own};
  const std::size_t records = record.evidence.records;
  if (own.empty()) {
    clause.text = records > 1
                      ? fmt::format("not each of the {} records is signed by {}", records, key)
                      : fmt::format("the record is not signed; {} has to sign it", key);
  }
  if (!own.empty() && own != key) clause.text += ", not by " + key;
  return clause;
}

void find_other_basis(const RunRecord& record, const Basis& basis, std::vector<Finding>& findings) {
  if (!basis.target.empty()) {
    findings.push_back(
        {Severity::Note, "target",
         basis.own_target
             ? fmt::format("judged by the target of {}, not by the run's own", basis.target)
             : fmt::format("judged by the target of {}; the run has none of its own",
                           basis.target)});
  }
  if (basis.own || basis.baseline == nullptr) return;
  const auto& frozen = record.manifest.baseline;
  findings.push_back(
      {Severity::Note, "baseline",
       fmt::format("compared with {} (SHA-256 {}), not with {}", basis.path, basis.baseline->sha256,
                   frozen
                       ? fmt::format("the run's own, {} (SHA-256 {})", frozen->path, frozen->sha256)
                       : "a baseline of the run's own: it has none")});
}

}  // namespace fourfold
