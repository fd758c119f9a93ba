// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bench/judge/case_findings.hpp"
#include "bench/judge/coverage.hpp"
#include "bench/judge/health_results.hpp"
#include "bench/judge/merged_units.hpp"
#include "bench/judge/rounding.hpp"
#include "bench/judge/target.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {
namespace {

ExitCode exit_code_of(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return ExitCode::Accepted;
    case Severity::Warning:
      return ExitCode::Warning;
    case Severity::NotTested:
    case Severity::Inconclusive:
      return ExitCode::Inconclusive;
    case Severity::Fatal:
      return ExitCode::Rejected;
  }
  return ExitCode::Rejected;
}

ExitCode exit_code_of(Decision decision) {
  if (decision == Decision::Accept) return ExitCode::Accepted;
  return decision == Decision::Reject ? ExitCode::Rejected : ExitCode::Inconclusive;
}

/// The later in this order wins.
int gravity(ExitCode code) {
  constexpr ExitCode kOrder[] = {ExitCode::Accepted, ExitCode::Warning, ExitCode::Inconclusive,
                                 ExitCode::Rejected, ExitCode::TimedOut};
  return static_cast<int>(std::ranges::find(kOrder, code) - kOrder);
}

ExitCode decide(const Judgement& judgement, const RunRecord& record, const Coverage& coverage) {
  ExitCode worst = ExitCode::Accepted;
  const auto at_least = [&](ExitCode code) {
    if (gravity(code) > gravity(worst)) worst = code;
  };
  for (const Finding& finding : judgement.findings) at_least(exit_code_of(finding.severity));
  if (judgement.target) at_least(exit_code_of(judgement.target->decision));
  if (!record.manifest.injected.empty()) at_least(ExitCode::Warning);
  if (coverage.timed_out) at_least(ExitCode::TimedOut);
  return worst;
}

std::string target_headline(const TargetVerdict& verdict) {
  std::string basis;
  if (!verdict.target_from.empty()) {
    basis += verdict.replaced ? "by another target than the run's own: "
                              : fmt::format("by the target of {}: ", verdict.target_from);
  }
  if (verdict.baseline && !verdict.baseline->own) {
    basis += "against another baseline than the run's own: ";
  }
  const std::string against = fmt::format("the target of {} at {:g} %", limit_text(verdict.target),
                                          100 * verdict.terms.confidence);
  const std::string figures =
      verdict.dimensions.empty()
          ? fmt::format("no capacity ratio could be formed against {}", against)
          : fmt::format("capacity ratio {} [{}, {}] against {}",
                        rounded_beside(verdict.capacity_ratio, Rounding::Down, verdict.target),
                        rounded_beside(verdict.interval.lower, Rounding::Down, verdict.target),
                        rounded_beside(verdict.interval.upper, Rounding::Up, verdict.target),
                        against);
  if (verdict.decision == Decision::Accept) return basis + "ACCEPT: " + figures;
  std::string open;
  for (const Clause& clause : verdict.clauses) {
    if (clause.decision == verdict.decision) open += (open.empty() ? "" : ", ") + clause.name;
  }
  return verdict.decision == Decision::Reject
             ? fmt::format("{}REJECT: {}; not met: {}", basis, figures, open)
             : fmt::format("{}INCONCLUSIVE: {}; not settled: {}", basis, figures, open);
}

/// A machine of which a part is known to be slow is not healthy, however right its results are.
std::string slow_or_healthy(const Judgement& judgement) {
  const auto slow = std::ranges::count(judgement.slow_parts, true, &SlowPart::confirmed);
  if (slow == 0) return "healthy";
  const std::string& first = judgement.slow_parts.front().place;  // confirmed ones stand first
  return slow == 1 ? fmt::format("not healthy, slow: {}", first)
                   : fmt::format("not healthy, slow: {} and {} more", first, slow - 1);
}

std::string health(const Judgement& judgement, const Coverage& coverage) {
  std::string count =
      fmt::format("{} of {} cases measured and correct", coverage.good, coverage.cases);
  if (!judgement.not_judged.empty()) {
    count += fmt::format("; not judged: {}", fmt::join(judgement.not_judged, ", "));
  }
  const auto findings = [&](ExitCode code) {
    return std::ranges::count_if(judgement.findings, [&](const Finding& finding) {
      return exit_code_of(finding.severity) == code;
    });
  };
  const std::string well = slow_or_healthy(judgement);
  switch (judgement.exit_code) {
    case ExitCode::TimedOut:
      return "timed out: " + count;
    case ExitCode::Rejected:
      return fmt::format("unhealthy: {}; grave findings: {}", count, findings(ExitCode::Rejected));
    case ExitCode::Inconclusive:
      return fmt::format("inconclusive: {}; not tested or not settled: {}", count,
                         findings(ExitCode::Inconclusive));
    case ExitCode::Warning:
      if (findings(ExitCode::Warning) == 0) return "faults were injected: " + count;
      return fmt::format("{}: {}; warnings: {}", well, count, findings(ExitCode::Warning));
    case ExitCode::Accepted:
    case ExitCode::BadInput:
      break;
  }
  return well + ": " + count;
}

/// The target first; what the run itself makes graver than the target's verdict stands before it.
std::string headline(const Judgement& judgement, const Coverage& coverage) {
  if (!judgement.target) return health(judgement, coverage);
  const std::string text = target_headline(*judgement.target);
  if (judgement.exit_code == exit_code_of(judgement.target->decision)) return text;
  return health(judgement, coverage) + "; target: " + text;
}

/// Where `peer` chose by a table of another machine: a choice that is allowed, and worth knowing.
void find_other_tuning(const RunRecord& record, const Config& config,
                       std::vector<Finding>& findings) {
  const Manifest& manifest = record.manifest;
  for (const std::string& one :
       tuning_remarks(config, manifest.ranks, fact(manifest, "host", "cpu"),
                      fact(manifest, "device", "name"))) {
    findings.push_back({Severity::Note, "tuning", one});
  }
}

}  // namespace

Judgement judge(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                const Config& config, const Basis& basis) {
  Judgement judgement;
  const Coverage coverage = cover(record, metrics, config);
  judgement.coverage = describe(coverage);
  std::vector<Finding>& findings = judgement.findings;
  findings.insert(findings.end(), basis.remarks.begin(), basis.remarks.end());
  find_imported(record, metrics, findings);
  find_merged(record, findings);
  judgement.case_verdicts = find_wrong(metrics, findings);
  find_wrong_in_health(basis.health, findings);
  find_gaps(record, metrics, coverage, findings);
  find_unexpected(metrics, config, judgement.case_verdicts, findings);
  find_suspects(record, metrics, config, judgement.case_verdicts, findings);
  find_imprecise(metrics, judgement.case_verdicts, findings);
  find_unsteady(metrics, findings);
  find_stragglers(record, metrics, findings);
  find_latecomers(record, metrics, findings);
  judgement.slow_parts = find_slow_parts(metrics, findings);
  judgement.not_judged = find_not_judged(record, metrics, config, findings);
  find_other_tuning(record, config, findings);
  if (config.target) {
    find_other_basis(record, basis, findings);
    judgement.target =
        judge_target({record, metrics}, *config.target, basis, coverage, judgement.case_verdicts);
    const std::vector<Finding>& remarks = judgement.target->remarks;
    findings.insert(findings.end(), remarks.begin(), remarks.end());
  }
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
  judgement.exit_code = decide(judgement, record, coverage);
  judgement.headline = headline(judgement, coverage);
  return judgement;
}

}  // namespace fourfold
