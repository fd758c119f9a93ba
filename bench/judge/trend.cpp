// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/trend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "bench/judge/days.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/rounding.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kExactly = 50;

/// P(D >= falling), D the pairs out of order in n values of which every order is as likely as any
/// other. The i-th value comes before 0 to i - 1 of those before it, each as likely.
double exact_tail(std::size_t n, std::size_t falling) {
  std::vector<double> chance{1};
  for (std::size_t i = 2; i <= n; ++i) {
    std::vector<double> next(chance.size() + i - 1, 0);
    for (std::size_t d = 0; d < chance.size(); ++d) {
      for (std::size_t more = 0; more < i; ++more) {
        next[d + more] += chance[d] / static_cast<double>(i);
      }
    }
    chance = std::move(next);
  }
  double tail = 0;
  for (std::size_t d = chance.size(); d > falling; --d) tail += chance[d - 1];
  return tail;
}

double tail(std::size_t n, std::size_t falling) {
  if (n <= kExactly) return exact_tail(n, falling);
  const auto count = static_cast<double>(n);
  const double deviation = std::sqrt(count * (count - 1) * (2 * count + 5) / 72);
  const double z = (static_cast<double>(falling) - 0.5 - count * (count - 1) / 4) / deviation;
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

/// By launch that measured every dimension, in the order of their starts: the logarithm of its
/// ratio to the baseline's mean.
std::vector<double> ratios_by_start(const RunRecord& candidate, const std::vector<Pair>& pairs) {
  const double baseline = log_mean(composite_logs(pairs, &Pair::baseline)).mean;
  const std::vector<int> launches = complete_launches(pairs, &Pair::candidate);
  const std::vector<double> logs = composite_logs(pairs, &Pair::candidate);
  std::map<int, double> by_launch;
  for (std::size_t i = 0; i < launches.size(); ++i) by_launch[launches[i]] = logs[i] - baseline;
  std::vector<double> ordered;
  for (const int launch : by_start(candidate, launches)) ordered.push_back(by_launch.at(launch));
  return ordered;
}

bool falls(const Trend& trend) { return trend.p <= kTrendLevel && trend.falling > trend.rising; }

}  // namespace

Trend trend_of(std::span<const double> series) {
  Trend trend;
  for (std::size_t later = 1; later < series.size(); ++later) {
    for (std::size_t first = 0; first < later; ++first) {
      ++trend.pairs;
      if (series[later] < series[first]) ++trend.falling;
      if (series[later] > series[first]) ++trend.rising;
    }
  }
  const std::size_t most = std::max(trend.falling, trend.rising);
  trend.p = std::min(1.0, 2 * tail(series.size(), most));
  return trend;
}

void judge_trend(const RunRecord& candidate, const std::vector<Pair>& pairs, std::size_t counted,
                 TargetVerdict& verdict) {
  std::vector<double> ratios = ratios_by_start(candidate, pairs);
  Trend trend = trend_of(ratios);
  // What falls in the launches that count is not to be hidden by others, nor the other way round.
  const std::vector<double> first(ratios.begin(),
                                  ratios.begin() + static_cast<std::ptrdiff_t>(counted));
  const Trend of_first = trend_of(first);
  if (falls(of_first) || !falls(trend)) {
    ratios = first;
    trend = of_first;
  }
  const bool down = trend.falling > trend.rising;
  const std::string pace = fmt::format(
      "in the order of their starts {} of {} pairs of {} launches {} (Mann-Kendall, p = {:.2g})",
      down ? trend.falling : trend.rising, trend.pairs, ratios.size(), down ? "fall" : "rise",
      trend.p);
  Clause clause{"trend", Decision::Accept, pace};
  if (trend.p <= kTrendLevel) {
    const std::string ends =
        fmt::format("; from {} times the baseline in the first to {} in the last",
                    rounded_beside(std::exp(ratios.front()), Rounding::Down, verdict.target),
                    rounded_beside(std::exp(ratios.back()), Rounding::Down, verdict.target));
    clause.text += ends;
    if (down) {
      clause.decision = Decision::Inconclusive;
      clause.text += "; bounds are of launches that do not depend on their order";
    } else {
      verdict.remarks.push_back({Severity::Warning, "trend", pace + ends});
    }
  }
  verdict.clauses.push_back(std::move(clause));
}

}  // namespace fourfold
