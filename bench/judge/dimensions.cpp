// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/dimensions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/judge/alike.hpp"
#include "bench/judge/compare_names.hpp"
#include "bench/judge/logged_cases.hpp"
#include "core/error.hpp"
#include "core/glob.hpp"

namespace fourfold {
namespace {

/// The one measured case, or else any case, that the pattern finds; null when it finds none.
const CaseMetrics* match_one(const Dimension& dimension, const std::vector<CaseMetrics>& metrics,
                             const std::string& whose) {
  const CaseMetrics* other = nullptr;
  std::vector<const CaseMetrics*> measured;
  for (const CaseMetrics& row : metrics) {
    if (!glob_match(dimension.match, row.name)) continue;
    if (row.launches.empty()) {
      other = &row;
    } else {
      measured.push_back(&row);
    }
  }
  if (measured.size() > 1) {
    throw InputError(
        dimension.where,
        fmt::format("'{}' must name one case; in the {}'s record it finds {}, among "
                    "them '{}' and '{}'",
                    dimension.match, whose, measured.size(), measured[0]->name, measured[1]->name));
  }
  return measured.empty() ? other : measured.front();
}

/// What a pattern that names no case of these rows may mean in them all the same: the case of a log
/// that meets the one which it names on the other side, or the other way round.
const CaseMetrics* met_by_log(const Dimension& dimension, const CaseMetrics* one,
                              const std::vector<CaseMetrics>& rows, const std::string& whose) {
  if (one == nullptr || one->launches.empty()) return nullptr;
  const std::vector<const CaseMetrics*> nearest = nearest_of_logs(*one, rows);
  if (nearest.size() > 1) {
    throw InputError(
        dimension.where,
        fmt::format("'{}': by what logs tell, '{}' is '{}' of the {}'s record as well as '{}'",
                    dimension.match, one->name, nearest[0]->name, whose, nearest[1]->name));
  }
  return nearest.empty() ? nullptr : nearest.front();
}

/// A log's case of the operation that a pattern begins with; nullptr where there is none. Which of
/// them it means shows when the other side has measured its own.
const CaseMetrics* some_logged(const Dimension& dimension, const std::vector<CaseMetrics>& rows) {
  const std::string operation = dimension.match.substr(0, dimension.match.find('/'));
  const auto found = std::ranges::find_if(rows, [&](const CaseMetrics& row) {
    return !log_of(row.name).empty() && glob_match(operation, row.operation);
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string obstacle(const Pair& pair) {
  const CaseMetrics* c = pair.candidate;
  const CaseMetrics* b = pair.baseline;
  if (c == nullptr) return fmt::format("no case of this run is '{}'", pair.dimension.match);
  for (const auto& [row, whose] : {std::pair{c, "this run"}, std::pair{b, "the baseline"}}) {
    if (row->launches.empty()) {
      return fmt::format("{} was not measured in {}: {}", row->name, whose, row->reason);
    }
    const auto no_rate = [](double rate) { return !(rate > 0) || !std::isfinite(rate); };
    if (std::ranges::any_of(row->facility_rates, no_rate)) {
      const std::string why = untold_rate(*row);
      return fmt::format("{} has no rate in a launch of {}{}{}", row->name, whose,
                         why.empty() ? "" : ": ", why);
    }
  }
  if (across_programs(*c, *b)) {
    const std::string why = contradiction(*b, *c);
    if (!why.empty()) {
      return fmt::format("'{}' and '{}' are not the same work: {}", c->name, b->name, why);
    }
  } else if (work_name(c->name) != work_name(b->name)) {
    return fmt::format("'{}' and '{}' are not the same work", c->name, b->name);
  }
  const std::string why = unlike(*b, *c, {"the baseline", "this run"});
  return why.empty() ? "" : "not the same thing as in the baseline: " + why;
}

std::vector<int> complete_launches(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side) {
  std::vector<int> complete = (pairs.front().*side)->launches;
  std::erase_if(complete, [&](int launch) {
    return std::ranges::any_of(pairs, [&](const Pair& pair) {
      return !std::ranges::binary_search((pair.*side)->launches, launch);
    });
  });
  return complete;
}

double count_ratio(const std::vector<Pair>& pairs) {
  int candidate = pairs.front().candidate->ranks;
  int baseline = pairs.front().baseline->ranks;
  for (const Pair& pair : pairs) {
    candidate = std::min(candidate, pair.candidate->ranks);
    baseline = std::min(baseline, pair.baseline->ranks);
  }
  return static_cast<double>(candidate) / baseline;
}

std::vector<std::vector<double>> launch_logs(const std::vector<Pair>& pairs,
                                             const CaseMetrics* Pair::*side) {
  std::vector<std::vector<double>> all;
  for (const int launch : (pairs.front().*side)->launches) {
    std::vector<double> logs;
    for (const Pair& pair : pairs) {
      const CaseMetrics& row = *(pair.*side);
      const auto at = std::ranges::lower_bound(row.launches, launch);
      if (at == row.launches.end() || *at != launch) break;
      logs.push_back(
          std::log(row.facility_rates[static_cast<std::size_t>(at - row.launches.begin())]));
    }
    if (logs.size() == pairs.size()) all.push_back(std::move(logs));
  }
  return all;
}

std::vector<double> composite_logs(const std::vector<Pair>& pairs, const CaseMetrics* Pair::*side) {
  std::vector<double> combined;
  for (const std::vector<double>& logs : launch_logs(pairs, side)) {
    combined.push_back(0);
    for (std::size_t d = 0; d < pairs.size(); ++d) combined.back() += pairs[d].weight * logs[d];
  }
  return combined;
}

std::vector<Pair> match_dimensions(const Target& target, const std::vector<CaseMetrics>& candidate,
                                   const std::vector<CaseMetrics>& baseline) {
  double total = 0;
  for (const Dimension& dimension : target.dimensions) total += dimension.weight;
  std::vector<Pair> pairs;
  for (const Dimension& dimension : target.dimensions) {
    Pair pair{dimension, dimension.weight / total, match_one(dimension, candidate, "candidate"),
              match_one(dimension, baseline, "baseline")};
    if (pair.baseline == nullptr) {
      pair.baseline = met_by_log(dimension, pair.candidate, baseline, "baseline");
    } else if (pair.candidate == nullptr) {
      pair.candidate = met_by_log(dimension, pair.baseline, candidate, "candidate");
    }
    const bool measured = pair.candidate != nullptr && !pair.candidate->launches.empty();
    if (pair.baseline == nullptr && !measured) pair.baseline = some_logged(dimension, baseline);
    if (pair.baseline == nullptr) {
      throw InputError(dimension.where,
                       fmt::format("'{}' finds no case in the baseline's record", dimension.match));
    }
    pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace fourfold
