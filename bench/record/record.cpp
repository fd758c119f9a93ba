// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record.hpp"

#include <algorithm>

namespace fourfold {

std::vector<double> figures(const Trial& trial) {
  if (trial.rival_seconds.empty()) return trial.seconds;
  std::vector<double> ratios;
  ratios.reserve(trial.seconds.size());
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    ratios.push_back(trial.rival_seconds[i] / trial.seconds[i]);
  }
  return ratios;
}

std::vector<double> overlaps(const Trial& trial) {
  std::vector<double> shares;
  shares.reserve(trial.pure_seconds.size());
  for (std::size_t i = 0; i < trial.pure_seconds.size(); ++i) {
    const double pure = trial.pure_seconds[i], compute = trial.compute_seconds[i];
    const double shorter = std::min(pure, compute);
    // Of what took no time nothing can be hidden.
    shares.push_back(shorter > 0 ? (pure + compute - trial.seconds[i]) / shorter : 0);
  }
  return shares;
}

const LaunchRecord* start_of(const RunRecord& record, int launch, int start) {
  for (const auto* list : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *list) {
      if (one.launch == launch && one.start == start) return &one;
    }
  }
  return nullptr;
}

std::set<std::string_view> all_hosts(const RunRecord& record) {
  std::set<std::string_view> hosts;
  for (const auto* list : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *list) {
      std::string_view before;  // most of 100,000 ranks sit beside the one before
      for (const std::string& host : one.hosts) {
        if (host != before) hosts.insert(host);
        before = host;
      }
    }
  }
  return hosts;
}

std::string fact(const Manifest& manifest, const std::string& group, const std::string& name) {
  const auto facts = manifest.facts.find(group);
  if (facts == manifest.facts.end()) return "";
  const auto found = facts->second.find(name);
  return found == facts->second.end() ? "" : found->second;
}

bool is_imported(const RunRecord& record) {
  return !record.manifest.imported.empty() ||
         std::ranges::any_of(record.cases,
                             [](const CaseRecord& one) { return one.reported.has_value(); });
}

}  // namespace fourfold
