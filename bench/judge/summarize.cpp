// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <unordered_map>

#include "bench/judge/by_rank.hpp"
#include "bench/judge/compare_names.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/unit_order.hpp"
#include "core/in_parallel.hpp"

namespace fourfold {
namespace {

constexpr double kConfidence = 0.95;

using Launches = std::map<int, std::vector<const CaseRecord*>>;

/// One row in the making: what is known of the case, and its measured records by launch.
struct Gathered {
  CaseMetrics row;
  bool unchecked = false;
  Launches launches;
};

bool has_samples(const CaseRecord& record) {
  return std::ranges::any_of(record.trials, [](const Trial& t) { return !t.seconds.empty(); });
}

/// A skip knows only the name; the first record that knows more fills in the rest.
void describe(CaseMetrics& row, const CaseRecord& record) {
  row.name = record.name;
  if (row.operation.empty()) row.operation = record.operation;
  if (row.backend.empty()) row.backend = record.backend;
  if (row.dtype.empty()) row.dtype = record.dtype;
  if (row.size.empty()) row.size = record.size;
  if (row.algorithm.empty()) row.algorithm = record.algorithm;
  if (row.contenders.empty()) row.contenders = record.contenders;
  if (row.precision == 0) row.precision = record.precision;
  if (!row.reported) row.reported = record.reported;
  row.ranks = std::max(row.ranks, record.ranks);
  const bool works = record.work.message.count() > 0 || record.work.memory.count() > 0 ||
                     record.work.flops.value() > 0;
  if (works) row.work = record.work;
}

void add(Gathered& gathered, const CaseRecord& record) {
  CaseMetrics& row = gathered.row;
  describe(row, record);
  if (record.status == CaseStatus::Skipped) {
    if (row.reason.empty()) row.reason = record.reason;
    return;
  }
  if (record.correctness.first && !row.mismatch) row.mismatch = record.correctness.first;
  const bool empty = record.status == CaseStatus::Measured && !has_samples(record);
  if (record.status == CaseStatus::Failed || record.correctness.first || empty) {
    if (row.status != CaseStatus::Failed) {
      row.reason = empty ? "the record holds no sample of it" : record.reason;
    }
    row.status = CaseStatus::Failed;
    return;
  }
  if (row.status == CaseStatus::Skipped) row.status = CaseStatus::Measured;
  if (!record.correctness.checked) gathered.unchecked = true;
  if (record.correctness.hash) {
    const bool as_before =
        row.output_hash.value_or(*record.correctness.hash) == *record.correctness.hash;
    row.repeats = row.repeats && as_before && record.correctness.repeats.value_or(true);
    if (!row.output_hash) row.output_hash = record.correctness.hash;
  }
  gathered.launches[record.launch].push_back(&record);
}

double facility_rate(const CaseMetrics& row, double median_s,
                     const std::vector<const CaseRecord*>& records) {
  if (row.reported && in_groups(row.name)) return 0;  // the slowest group's alone is told
  const double memory = static_cast<double>(row.work.memory.count());
  const double per_rank = row.work.flops.value() > 0 ? row.work.flops.value() : memory;
  // A step ends for all ranks when it ends for the last.
  if (row.operation == "step") return median_s > 0 ? row.ranks * per_rank / median_s : 0;
  double sum = 0;
  if (per_rank > 0) {
    for (const double seconds : rank_medians(records)) sum += seconds > 0 ? per_rank / seconds : 0;
    return sum;
  }
  if (!(median_s > 0) || row.operation == "pairwise") return 0;
  return row.ranks * static_cast<double>(row.work.message.count()) / median_s;
}

/// Student's t on the logarithms; `middle` is the median of the medians. Logarithms are taken
/// relative to it so that equal launches give exactly [middle, middle], if nothing was rounded.
std::optional<Interval> between_launches(const std::vector<double>& medians, double middle,
                                         const std::vector<double>& rounding) {
  if (std::ranges::any_of(medians, [](double m) { return !(m > 0); })) return std::nullopt;
  std::vector<double> logs;
  for (const double m : medians) logs.push_back(std::log(m / middle));
  const LogMean log = log_mean(logs, rounding);
  const double t = student_t_quantile((1 + kConfidence) / 2, log.launches - 1);
  const double half = t * std::sqrt(log.variance / log.launches) + log.rounding;
  return Interval{middle * std::exp(std::min(log.mean - half, 0.0)),
                  middle * std::exp(std::max(log.mean + half, 0.0))};
}

/// CaseMetrics::launch_rounding. A median is as far off as the roundest of what it is the median
/// of.
std::vector<double> rounding_of(const Launches& launches, const std::vector<double>& medians) {
  std::vector<double> rounding;
  double largest = 0;
  for (const auto& [launch, records] : launches) {
    double half = 0;
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) half = std::max(half, trial.half_s);
    }
    rounding.push_back(off_by_rounding(medians[rounding.size()], half));
    largest = std::max(largest, rounding.back());
  }
  if (largest == 0) rounding.clear();
  return rounding;
}

/// Of one figure a launch: between launches, or from the samples of the only one.
std::optional<Interval> interval_of(const std::vector<double>& medians,
                                    std::vector<double> last_samples,
                                    const std::vector<double>& rounding = {}) {
  if (medians.size() > 1) return between_launches(medians, median(medians), rounding);
  std::ranges::sort(last_samples);
  return median_interval(last_samples, kConfidence);
}

/// In how many launches the rank was the slowest in more than half of the samples.
int launches_held_up(const Launches& launches, int rank) {
  int held_up = 0;
  for (const auto& [launch, records] : launches) {
    std::size_t samples = 0, times = 0;
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) {
        samples += trial.slowest_rank.size();
        times += static_cast<std::size_t>(std::ranges::count(trial.slowest_rank, rank));
      }
    }
    if (2 * times > samples) ++held_up;
  }
  return held_up;
}

/// Who was slowest most often; of ranks that were so equally often, the lowest.
void find_slowest(CaseMetrics& row, const std::vector<const Trial*>& trials) {
  std::map<int, std::size_t> counts;
  for (const Trial* trial : trials) {
    for (const int rank : trial->slowest_rank) ++counts[rank];
  }
  std::size_t most = 0;
  for (const auto& [rank, count] : counts) {
    if (count > most) row.slowest_rank = rank;
    most = std::max(most, count);
  }
  if (most == 0) return;
  row.slowest_share = static_cast<double>(most) / static_cast<double>(row.samples);
  std::vector<double> excess;
  for (const Trial* trial : trials) {
    for (std::size_t i = 0; i < trial->slowest_rank.size(); ++i) {
      if (trial->slowest_rank[i] != row.slowest_rank || !(trial->fastest_seconds[i] > 0)) continue;
      excess.push_back(trial->seconds[i] / trial->fastest_seconds[i] - 1);
    }
  }
  if (!excess.empty()) row.slowest_excess = median(excess);
}

void find_latest(CaseMetrics& row, std::vector<std::vector<double>> launches) {
  if (launches.empty()) return;
  std::vector<double> late = median_by_rank(std::move(launches));
  const auto latest = std::ranges::max_element(late);
  if (latest == late.end() || !(*latest > 0)) return;
  row.latest_rank = static_cast<int>(latest - late.begin());
  row.latest_s = *latest;
  row.usually_late_s = median_in_place(late);
}

void find_ratio(Gathered& gathered) {
  std::vector<double> ratios, rival_medians, samples;
  for (const auto& [launch, records] : gathered.launches) {
    samples.clear();
    std::vector<double> rival;
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) {
        const std::vector<double> of_trial = figures(trial);
        samples.insert(samples.end(), of_trial.begin(), of_trial.end());
        rival.insert(rival.end(), trial.rival_seconds.begin(), trial.rival_seconds.end());
      }
    }
    if (rival.empty()) return;
    ratios.push_back(median(samples));
    rival_medians.push_back(median(rival));
  }
  gathered.row.ratio = median(ratios);
  gathered.row.ratio_interval = interval_of(ratios, samples);
  gathered.row.rival_median_s = median(rival_medians);
}

void finish(Gathered& gathered) {
  CaseMetrics& row = gathered.row;
  row.correct = row.status == CaseStatus::Measured && !gathered.unchecked;
  row.without_data = row.size == "0B" && row.work.message.count() == 0;
  if (gathered.launches.empty()) return;
  row.groups = group_spread(gathered.launches);
  std::vector<const Trial*> trials;
  const TrialTelemetry* telemetry = nullptr;
  std::vector<double> samples;
  std::vector<std::vector<double>> late;
  for (const auto& [launch, records] : gathered.launches) {
    samples.clear();
    for (const CaseRecord* record : records) {
      for (const Trial& trial : record->trials) {
        trials.push_back(&trial);
        row.steady = row.steady && trial.steady.value_or(true);
        if (trial.telemetry) telemetry = &*trial.telemetry;
        samples.insert(samples.end(), trial.seconds.begin(), trial.seconds.end());
      }
    }
    row.samples += samples.size();
    row.launches.push_back(launch);
    row.launch_medians.push_back(median(samples));
    if (auto own = rank_lateness(records); !own.empty()) late.push_back(std::move(own));
    row.facility_rates.push_back(
        row.groups ? rate_of_groups(records, row.work.flops.value() > 0
                                                 ? row.work.flops.value()
                                                 : static_cast<double>(row.work.message.count()))
                   : facility_rate(row, row.launch_medians.back(), records));
  }
  find_latest(row, std::move(late));
  if (telemetry != nullptr) row.devices = device_figures(*telemetry);
  row.median_s = median(row.launch_medians);
  row.between_launches = row.launches.size() > 1;
  row.launch_rounding = rounding_of(gathered.launches, row.launch_medians);
  row.interval_s = interval_of(row.launch_medians, samples, row.launch_rounding);
  // Of one launch there are no samples, and repetitions of a mean are none.
  if (row.reported && !row.between_launches) row.interval_s.reset();
  if (!row.contenders.empty()) find_ratio(gathered);
  row.overlap = overlap_of(gathered.launches);
  row.step = step_figures(gathered.launches);
  row.stopped = why_stopped(trials);
  row.conditions = conditions_of(gathered.launches);
  find_slowest(row, trials);
  row.slowest_launches = launches_held_up(gathered.launches, row.slowest_rank);
}

/// Records whose ranks have other numbers than in the first launch give way to copies with those;
/// the result holds the copies.
std::deque<CaseRecord> in_first_order(const UnitOrder& units, Launches& launches) {
  std::deque<CaseRecord> moved;
  for (auto& [launch, records] : launches) {
    for (const CaseRecord*& one : records) {
      const std::vector<int>& order = units.of(*one);
      if (!order.empty()) one = &moved.emplace_back(renumbered(*one, order));
    }
  }
  return moved;
}

}  // namespace

std::vector<CaseMetrics> summarize(const RunRecord& record) {
  std::vector<Gathered> all;
  std::unordered_map<std::string, std::size_t> index;
  const UnitOrder units(record);
  const std::map<std::string, int> quoted = quoted_ranks(record);
  for (const CaseRecord& one : record.cases) {
    const auto [at, fresh] = index.emplace(one.name, all.size());
    if (fresh) {
      all.emplace_back().row.status = CaseStatus::Skipped;
      all.back().row.name = one.name;
    }
    Gathered& gathered = all[at->second];
    const bool good = one.status == CaseStatus::Measured && !one.correctness.first;
    if (good && one.ranks != quoted.at(one.name)) {
      gathered.row.set_aside.push_back(one.launch);
    } else {
      add(gathered, one);
    }
  }
  std::vector<CaseMetrics> rows(all.size());
  in_parallel(all.size(), [&](std::size_t i) {
    Gathered gathered = std::move(all[i]);
    const std::deque<CaseRecord> moved = in_first_order(units, gathered.launches);
    finish(gathered);
    gathered.row.pairs = link_spread(record, gathered.launches);
    gathered.row.bisection = bisection_spread(record, gathered.launches);
    rows[i] = std::move(gathered.row);
  });
  return rows;
}

}  // namespace fourfold
