// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/consistent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "core/in_parallel.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::string of_manifest(const Manifest& m) {
  if (m.ranks < 1) return fmt::format("the manifest says {} ranks", m.ranks);
  if (m.planned_launches < 1) {
    return fmt::format("the manifest plans {} launches", m.planned_launches);
  }
  return "";
}

/// What is not known of a rank is 0. Packed numbers and rounded ones are off by less than this.
constexpr double kRounding = 1e-3;

/// A rank that works by itself took no longer in any sample than the slowest of all, and no less
/// than the fastest: nor did its median, of which rates are formed.
std::string of_medians(const Trial& trial) {
  if (trial.seconds.empty() || trial.fastest_seconds.empty()) return "";
  const double most = median(trial.seconds) * (1 + kRounding);
  const double least = median(trial.fastest_seconds) * (1 - kRounding);
  const std::vector<double> medians = trial.rank_median_s.list();
  for (std::size_t rank = 0; rank < medians.size(); ++rank) {
    if (medians[rank] == 0 || (medians[rank] >= least && medians[rank] <= most)) continue;
    return fmt::format(
        "rank {} has a median of {:g} s, and its samples are between {:g} s (the fastest rank's) "
        "and {:g} s (the slowest's)",
        rank, medians[rank], least, most);
  }
  return "";
}

/// Samples take the time of all their calls, one after the other.
std::string of_duration(const Trial& trial) {
  constexpr double kSlack = 1e-3;  // seconds, where clocks differ
  const double sum = std::accumulate(trial.seconds.begin(), trial.seconds.end(), 0.0);
  const double calls_s = sum * trial.calls_per_sample;
  if (trial.elapsed_s == 0 || calls_s <= trial.elapsed_s * (1 + 10 * kRounding) + kSlack) return "";
  return fmt::format("its samples took {:g} s, and all of it {:g} s", calls_s, trial.elapsed_s);
}

std::string of_trial(const Trial& trial, int ranks) {
  const auto outside = [ranks](int rank) { return rank < 0 || rank >= ranks; };
  if (std::ranges::any_of(trial.slowest_rank, outside)) {
    return "its slowest rank is none of the run's";
  }
  if (trial.rank_median_s.size() > static_cast<std::size_t>(ranks)) {
    return fmt::format("it has times of {} ranks", trial.rank_median_s.size());
  }
  int grouped = 0;
  for (const GroupSummary& one : trial.groups) {
    if (outside(one.first_rank) || one.ranks > ranks) return "a group of it is none of the run's";
    grouped += one.ranks;
  }
  if (!trial.groups.empty() && grouped != ranks) {
    return fmt::format("its groups have {} ranks", grouped);
  }
  for (std::size_t i = 0; i < trial.fastest_seconds.size(); ++i) {
    if (trial.fastest_seconds[i] > trial.seconds[i] * (1 + kRounding)) {
      return "its fastest rank is slower than its slowest";
    }
  }
  return "";
}

/// Of a start that was made without some hosts, or of one shard of a merged record, fewer.
int ranks_of(const LaunchRecord* start, const Manifest& manifest) {
  const bool fewer = start != nullptr && !start->hosts.empty() &&
                     (!start->excluded.empty() || !start->shard.empty());
  return fewer ? static_cast<int>(start->hosts.size()) : manifest.ranks;
}

std::string of_start(const LaunchRecord& start, const Manifest& manifest) {
  const std::size_t hosts = start.hosts.size();
  const auto ranks = static_cast<std::size_t>(manifest.ranks);
  if (hosts == 0 || hosts == ranks) return "";
  if (hosts < ranks && (!start.excluded.empty() || !start.shard.empty())) return "";
  return fmt::format("launch {} has the hosts of {} ranks, the run had {}", start.launch, hosts,
                     ranks);
}

std::string of_case(const CaseRecord& one, const RunRecord& record) {
  const Manifest& manifest = record.manifest;
  const LaunchRecord* const start = start_of(record, one.launch, one.start);
  if (start == nullptr && one.start > 1) {
    return fmt::format("it is of start {}, which the record lacks", one.start);
  }
  if (start == nullptr && one.status == CaseStatus::Measured) {
    return "no line of the journal begins that launch";
  }
  const int ranks = ranks_of(start, manifest);
  if (one.ranks != ranks) {
    return fmt::format("it was measured on {} ranks, the run had {}", one.ranks, ranks);
  }
  if (one.launch < 1 || one.launch > manifest.planned_launches) {
    return fmt::format("it is of launch {}, {} were planned", one.launch,
                       manifest.planned_launches);
  }
  if (!(one.work.bus_factor >= 0) || !(one.work.flops.value() >= 0)) return "its work is negative";
  if (one.correctness.checked && one.correctness.elements == 0 && !one.reported) {
    return "it was checked, and no element was";
  }
  const bool alone = (one.operation == "gemm" || one.operation == "memory") && !one.reported;
  for (const Trial& trial : one.trials) {
    std::string why = of_trial(trial, ranks);
    if (why.empty() && alone) why = of_medians(trial);
    if (why.empty() && !one.reported) why = of_duration(trial);
    if (!why.empty()) return why;
  }
  return "";
}

}  // namespace

std::string contradiction(const RunRecord& record) {
  if (std::string why = of_manifest(record.manifest); !why.empty()) return why;
  const auto planned = static_cast<std::size_t>(record.manifest.planned_launches);
  if (record.launches.size() > planned) {
    return fmt::format("{} launches, {} were planned", record.launches.size(), planned);
  }
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      if (std::string why = of_start(one, record.manifest); !why.empty()) return why;
    }
  }
  std::vector<std::string> whys(record.cases.size());
  in_parallel(whys.size(), [&](std::size_t i) { whys[i] = of_case(record.cases[i], record); });
  std::set<std::pair<int, std::string>> seen;
  for (std::size_t i = 0; i < whys.size(); ++i) {
    const CaseRecord& one = record.cases[i];
    std::string& why = whys[i];
    if (why.empty() && !seen.emplace(one.launch, one.name).second) why = "it stands there twice";
    if (!why.empty()) return fmt::format("case '{}' of launch {}: {}", one.name, one.launch, why);
  }
  return "";
}

}  // namespace fourfold
