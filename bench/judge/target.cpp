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

/// The ratio first, then the floor of each dimension.
std::vector<Hurdle> hurdles_of(const std::vector<Pair>& pairs, const Target& target,
                               const std::vector<int>& counted) {
  const double confidence = confidence_of_a_look(target);
  std::vector<Hurdle> hurdles{
      hurdle("capacity ratio", composite_ratio(pairs, counted), target.ratio, confidence)};
  for (const Pair& pair : pairs) {
    hurdles.push_back(hurdle("floor of " + pair.dimension.match, ratio_of(pair, counted),
                             target.floor * target.ratio, confidence));
  }
  return hurdles;
}

struct Judged {
  PlannedLook look;
  std::vector<Hurdle> hurdles;
};

/// At the first look that settles it, else at the last that is due. Both sides have launches.
Judged judge_looks(const std::vector<Pair>& pairs, const Target& target,
                   const std::vector<PlannedLook>& looks) {
  Judged judged;
  for (const PlannedLook& look : looks) {
    judged = {look, hurdles_of(pairs, target, look.launches)};
    if (settle(judged.hurdles)) break;
  }
  return judged;
}

/// What came after the look decides nothing. But what all launches refute is not accepted: else
/// the first few would be measured with care, and nobody would ask for the others.
std::optional<Clause> all_launches_clause(const std::vector<Pair>& pairs, const Target& target,
                                          const std::vector<int>& complete,
                                          const PlannedLook& look) {
  if (look.launches.size() == complete.size()) return std::nullopt;
  const std::vector<Hurdle> hurdles = hurdles_of(pairs, target, complete);
  const LogRatio& ratio = hurdles.front().ratio;
  Clause clause{"all launches", Decision::Accept,
                fmt::format("of all {} the capacity ratio is {}", complete.size(),
                            rounded_beside(ratio.estimate(), Rounding::Down, target.ratio))};
  for (const Hurdle& one : hurdles) {
    if (side_of(one.bounds, one.value) != Decision::Reject) continue;
    clause.decision = Decision::Inconclusive;
    clause.text += fmt::format("; {} of all of them has an upper bound of {}, below {}", one.name,
                               rounded_beside(one.bounds.upper, Rounding::Up, one.value),
                               limit_text(one.value));
  }
  return clause;
}

/// Whether nothing is open but what further launches, or days, could settle.
bool only_launches_are_missing(const std::vector<Clause>& clauses) {
  return std::ranges::all_of(clauses, [](const Clause& one) {
    const bool of_launches = one.name == "capacity ratio" || one.name == "launches" ||
                             one.name == "looks" || one.name == "days" ||
                             one.name.starts_with("floor of ");
    return one.decision == Decision::Accept || of_launches;
  });
}

/// Launches that are missing at the next look at which it is expected to be settled, beside the
/// `complete` ones, where there is one.
std::optional<int> launches_until_settled(const Judged& judged, const Target& target,
                                          std::size_t complete) {
  const Further further = further_launches(judged.hurdles, target);
  const bool settled = judged.look.due() && settle(judged.hurdles);
  if (settled || !further.launches || judged.look.last()) return std::nullopt;
  const int needed = static_cast<int>(judged.look.launches.size()) + *further.launches;
  for (const int count : target.looks) {
    if (count >= std::max(needed, judged.look.next)) return count - static_cast<int>(complete);
  }
  return std::nullopt;
}

void tell(const Judged& judged, const std::vector<Pair>& pairs, const std::vector<int>& complete,
          const RunRecord& record, TargetVerdict& verdict) {
  const PlannedLook& look = judged.look;
  verdict.look = look.number;
  verdict.look_confidence = confidence_of_a_look(verdict.terms);
  for (const int launch : look.launches) {
    verdict.counted.push_back({launch, first_start(record, launch)});
  }
  const LogRatio& composite = judged.hurdles.front().ratio;
  verdict.capacity_ratio = composite.estimate();
  verdict.interval = judged.hurdles.front().bounds;
  verdict.per_unit_ratio = verdict.capacity_ratio / verdict.count_ratio;
  verdict.clauses.push_back(ratio_clause(judged.hurdles.front(), look));
  verdict.clauses.push_back(launches_clause(composite, verdict.counted, verdict.terms));
  for (auto clause : {looks_clause(look, complete.size(), verdict.terms),
                      all_launches_clause(pairs, verdict.terms, complete, look)}) {
    if (clause) verdict.clauses.push_back(std::move(*clause));
  }
  double log_worst = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    verdict.dimensions.push_back(dimension_ratio(pairs[i], judged.hurdles[i + 1]));
    verdict.clauses.push_back(ratio_clause(judged.hurdles[i + 1], look));
    log_worst += pairs[i].weight * least_log_ratio(pairs[i], look.launches);
  }
  verdict.assumption_free = std::exp(log_worst);
  verdict.spread_unknown = composite.candidate.launches < 2 || composite.baseline.launches < 2;
  verdict.looks_used = look.last() && !settle(judged.hurdles);
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

/// What the target asks of the making of the runs.
void judge_rules(const Side& candidate, const Basis& basis, const std::vector<Pair>& pairs,
                 const PlannedLook& look, TargetVerdict& verdict) {
  const Target& target = verdict.terms;
  if (verdict.capacity_ratio > 0) {
    judge_trend(candidate.record, pairs, look.launches.size(), verdict);
  }
  if (auto clause = one_go_clause(candidate.record, target.resumed)) {
    verdict.clauses.push_back(std::move(*clause));
  }
  if (target.min_days > 1) {
    verdict.clauses.push_back(days_clause(candidate.record, look, target.min_days));
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
}

/// Everything that needs both records.
void judge_dimensions(const Side& candidate, const Basis& basis,
                      const std::vector<CaseMetrics>& baseline, int contracted,
                      TargetVerdict& verdict) {
  const Target& target = verdict.terms;
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
  const std::vector<int> complete = complete_launches(pairs, &Pair::candidate);
  const std::vector<PlannedLook> looks = looks_of(candidate.record, complete, target);
  if (complete.empty() || complete_launches(pairs, &Pair::baseline).empty()) {
    verdict.clauses.push_back({"capacity ratio", Decision::Inconclusive,
                               "no launch has every dimension, so none has the combined ratio"});
    judge_rules(candidate, basis, pairs, looks.front(), verdict);
    return;
  }
  const Judged judged = judge_looks(pairs, target, looks);
  tell(judged, pairs, complete, candidate.record, verdict);
  judge_rules(candidate, basis, pairs, judged.look, verdict);
  // What is open for another reason, launches do not settle.
  if (!only_launches_are_missing(verdict.clauses)) return;
  verdict.more_launches = launches_until_settled(judged, target, complete.size());
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
  verdict.terms.looks = planned_looks(target);
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
    judge_dimensions(candidate, basis, of_baseline, coverage.ranks, verdict);
  }
  verdict.decision = combined(verdict.clauses);
  if (verdict.decision != Decision::Inconclusive) verdict.more_launches.reset();
  return verdict;
}

}  // namespace fourfold
