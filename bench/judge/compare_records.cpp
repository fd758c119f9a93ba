// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/compare_records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "bench/judge/compare_names.hpp"
#include "bench/judge/coverage.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/pair_cases.hpp"

namespace fourfold {
namespace {

constexpr double kTwoSided95 = 0.975;  // of each bound

/// Logarithms of calls per second.
std::vector<double> speeds(const CaseMetrics& row) {
  std::vector<double> logs;
  for (const double seconds : row.launch_medians) logs.push_back(-std::log(seconds));
  return logs;
}

LogMean mean_speed(const CaseMetrics& row) { return log_mean(speeds(row), row.launch_rounding); }

TimesAsFast times_as_fast(const LogRatio& ratio) {
  const bool known = ratio.candidate.launches > 1 && ratio.baseline.launches > 1;
  return {ratio.estimate(), known ? std::optional(ratio.usual_bounds(kTwoSided95)) : std::nullopt};
}

/// The figure if a call took that long.
double figure_at(const CaseMetrics& row, Metric metric, double seconds) {
  if (metric == Metric::Time) return seconds;
  return *row.figure(metric) * row.median_s / seconds;
}

std::optional<double> machine_rate(const CaseMetrics& row) {
  double sum = 0;
  for (const double rate : row.facility_rates) {
    if (!(rate > 0)) return std::nullopt;
    sum += std::log(rate);
  }
  if (row.facility_rates.empty()) return std::nullopt;
  return std::exp(sum / static_cast<double>(row.facility_rates.size()));
}

std::optional<double> watts(const CaseMetrics& row) {
  return row.devices ? row.devices->power_w : std::nullopt;
}

void add_views(ComparedCase& one, const CaseMetrics& first, const CaseMetrics& other) {
  const auto of_first = machine_rate(first);
  const auto of_other = machine_rate(other);
  if (of_first && of_other) {
    one.machine = *of_other / *of_first;
    one.per_chip = *one.machine * first.ranks / other.ranks;
  }
  one.first_watts = watts(first);
  one.other_watts = watts(other);
  if (one.per_chip && one.first_watts && one.other_watts) {
    one.per_watt = *one.per_chip * *one.first_watts / *one.other_watts;
  }
}

/// "all_reduce f32, node"
std::string family_of(const CaseMetrics& row) {
  const auto attributes = name_attributes(row.name);
  std::string family = row.operation;
  if (!row.dtype.empty()) family += " " + row.dtype;
  if (const auto scope = attributes.find("scope"); scope != attributes.end()) {
    family += ", " + scope->second;
  }
  return family;
}

/// Where digits are a part of what is not known.
void note_digits(const CaseMetrics& row, const LogMean& speed, std::vector<std::string>& notes) {
  constexpr double kWorthSaying = 1e-3;
  if (speed.rounding < kWorthSaying || !row.reported) return;
  const std::string note =
      fmt::format("{} prints so few digits that its times are known to {:.2g} % alone",
                  row.reported->by, 100 * std::expm1(speed.rounding));
  if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
}

ComparedCase compare(const CasePair& pair, const Side& first, const Side& other) {
  const CaseMetrics& a = *pair.first;
  const CaseMetrics& b = *pair.other;
  const LogRatio ratio{mean_speed(b), mean_speed(a)};
  ComparedCase one;
  one.name = a.name;
  one.other_name = b.name;
  one.operation = a.operation;
  one.family = family_of(a);
  one.metric = a.headline() == b.headline() ? a.headline() : Metric::Time;
  one.first = figure_at(a, one.metric, std::exp(-ratio.baseline.mean));
  one.other = figure_at(b, one.metric, std::exp(-ratio.candidate.mean));
  one.call = times_as_fast(ratio);
  one.p = ratio.p_value();
  add_views(one, a, b);
  one.first_chip = against_chip(a, first.record.manifest);
  one.other_chip = against_chip(b, other.record.manifest);
  one.notes = pair.notes;
  note_digits(a, ratio.baseline, one.notes);
  note_digits(b, ratio.candidate, one.notes);
  return one;
}

/// Of launches that measured all of these cases, the mean of the logarithms of their speeds in
/// each. One number per launch, for what slows a launch slows all its cases.
LogMean composite(const std::vector<const CaseMetrics*>& rows) {
  std::vector<double> logs, rounding;
  const double count = static_cast<double>(rows.size());
  for (const int launch : rows.front()->launches) {
    double sum = 0, off = 0;
    std::size_t found = 0;
    for (const CaseMetrics* row : rows) {
      const auto at = std::ranges::lower_bound(row->launches, launch);
      if (at == row->launches.end() || *at != launch) break;
      const auto index = static_cast<std::size_t>(at - row->launches.begin());
      sum -= std::log(row->launch_medians[index]);
      if (!row->launch_rounding.empty()) off += row->launch_rounding[index];
      ++found;
    }
    if (found != rows.size()) continue;
    logs.push_back(sum / count);
    rounding.push_back(off / count);
  }
  return logs.empty() ? LogMean{} : log_mean(logs, rounding);
}

struct Family {
  std::vector<const CaseMetrics*> first, other;
  double log_ratios = 0;
};

std::vector<FamilyRatio> families_of(const std::vector<CasePair>& pairs,
                                     const std::vector<ComparedCase>& cases) {
  std::vector<std::string> order;
  std::unordered_map<std::string, Family> families;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto [at, fresh] = families.try_emplace(cases[i].family);
    if (fresh) order.push_back(cases[i].family);
    at->second.first.push_back(pairs[i].first);
    at->second.other.push_back(pairs[i].other);
    at->second.log_ratios += std::log(cases[i].call.ratio);
  }
  std::vector<FamilyRatio> ratios;
  for (const std::string& name : order) {
    const Family& family = families.at(name);
    const LogMean first = composite(family.first);
    const LogMean other = composite(family.other);
    FamilyRatio row{name, family.first.size(), {}};
    if (first.launches == 0 || other.launches == 0) {
      row.call.ratio = std::exp(family.log_ratios / static_cast<double>(row.cases));
    } else {
      row.call = times_as_fast({other, first});
    }
    ratios.push_back(row);
  }
  return ratios;
}

/// What anyone should know before he reads a ratio.
void note_state(const RunRecord& record, const std::string& whose,
                std::vector<std::string>& notes) {
  if (!record.manifest.injected.empty()) {
    notes.push_back(fmt::format("{} has injected faults ({}): its figures are of no machine", whose,
                                fmt::join(record.manifest.injected, ", ")));
  }
  if (const int sharing = ranks_per_gpu(record); sharing > 1) {
    notes.push_back(fmt::format("{}: {} ranks shared a GPU, so that its figures are of sharing",
                                whose, sharing));
  }
  if (record.launches.size() < 2) {
    notes.push_back(
        fmt::format("{} has one launch, which does not show how much launches differ: "
                    "no interval and no test",
                    whose));
  }
}

std::vector<std::string> notes_on(const RunRecord& first, const RunRecord& other) {
  std::vector<std::string> notes;
  note_state(first, "the first record", notes);
  note_state(other, "the other record", notes);
  const Manifest& a = first.manifest;
  const Manifest& b = other.manifest;
  if (a.ranks != b.ranks) {
    notes.push_back(
        fmt::format("{} and {} ranks: a call of a collective has the same bytes for each "
                    "chip, and more chips to bring together on one side",
                    a.ranks, b.ranks));
  }
  if (a.fourfold_version != b.fourfold_version || a.git_revision != b.git_revision) {
    notes.push_back(
        fmt::format("measured by different programs: fourfold {} revision {} and {} "
                    "revision {}",
                    a.fourfold_version, a.git_revision, b.fourfold_version, b.git_revision));
  }
  return notes;
}

Comparison compare_two(const Side& first, const Side& other) {
  PairedCases paired = pair_cases(first, other);
  Comparison result;
  for (const CasePair& pair : paired.pairs) result.cases.push_back(compare(pair, first, other));
  result.families = families_of(paired.pairs, result.cases);
  result.refused = std::move(paired.refused);
  result.only_first = std::move(paired.only_first);
  result.only_other = std::move(paired.only_other);
  result.notes = notes_on(first.record, other.record);
  return result;
}

}  // namespace

bool significant(const ComparedCase& one) { return one.p_holm && *one.p_holm < kSignificance; }

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> corrected(p.size());
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(p.size() - rank);
    least = std::max(least, std::min(1.0, left * p[order[rank]]));
    corrected[order[rank]] = least;
  }
  return corrected;
}

std::vector<Comparison> compare_records(const Side& first, const std::vector<Side>& others) {
  std::vector<Comparison> all;
  std::vector<double> p;
  for (const Side& other : others) {
    all.push_back(compare_two(first, other));
    for (const ComparedCase& one : all.back().cases) {
      if (one.p) p.push_back(*one.p);
    }
  }
  const std::vector<double> corrected = holm(p);
  std::size_t next = 0;
  for (Comparison& comparison : all) {
    for (ComparedCase& one : comparison.cases) {
      if (one.p) one.p_holm = corrected[next++];
    }
  }
  return all;
}

}  // namespace fourfold
