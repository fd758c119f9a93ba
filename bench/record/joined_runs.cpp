// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/joined_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

namespace fourfold {
namespace {

/// 1 where the record does not say.
int sharing(const Manifest& manifest) {
  const std::string text = fact(manifest, "job", "ranks_per_gpu");
  return text.empty() ? 1 : std::atoi(text.c_str());
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
  }
}

/// How far `all` can be trusted with `run` in it.
void join_facts(RunRecord& all, const RunRecord& run) {
  append(all.manifest.injected, run.manifest.injected);
  if (sharing(run.manifest) > sharing(all.manifest)) {
    all.manifest.facts["job"]["ranks_per_gpu"] = fact(run.manifest, "job", "ranks_per_gpu");
  }
  for (const MergedRecord& one : run.manifest.merged) all.manifest.merged.push_back(one);
  for (const ImportedLog& one : run.manifest.imported) all.manifest.imported.push_back(one);
  if (all.truncated.empty()) all.truncated = run.truncated;
  all.suite_edited = all.suite_edited || run.suite_edited;
  all.evidence.chained = all.evidence.chained && run.evidence.chained;
  all.evidence.lines += run.evidence.lines;
  all.evidence.records += run.evidence.records;
  all.evidence.records_signed += run.evidence.records_signed;
  if (signer(all.evidence) != signer(run.evidence)) all.evidence.signature.reset();
}

}  // namespace

Repeated repeated_launch(const std::vector<RunRecord>& runs) {
  std::vector<const RunRecord*> all;
  for (const RunRecord& run : runs) all.push_back(&run);
  return repeated_launch(all);
}

Repeated repeated_launch(const std::vector<const RunRecord*>& runs) {
  std::map<std::string, const RunRecord*> hashes;
  std::map<std::string, const RunRecord*> logs;
  std::map<std::pair<std::string, std::vector<std::string>>, const RunRecord*> launches;
  for (const RunRecord* const one : runs) {
    const RunRecord& run = *one;
    if (!run.sha256.empty()) {
      const auto [at, fresh] = hashes.emplace(run.sha256, &run);
      if (!fresh) return {&run, at->second, "it is the same record; each counts once"};
    }
    for (const ImportedLog& log : run.manifest.imported) {
      const auto [at, fresh] = logs.emplace(log.sha256, &run);
      if (fresh || at->second == &run) continue;
      return {&run, at->second, fmt::format("the log {} is in both; each counts once", log.path)};
    }
    // Copies of one launch that were completed one by one have their first start in common.
    for (const auto* starts : {&run.launches, &run.cut_short}) {
      for (const LaunchRecord& launch : *starts) {
        // Logs do not say when.
        if (launch.started.empty() || is_imported(run)) continue;
        const auto [at, fresh] = launches.emplace(std::pair{launch.started, launch.hosts}, &run);
        if (fresh || at->second == &run) continue;
        return {&run, at->second,
                fmt::format("launch {}, started {}, is in both; each counts once", launch.launch,
                            launch.started)};
      }
    }
  }
  return {};
}

std::set<std::string> hosts_of(const RunRecord& run) {
  std::set<std::string> hosts;
  for (const auto* starts : {&run.launches, &run.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      hosts.insert(one.hosts.begin(), one.hosts.end());
      hosts.insert(one.excluded.begin(), one.excluded.end());
    }
  }
  return hosts;
}

void append_run(RunRecord& all, RunRecord run) {
  join_facts(all, run);
  const int before = all.manifest.planned_launches;
  const auto renumber = [before](auto& one) { one.launch += before; };
  std::ranges::for_each(run.launches, renumber);
  std::ranges::for_each(run.cut_short, renumber);
  std::ranges::for_each(run.cases, renumber);
  std::ranges::move(run.launches, std::back_inserter(all.launches));
  std::ranges::move(run.cut_short, std::back_inserter(all.cut_short));
  std::ranges::move(run.cases, std::back_inserter(all.cases));
  all.manifest.planned_launches += run.manifest.planned_launches;
}

}  // namespace fourfold
