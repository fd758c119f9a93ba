// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/merge_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "bench/record/joined_runs.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/new_directory.hpp"
#include "bench/record/same_run.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kShard = "/shard:";

using Hosts = std::map<std::string, int>;  // with their ranks

/// Of all its starts: one that was made without a host is of the same machine.
Hosts ranks_of_hosts(const RunRecord& run) {
  Hosts hosts;
  for (const auto* starts : {&run.launches, &run.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      Hosts own;
      for (const std::string& host : one.hosts) ++own[host];
      for (const auto& [host, ranks] : own) hosts[host] = std::max(hosts[host], ranks);
    }
  }
  return hosts;
}

void check_kind(const RunRecord& run) {
  const char* what = "";
  if (is_imported(run)) what = "was imported from logs";
  if (!run.manifest.merged.empty()) what = "was merged already; name the runs it is made of";
  if (what[0] != '\0') throw InputError({run.directory, 0, 0}, fmt::format("this record {}", what));
  if (ranks_of_hosts(run).empty()) {
    throw InputError({run.directory, 0, 0}, "this record knows no host: nothing was started");
  }
}

void check_alike(const RunRecord& first, const RunRecord& other) {
  if (const std::string unlike = difference(first.manifest, other.manifest); !unlike.empty()) {
    throw InputError(
        {other.directory, 0, 0},
        fmt::format("it cannot be merged with {}, they differ in {}", first.directory, unlike));
  }
}

/// The shard of each run, from 0 in the order met. Throws InputError.
std::vector<std::size_t> shards_of(const std::vector<RunRecord>& runs) {
  std::vector<std::pair<Hosts, const RunRecord*>> shards;
  std::vector<std::size_t> result;
  for (const RunRecord& run : runs) {
    Hosts hosts = ranks_of_hosts(run);
    std::size_t own = shards.size();
    for (std::size_t i = 0; i < shards.size(); ++i) {
      const auto shared = [&](const auto& host) { return shards[i].first.contains(host.first); };
      if (hosts == shards[i].first) {
        own = i;
      } else if (const auto at = std::ranges::find_if(hosts, shared); at != hosts.end()) {
        throw InputError({run.directory, 0, 0},
                         fmt::format("host {} is in {} too, and other hosts are not: a unit would "
                                     "count twice. Shards have all hosts in common, or none",
                                     at->first, shards[i].second->directory));
      }
    }
    if (own == shards.size()) shards.emplace_back(std::move(hosts), &run);
    result.push_back(own);
  }
  return result;
}

/// Puts runs one behind the other: numbers of launches go on.
class Merging {
 public:
  Merging(RunRecord& merged, bool suffixed) : merged_(merged), suffixed_(suffixed) {}

  void add(const RunRecord& run, std::size_t shard) {
    label_ = std::to_string(shard + 1);
    Manifest& manifest = merged_.manifest;
    manifest.merged.push_back({run.directory, run.sha256, run.manifest.started, label_});
    manifest.started = std::min(manifest.started, run.manifest.started);
    const std::set<std::string> known(manifest.planned_cases.begin(), manifest.planned_cases.end());
    for (const std::string& name : run.manifest.planned_cases) {
      if (!known.contains(named(name))) manifest.planned_cases.push_back(named(name));
    }
    for (const std::string& fault : run.manifest.injected) {
      if (std::ranges::find(manifest.injected, fault) == manifest.injected.end()) {
        manifest.injected.push_back(fault);
      }
    }
    for (const LaunchRecord& one : run.cut_short) merged_.cut_short.push_back(moved(one));
    for (const LaunchRecord& one : run.launches) merged_.launches.push_back(moved(one));
    for (CaseRecord one : run.cases) {
      one.launch += launches_;
      one.name = named(one.name);
      merged_.cases.push_back(std::move(one));
    }
    launches_ += run.manifest.planned_launches;
    manifest.planned_launches = launches_;
  }

 private:
  std::string named(const std::string& name) const {
    return suffixed_ ? fmt::format("{}{}{}", name, kShard, label_) : name;
  }
  LaunchRecord moved(LaunchRecord one) const {
    one.launch += launches_;
    one.shard = label_;
    return one;
  }

  RunRecord& merged_;
  bool suffixed_;
  std::string label_;
  int launches_ = 0;
};

}  // namespace

RunRecord merged_record(const std::vector<RunRecord>& runs) {
  if (runs.size() < 2) throw InputError({}, "merge: one record is merged with nothing");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    check_kind(runs[i]);
    for (std::size_t before = 0; before < i; ++before) check_alike(runs[before], runs[i]);
  }
  if (const Repeated repeated = repeated_launch(runs); repeated.run != nullptr) {
    throw InputError({repeated.run->directory, 0, 0},
                     fmt::format("not beside {}: {}", repeated.first->directory, repeated.what));
  }
  const std::vector<std::size_t> shards = shards_of(runs);
  RunRecord merged;
  merged.manifest = runs.front().manifest;
  merged.manifest.baseline.reset();
  merged.manifest.planned_cases.clear();
  merged.manifest.injected.clear();
  std::map<std::size_t, int> ranks;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    ranks[shards[i]] = std::max(ranks[shards[i]], runs[i].manifest.ranks);
  }
  merged.manifest.ranks = 0;
  for (const auto& [shard, count] : ranks) merged.manifest.ranks += count;
  Merging merging(merged, ranks.size() > 1);
  for (std::size_t i = 0; i < runs.size(); ++i) merging.add(runs[i], shards[i]);
  merged.manifest.facts["job"]["ranks"] = std::to_string(merged.manifest.ranks);
  return merged;
}

std::string_view without_shard(std::string_view case_name) {
  return case_name.substr(0, case_name.find(kShard));
}

std::string shard_of(std::string_view case_name) {
  const std::size_t at = case_name.find(kShard);
  return at == std::string_view::npos ? "" : std::string(case_name.substr(at + kShard.size()));
}

void write_record(const RunRecord& record, const std::string& directory) {
  NewDirectory made(directory);
  write_manifest(directory, record.manifest);
  Journal journal(directory);
  std::map<std::pair<int, int>, const LaunchRecord*> starts;
  for (const auto* list : {&record.cut_short, &record.launches}) {
    for (const LaunchRecord& one : *list) starts[{one.launch, one.start}] = &one;
  }
  for (const auto& [place, start] : starts) {
    if (!start->started.empty()) journal.begin_launch(*start);
    if (start->inventory) journal.take_inventory(start->launch, *start->inventory);
    for (const CaseRecord& one : record.cases) {
      if (std::pair(one.launch, one.start) == place) journal.append(one);
    }
    for (const std::string& text : start->remarks) journal.remark(start->launch, text);
    if (start->ended) journal.end_start(*start);
  }
  made.keep();
}

}  // namespace fourfold
