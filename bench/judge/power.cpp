// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>

#include "bench/judge/dimensions.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/logged_cases.hpp"
#include "bench/judge/looks.hpp"
#include "bench/judge/seeded_normal.hpp"
#include "bench/judge/target.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::array kTrueOfTarget{0.95, 0.975, 1.0, 1.025, 1.05, 1.075, 1.1};
constexpr std::array kLaunches{3, 5, 10, 20};
constexpr std::uint64_t kSeed = 20'260'101;  // the same every time

using Launches = std::vector<std::vector<double>>;  // by launch, by dimension: a logarithm

double combined(const std::vector<double>& logs, const std::vector<Pair>& pairs) {
  double sum = 0;
  for (std::size_t d = 0; d < pairs.size(); ++d) sum += pairs[d].weight * logs[d];
  return sum;
}

std::vector<double> combined(const Launches& launches, const std::vector<Pair>& pairs) {
  std::vector<double> logs;
  for (const std::vector<double>& launch : launches) logs.push_back(combined(launch, pairs));
  return logs;
}

std::vector<double> column(const Launches& launches, std::size_t dimension) {
  std::vector<double> logs;
  for (const std::vector<double>& launch : launches) logs.push_back(launch[dimension]);
  return logs;
}

/// One side's launches as they depart from their mean.
class Scatter {
 public:
  explicit Scatter(Launches seen) : departures_(std::move(seen)) {
    for (std::size_t d = 0; d < departures_.front().size(); ++d) {
      const double mean = log_mean(column(departures_, d)).mean;
      for (std::vector<double>& launch : departures_) launch[d] -= mean;
    }
  }

  /// About 0. Sums of the departures with normal weights have exactly the covariances of these.
  Launches draw(int count, SeededNormal& normal) const {
    const double scale = 1 / std::sqrt(static_cast<double>(departures_.size() - 1));
    Launches drawn(static_cast<std::size_t>(count),
                   std::vector<double>(departures_.front().size()));
    for (std::vector<double>& launch : drawn) {
      for (const std::vector<double>& departure : departures_) {
        const double weight = scale * normal();
        for (std::size_t d = 0; d < launch.size(); ++d) launch[d] += weight * departure[d];
      }
    }
    return drawn;
  }

 private:
  Launches departures_;
};

/// One that must reach a value.
struct Hurdle {
  Interval interval;
  double value;
};

/// Of a campaign whose launches were drawn for a machine as fast as the baseline.
std::vector<Hurdle> hurdles_of(const Launches& candidate, const Launches& baseline,
                               const std::vector<Pair>& pairs, const Target& target) {
  std::vector<Hurdle> hurdles;
  const auto add = [&](const std::vector<double>& c, const std::vector<double>& b, double value) {
    const LogRatio ratio{log_mean(c), log_mean(b)};
    hurdles.push_back({ratio.bounds(confidence_of_a_look(target)), value});
  };
  add(combined(candidate, pairs), combined(baseline, pairs), target.ratio);
  for (std::size_t d = 0; d < pairs.size(); ++d) {
    add(column(candidate, d), column(baseline, d), target.floor * target.ratio);
  }
  return hurdles;
}

/// Of a campaign that has so many launches in the end; without a plan each number is one.
std::vector<int> looks_until(int launches, const Target& target) {
  if (target.looks.empty()) return {launches};
  std::vector<int> looks = target.looks;
  std::erase_if(looks, [&](int count) { return count > launches; });
  return looks;
}

/// As if every launch of the candidate were `faster` times as fast, which moves the bounds alone;
/// at the first look that settles it.
Decision decide(const std::vector<std::vector<Hurdle>>& looks, double faster,
                bool enough_launches) {
  for (const std::vector<Hurdle>& hurdles : looks) {
    std::vector<Decision> clauses;
    for (const auto& [interval, value] : hurdles) {
      clauses.push_back(side_of({faster * interval.lower, faster * interval.upper}, value));
    }
    if (!enough_launches) clauses.push_back(Decision::Inconclusive);
    const Decision decision = combine(clauses);
    if (decision != Decision::Inconclusive) return decision;
  }
  return Decision::Inconclusive;
}

/// The regularised incomplete gamma function P(degrees / 2, x / 2), by its series.
double chi_squared_cdf(double x, double degrees) {
  const double a = degrees / 2;
  double term = std::exp(a * std::log(x / 2) - x / 2 - std::lgamma(a + 1));
  double sum = 0;
  for (int n = 1; term > 1e-17 * sum; ++n) {
    sum += term;
    term *= x / 2 / (a + n);
  }
  return sum;
}

double chi_squared_quantile(double p, double degrees) {
  double low = 0;
  double high = 10 * degrees + 100;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (chi_squared_cdf(middle, degrees) < p ? low : high) = middle;
  }
  return high;
}

LaunchSpread spread_of(const Launches& launches, const std::vector<Pair>& pairs) {
  const LogMean mean = log_mean(combined(launches, pairs));
  const double degrees = mean.launches - 1;
  const double seen = std::sqrt(mean.variance);
  if (!(seen > 0)) return {mean.launches, 0, {0, 0}};
  return {mean.launches,
          seen,
          {seen * std::sqrt(degrees / chi_squared_quantile(0.975, degrees)),
           seen * std::sqrt(degrees / chi_squared_quantile(0.025, degrees))}};
}

Launches complete(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side,
                  const std::string& whose) {
  Launches launches = launch_logs(pairs, side);
  if (launches.size() >= 2) return launches;
  throw InputError({},
                   fmt::format("{} has {} launch{} with every dimension of the target; how much "
                               "launches differ shows from two on",
                               whose, launches.size(), launches.size() == 1 ? "" : "es"));
}

}  // namespace

Power power(const Target& target, const std::vector<CaseMetrics>& candidate,
            const std::vector<CaseMetrics>& baseline, int campaigns) {
  const std::vector<Pair> pairs = match_dimensions(target, candidate, baseline);
  for (const Pair& pair : pairs) {
    if (const std::string why = obstacle(pair); !why.empty()) throw InputError({}, why);
    if (across_programs(*pair.candidate, *pair.baseline)) {
      throw InputError({}, fmt::format("'{}' against '{}': beside a log's figure nothing accepts, "
                                       "whatever the number of launches",
                                       pair.candidate->name, pair.baseline->name));
    }
  }
  const Launches seen_c = complete(pairs, &Pair::candidate, "this run");
  const Launches seen_b = complete(pairs, &Pair::baseline, "the baseline");
  const Scatter candidates(seen_c);
  const Scatter baselines(seen_b);

  Power result{spread_of(seen_c, pairs), spread_of(seen_b, pairs), campaigns, {}};
  std::set<int> counts(target.looks.begin(), target.looks.end());
  if (counts.empty()) {
    counts.insert(kLaunches.begin(), kLaunches.end());
    counts.insert(static_cast<int>(seen_c.size()));
    std::erase_if(counts, [&](int count) { return count < target.min_launches; });
  }
  for (const int launches : counts) {
    const bool enough = std::min(launches, static_cast<int>(seen_b.size())) >= target.min_launches;
    std::vector<PowerRow> rows;
    for (const double part : kTrueOfTarget) rows.push_back({launches, part * target.ratio, 0, 0});
    SeededNormal normal(kSeed);
    for (int campaign = 0; campaign < campaigns; ++campaign) {
      const Launches b = baselines.draw(static_cast<int>(seen_b.size()), normal);
      const Launches c = candidates.draw(launches, normal);
      std::vector<std::vector<Hurdle>> looks;
      for (const int count : looks_until(launches, target)) {
        looks.push_back(hurdles_of({c.begin(), c.begin() + count}, b, pairs, target));
      }
      for (PowerRow& row : rows) {
        const Decision decision = decide(looks, row.true_ratio, enough);
        if (decision == Decision::Accept) row.accepted += 1.0 / campaigns;
        if (decision == Decision::Reject) row.rejected += 1.0 / campaigns;
      }
    }
    result.rows.insert(result.rows.end(), rows.begin(), rows.end());
  }
  return result;
}

}  // namespace fourfold
