// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "bench/judge/days.hpp"
#include "bench/judge/dimensions.hpp"
#include "bench/judge/hurdles.hpp"
#include "bench/judge/known_parts.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/looks.hpp"
#include "bench/judge/merged_units.hpp"
#include "bench/judge/pinned_suite.hpp"
#include "bench/judge/rate_ratios.hpp"
#include "bench/judge/reference.hpp"
#include "bench/judge/rounding.hpp"
#include "bench/judge/rule_clauses.hpp"
#include "bench/judge/stability.hpp"
#include "bench/judge/trend.hpp"

namespace fourfold {
namespace {

DimensionRatio dimension_ratio(const Pair& pair, const Hurdle& floor) {
  DimensionRatio row;
  row.match = pair.dimension.match;
  row.weight = pair.weight;
  row.candidate = std::exp(floor.ratio.candidate.mean);
  row.baseline = std::exp(floor.ratio.baseline.mean);
  row.unit = base_unit(pair.candidate->work.flops.value() > 0 ? Metric::Flops : Metric::Algbw);
  row.ratio = floor.ratio.estimate();
  row.interval = floor.bounds;
  row.floor = floor.value;
  return row;
}

/// Ratios and their clauses; says what would settle them.
Further compare(const std::vector<Pair>& pairs, const Target& target, const Looks& looks,
                TargetVerdict& verdict) {
  const LogRatio composite = composite_ratio(pairs);
  if (composite.candidate.launches == 0 || composite.baseline.launches == 0) {
    verdict.clauses.push_back({"capacity ratio", Decision::Inconclusive,
                               "no launch has every dimension, so none has the combined ratio"});
    return {};
  }
  const double confidence = confidence_of_a_look(target);
  std::vector<Hurdle> hurdles{hurdle("capacity ratio", composite, target.ratio, confidence)};
  verdict.capacity_ratio = composite.estimate();
  verdict.interval = hurdles.front().bounds;
  verdict.per_unit_ratio = verdict.capacity_ratio / verdict.count_ratio;
  verdict.clauses.push_back(ratio_clause(hurdles.front(), looks));
  verdict.clauses.push_back(launches_clause(composite, target));
  if (auto clause = looks_clause(looks, target)) verdict.clauses.push_back(std::move(*clause));

  double log_worst = 0;
  for (const Pair& pair : pairs) {
    hurdles.push_back(hurdle("floor of " + pair.dimension.match, ratio_of(pair),
                             target.floor * target.ratio, confidence));
    verdict.dimensions.push_back(dimension_ratio(pair, hurdles.back()));
    verdict.clauses.push_back(ratio_clause(hurdles.back(), looks));
    log_worst += pair.weight * least_log_ratio(pair);
  }
  verdict.assumption_free = std::exp(log_worst);
  verdict.spread_unknown = composite.candidate.launches < 2 || composite.baseline.launches < 2;
  verdict.looks_used = looks.last() && std::ranges::any_of(hurdles, [](const Hurdle& one) {
                         return !settles(one.bounds, one.value);
                       });
  return further_launches(hurdles, target);
}

Decision combined(const std::vector<Clause>& clauses) {
  std::vector<Decision> decisions;
  for (const Clause& clause : clauses) decisions.push_back(clause.decision);
  return combine(decisions);
}

BaselineIdentity identity(const Basis& basis) {
  const Manifest& manifest = basis.baseline->manifest;
  return {.path = basis.path,
          .suite = manifest.suite_name,
          .started = manifest.started,
          .sha256 = basis.baseline->sha256,
          .ranks = manifest.ranks,
          .launches = basis.baseline->launches.size(),
          .own = basis.own};
}

/// What the target asks of the making of the runs; says how many launches that still needs at
/// least.
int judge_rules(const Side& candidate, const Basis& basis, const Target& target,
                const std::vector<Pair>& pairs, TargetVerdict& verdict) {
  int needed = 0;
  if (verdict.capacity_ratio > 0) judge_trend(candidate.record, pairs, verdict);
  if (target.min_days > 1) {
    const std::vector<int> launches = complete_launches(pairs, &Pair::candidate);
    verdict.clauses.push_back(days_clause(candidate.record, launches, target.min_days));
    needed = target.min_days - days_of(candidate.record, launches);
  }
  if (target.stability) {
    verdict.clauses.push_back(stability_clause(candidate.record, basis.health, target));
  }
  if (target.category) {
    verdict.clauses.push_back(
        category_clause(candidate.record, *basis.baseline, pairs, *target.category));
  }
  if (target.baseline_units) {
    verdict.clauses.push_back(baseline_units_clause(*basis.baseline, pairs, target));
  }
  return std::max(0, needed);
}

/// Everything that needs both records.
void judge_dimensions(const Side& candidate, const Target& target, const Basis& basis,
                      const std::vector<CaseMetrics>& baseline, int contracted,
                      TargetVerdict& verdict) {
  const std::vector<Pair> pairs = match_dimensions(target, candidate.metrics, baseline);
  std::vector<const CaseMetrics*> cases;
  bool comparable = !pairs.empty();
  for (const Pair& pair : pairs) {
    if (pair.candidate != nullptr) cases.push_back(pair.candidate);
    const std::string why = obstacle(pair);
    if (why.empty()) continue;
    comparable = false;
    verdict.clauses.push_back({"dimension " + pair.dimension.match, Decision::Inconclusive, why});
  }
  if (cases.size() == pairs.size()) {
    verdict.clauses.push_back(units_clause(candidate, cases, target, contracted));
  }
  if (!comparable) return;
  verdict.count_ratio = count_ratio(pairs);
  std::ranges::move(definition_clauses(pairs), std::back_inserter(verdict.clauses));
  const bool settled_so_far = combined(verdict.clauses) == Decision::Accept;
  const Looks looks =
      looks_of(candidate.record, complete_launches(pairs, &Pair::candidate), basis.starts, target);
  const Further further = compare(pairs, target, looks, verdict);
  const int for_days = judge_rules(candidate, basis, target, pairs, verdict);
  // What is open for another reason, launches do not settle.
  if (!settled_so_far || !further.launches || looks.last()) return;
  const int most = std::max(*further.launches, for_days);
  if (most > 0) verdict.more_launches = most;
}

}  // namespace

Decision side_of(const Interval& interval, double value) {
  if (reaches(interval.lower, value)) return Decision::Accept;
  return reaches(interval.upper, value) ? Decision::Inconclusive : Decision::Reject;
}

Decision combine(std::span<const Decision> clauses) {
  const auto any = [&](Decision one) { return std::ranges::find(clauses, one) != clauses.end(); };
  if (any(Decision::Reject)) return Decision::Reject;
  return any(Decision::Inconclusive) ? Decision::Inconclusive : Decision::Accept;
}

TargetVerdict judge_target(const Side& candidate, const Target& target, const Basis& basis,
                           const Coverage& coverage, const std::vector<std::string>& verdicts) {
  TargetVerdict verdict;
  verdict.terms = target;
  verdict.rules = basis.rules;
  verdict.target_from = basis.target;
  verdict.replaced = basis.own_target;
  if (target.category) verdict.category = name(*target.category);
  verdict.contracted = target.units;
  verdict.baseline_contracted = target.baseline_units;
  verdict.facility = target.facility;
  verdict.baseline_facility = target.baseline_facility;
  verdict.target = target.ratio;
  verdict.interval = {0, std::numeric_limits<double>::infinity()};
  verdict.clauses = candidate_clauses(candidate, coverage, verdicts, basis.health);
  if (!target.signed_by.empty()) {
    verdict.clauses.push_back(signature_clause(candidate.record, target.signed_by));
  }
  if (!basis.target.empty() && !is_imported(candidate.record)) {
    verdict.clauses.push_back(suite_clause(candidate.record, target));
  }
  const std::string no_gpus = fact(candidate.record.manifest, "device", "cuda");
  if (!target.facility.empty() && !no_gpus.empty()) {
    verdict.clauses.push_back(
        {"GPUs", Decision::Inconclusive,
         fmt::format("{} counts GPUs, and each rank as a device of one, but this run had {}",
                     target.facility, no_gpus)});
  }
  if (auto gpus = own_gpus_clause(candidate.record)) verdict.clauses.push_back(std::move(*gpus));
  std::vector<CaseMetrics> of_baseline;
  if (const RunRecord* const baseline = basis.baseline) {
    verdict.baseline = identity(basis);
    of_baseline = summarize(*baseline);
    verdict.count_ratio =
        static_cast<double>(candidate.record.manifest.ranks) / baseline->manifest.ranks;
  }
  std::vector<Clause> of_basis = basis_clauses(basis, of_baseline, target);
  const bool serves = combined(of_basis) == Decision::Accept;
  std::ranges::move(of_basis, std::back_inserter(verdict.clauses));
  if (serves && !has_shards(candidate.record)) {
    judge_dimensions(candidate, target, basis, of_baseline, coverage.ranks, verdict);
  }
  verdict.decision = combined(verdict.clauses);
  if (verdict.decision != Decision::Inconclusive) verdict.more_launches.reset();
  return verdict;
}

}  // namespace fourfold
