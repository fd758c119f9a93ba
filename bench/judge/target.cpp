// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/judge/dimensions.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/merged_units.hpp"

namespace fourfold {
namespace {

std::vector<double> logs_of(const std::vector<double>& rates) {
  std::vector<double> logs;
  for (const double rate : rates) logs.push_back(std::log(rate));
  return logs;
}

/// By launch that measured every dimension: the weighted mean of the logarithms of its rates. One
/// number per launch, so that what makes a whole launch fast or slow counts as one cause and not as
/// many independent ones.
std::vector<double> composite_logs(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side) {
  std::vector<double> combined;
  for (const std::vector<double>& logs : launch_logs(pairs, side)) {
    combined.push_back(0);
    for (std::size_t d = 0; d < pairs.size(); ++d) combined.back() += pairs[d].weight * logs[d];
  }
  return combined;
}

LogRatio log_ratio(const std::vector<double>& candidate, const std::vector<double>& baseline) {
  return {log_mean(candidate), log_mean(baseline)};
}

LogRatio ratio_of(const Pair& pair) {
  return log_ratio(logs_of(pair.candidate->facility_rates), logs_of(pair.baseline->facility_rates));
}

std::string outlook(const LogRatio& ratio, double value, double confidence) {
  if (ratio.candidate.launches < 2 || ratio.baseline.launches < 2) {
    return "one launch does not show how much launches differ; two are the least";
  }
  const auto more = launches_to_settle(ratio, value, confidence);
  if (more) return fmt::format("about {} more launches are expected to settle it", *more);
  if (!can_be_settled(ratio, value, confidence)) {
    return "no number of further launches is expected to settle it: the baseline's own spread is "
           "too wide for an estimate so near the boundary";
  }
  return fmt::format(
      "the estimate is so near the boundary that more than {} further launches are expected to be "
      "needed",
      kMostFurtherLaunches);
}

/// A ratio against what it must reach, three-valued.
Clause ratio_clause(std::string name, const LogRatio& ratio, double value, double confidence) {
  const Interval interval = ratio.bounds(confidence);
  Clause clause{
      std::move(name), side_of(interval, value),
      fmt::format("{:.3f}, one-sided {:g} % bounds {:.3f} and {:.3f}, against {:.3f}",
                  ratio.estimate(), 100 * confidence, interval.lower, interval.upper, value)};
  if (clause.decision == Decision::Inconclusive) {
    clause.text += "; " + outlook(ratio, value, confidence);
  }
  return clause;
}

Clause launches_clause(const LogRatio& ratio, const Target& target) {
  const int fewest = std::min(ratio.candidate.launches, ratio.baseline.launches);
  return {"launches", fewest >= target.min_launches ? Decision::Accept : Decision::Inconclusive,
          fmt::format("{} of this run and {} of the baseline have every dimension; {} are needed",
                      ratio.candidate.launches, ratio.baseline.launches, target.min_launches)};
}

/// Further launches until ratio and floors are expected to be settled and the launches enough;
/// absent when that is so already, or when launches of the candidate cannot bring it about.
std::optional<int> more_launches(const std::vector<std::pair<LogRatio, double>>& hurdles,
                                 const LogRatio& composite, const Target& target) {
  int most = std::max(0, target.min_launches - composite.candidate.launches);
  std::optional<int> least_to_reject;
  bool out_of_reach = composite.baseline.launches < target.min_launches;
  for (const auto& [ratio, value] : hurdles) {
    const auto more = launches_to_settle(ratio, value, target.confidence);
    if (!more) {
      out_of_reach = true;
    } else if (!reaches(ratio.bounds_after(*more, target.confidence).lower, value)) {
      least_to_reject = std::min(least_to_reject.value_or(*more), *more);
    } else {
      most = std::max(most, *more);
    }
  }
  if (least_to_reject) return least_to_reject;  // one failed hurdle is enough
  if (out_of_reach || most == 0) return std::nullopt;
  return most;
}

DimensionRatio dimension_ratio(const Pair& pair, const LogRatio& ratio, double confidence) {
  DimensionRatio row;
  row.match = pair.dimension.match;
  row.weight = pair.weight;
  row.candidate = std::exp(ratio.candidate.mean);
  row.baseline = std::exp(ratio.baseline.mean);
  row.unit = base_unit(pair.candidate->work.flops.value() > 0 ? Metric::Flops : Metric::Algbw);
  row.ratio = ratio.estimate();
  row.interval = ratio.bounds(confidence);
  return row;
}

/// Ratios, their clauses and what would settle them.
void compare(const std::vector<Pair>& pairs, const Target& target, TargetVerdict& verdict) {
  const std::vector<double> logs_c = composite_logs(pairs, &Pair::candidate);
  const std::vector<double> logs_b = composite_logs(pairs, &Pair::baseline);
  if (logs_c.empty() || logs_b.empty()) {
    verdict.clauses.push_back({"capacity ratio", Decision::Inconclusive,
                               "no launch has every dimension, so none has the combined ratio"});
    return;
  }
  const LogRatio composite = log_ratio(logs_c, logs_b);
  verdict.capacity_ratio = composite.estimate();
  verdict.interval = composite.bounds(target.confidence);
  verdict.per_unit_ratio = verdict.capacity_ratio / verdict.count_ratio;
  verdict.clauses.push_back(
      ratio_clause("capacity ratio", composite, target.ratio, target.confidence));
  verdict.clauses.push_back(launches_clause(composite, target));

  std::vector<std::pair<LogRatio, double>> hurdles{{composite, target.ratio}};
  const double floor = target.floor * target.ratio;
  double log_worst = 0;
  for (const Pair& pair : pairs) {
    const LogRatio ratio = ratio_of(pair);
    hurdles.emplace_back(ratio, floor);
    verdict.dimensions.push_back(dimension_ratio(pair, ratio, target.confidence));
    verdict.clauses.push_back(
        ratio_clause("floor of " + pair.dimension.match, ratio, floor, target.confidence));
    log_worst += pair.weight * std::log(std::ranges::min(pair.candidate->facility_rates) /
                                        std::ranges::max(pair.baseline->facility_rates));
  }
  verdict.assumption_free = std::exp(log_worst);
  verdict.more_launches = more_launches(hurdles, composite, target);
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

/// Everything that needs both records.
void judge_dimensions(const Side& candidate, const Target& target,
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
  const bool settled_so_far = combined(verdict.clauses) == Decision::Accept;
  compare(pairs, target, verdict);
  // What is open for another reason, launches do not settle.
  if (!settled_so_far) verdict.more_launches.reset();
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
  verdict.target = target.ratio;
  verdict.interval = {0, std::numeric_limits<double>::infinity()};
  verdict.clauses = candidate_clauses(candidate, coverage, verdicts);
  std::vector<CaseMetrics> of_baseline;
  if (const RunRecord* const baseline = basis.baseline) {
    verdict.baseline = identity(basis);
    of_baseline = summarize(*baseline);
    verdict.count_ratio =
        static_cast<double>(candidate.record.manifest.ranks) / baseline->manifest.ranks;
  }
  verdict.clauses.push_back(baseline_clause(basis, of_baseline));
  if (verdict.clauses.back().decision == Decision::Accept && !has_shards(candidate.record)) {
    judge_dimensions(candidate, target, of_baseline, coverage.ranks, verdict);
  }
  verdict.decision = combined(verdict.clauses);
  if (verdict.decision != Decision::Inconclusive) verdict.more_launches.reset();
  return verdict;
}

}  // namespace fourfold
