// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "bench/judge/campaign.hpp"
#include "bench/judge/dimensions.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/merged_units.hpp"
#include "bench/judge/rate_ratios.hpp"
#include "bench/judge/reference.hpp"
#include "bench/judge/rounding.hpp"
#include "bench/judge/rule_clauses.hpp"
#include "bench/judge/stability.hpp"

namespace fourfold {
namespace {

/// A ratio and what it must reach.
struct Hurdle {
  std::string name;
  LogRatio ratio;
  double value;
  Interval bounds;
  std::optional<int> more;  ///< launches that are expected to settle it; 0: it is settled
};

Hurdle hurdle(std::string name, const LogRatio& ratio, double value, double confidence) {
  return {std::move(name), ratio, value, ratio.bounds(confidence),
          launches_to_settle(ratio, value, confidence)};
}

std::string outlook(const Hurdle& one, double confidence) {
  if (one.ratio.candidate.launches < 2 || one.ratio.baseline.launches < 2) {
    return "one launch does not show how much launches differ; two are the least";
  }
  if (one.more) return fmt::format("about {} more launches are expected to settle it", *one.more);
  if (!can_be_settled(one.ratio, one.value, confidence)) {
    const bool rounded = one.ratio.candidate.rounding + one.ratio.baseline.rounding > 0;
    return fmt::format(
        "no number of further launches is expected to settle it: the baseline's own spread{} is "
        "too wide for an estimate so near the boundary",
        rounded ? ", or what the digits of a log leave open," : "");
  }
  return fmt::format(
      "the estimate is so near the boundary that more than {} further launches are expected to be "
      "needed",
      kMostFurtherLaunches);
}

/// Three-valued.
Clause ratio_clause(const Hurdle& one, double confidence) {
  Clause clause{
      one.name, side_of(one.bounds, one.value),
      fmt::format("{}, one-sided {:g} % bounds {} and {}, against {}",
                  rounded_beside(one.ratio.estimate(), Rounding::Down, one.value), 100 * confidence,
                  rounded_beside(one.bounds.lower, Rounding::Down, one.value),
                  rounded_beside(one.bounds.upper, Rounding::Up, one.value),
                  limit_text(one.value))};
  if (clause.decision == Decision::Inconclusive) clause.text += "; " + outlook(one, confidence);
  return clause;
}

Clause launches_clause(const LogRatio& ratio, const Target& target) {
  const int fewest = std::min(ratio.candidate.launches, ratio.baseline.launches);
  return {"launches", fewest >= target.min_launches ? Decision::Accept : Decision::Inconclusive,
          fmt::format("{} of this run and {} of the baseline have every dimension; {} are needed",
                      ratio.candidate.launches, ratio.baseline.launches, target.min_launches)};
}

/// What further launches of the candidate would do.
struct Further {
  std::optional<int> launches;  ///< absent: they cannot bring it about, or nobody can tell
  bool rejects = false;         ///< one hurdle that fails is enough
};

/// Until ratio and floors are expected to be settled and the launches enough; 0 when they are.
Further further_launches(const std::vector<Hurdle>& hurdles, const Target& target) {
  const LogRatio& composite = hurdles.front().ratio;
  int most = std::max(0, target.min_launches - composite.candidate.launches);
  std::optional<int> least_to_reject;
  bool out_of_reach = composite.baseline.launches < target.min_launches;
  for (const Hurdle& one : hurdles) {
    if (!one.more) {
      out_of_reach = true;
    } else if (!reaches(one.ratio.bounds_after(*one.more, target.confidence).lower, one.value)) {
      least_to_reject = std::min(least_to_reject.value_or(*one.more), *one.more);
    } else {
      most = std::max(most, *one.more);
    }
  }
  if (least_to_reject) return {least_to_reject, true};
  return {out_of_reach ? std::nullopt : std::optional(most), false};
}

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
Further compare(const std::vector<Pair>& pairs, const Target& target, TargetVerdict& verdict) {
  const LogRatio composite = composite_ratio(pairs);
  if (composite.candidate.launches == 0 || composite.baseline.launches == 0) {
    verdict.clauses.push_back({"capacity ratio", Decision::Inconclusive,
                               "no launch has every dimension, so none has the combined ratio"});
    return {};
  }
  std::vector<Hurdle> hurdles{hurdle("capacity ratio", composite, target.ratio, target.confidence)};
  verdict.capacity_ratio = composite.estimate();
  verdict.interval = hurdles.front().bounds;
  verdict.per_unit_ratio = verdict.capacity_ratio / verdict.count_ratio;
  verdict.clauses.push_back(ratio_clause(hurdles.front(), target.confidence));
  verdict.clauses.push_back(launches_clause(composite, target));

  double log_worst = 0;
  for (const Pair& pair : pairs) {
    hurdles.push_back(hurdle("floor of " + pair.dimension.match, ratio_of(pair),
                             target.floor * target.ratio, target.confidence));
    verdict.dimensions.push_back(dimension_ratio(pair, hurdles.back()));
    verdict.clauses.push_back(ratio_clause(hurdles.back(), target.confidence));
    log_worst += pair.weight * least_log_ratio(pair);
  }
  verdict.assumption_free = std::exp(log_worst);
  verdict.spread_unknown = composite.candidate.launches < 2 || composite.baseline.launches < 2;
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
  std::ranges::move(definition_clauses(pairs), std::back_inserter(verdict.clauses));
  const bool settled_so_far = combined(verdict.clauses) == Decision::Accept;
  const Further further = compare(pairs, target, verdict);
  const int for_days = judge_rules(candidate, basis, target, pairs, verdict);
  // What is open for another reason, launches do not settle.
  if (!settled_so_far || !further.launches) return;
  const int most = further.rejects ? *further.launches : std::max(*further.launches, for_days);
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
  verdict.target_from = basis.target;
  verdict.replaced = basis.own_target;
  if (target.category) verdict.category = name(*target.category);
  verdict.contracted = target.units;
  verdict.baseline_contracted = target.baseline_units;
  verdict.facility = target.facility;
  verdict.baseline_facility = target.baseline_facility;
  verdict.target = target.ratio;
  verdict.interval = {0, std::numeric_limits<double>::infinity()};
  verdict.clauses = candidate_clauses(candidate, coverage, verdicts);
  if (!target.signed_by.empty()) {
    verdict.clauses.push_back(signature_clause(candidate.record, target.signed_by));
  }
  const std::string no_gpus = fact(candidate.record.manifest, "device", "cuda");
  if (!target.facility.empty() && !no_gpus.empty()) {
    verdict.clauses.push_back(
        {"GPUs", Decision::Inconclusive,
         fmt::format("{} counts GPUs, and each rank as a device of one, but this run had {}",
                     target.facility, no_gpus)});
  }
  std::vector<CaseMetrics> of_baseline;
  if (const RunRecord* const baseline = basis.baseline) {
    verdict.baseline = identity(basis);
    of_baseline = summarize(*baseline);
    verdict.count_ratio =
        static_cast<double>(candidate.record.manifest.ranks) / baseline->manifest.ranks;
  }
  std::vector<Clause> of_basis = reference_clauses(basis, target);
  of_basis.push_back(baseline_clause(basis, of_baseline));
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
