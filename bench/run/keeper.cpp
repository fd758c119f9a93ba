// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/keeper.hpp"

#include <iostream>

#include "bench/run/make_manifest.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::string figure(const CaseRecord& record) {
  if (record.status == CaseStatus::Failed) return "FAILED: " + record.reason;
  if (record.status == CaseStatus::Skipped) return "skipped: " + record.reason;
  const Summary summary = summarize(record.trials.back().seconds);
  return format_seconds(Seconds(summary.median));
}

}  // namespace

Keeper::Keeper(const RunOptions& options, const Config& config, const Plan& plan,
               const Capabilities& capabilities, Session& session)
    : launch_(options.launch), total_(static_cast<int>(plan.cases.size())) {
  supervised_ = !options.directory.empty();
  directory_ = supervised_ ? options.directory : make_run_directory(options.results, config.name);
  if (options.launch == 1) {
    write_manifest(directory_,
                   make_manifest(options, config, plan, capabilities, session, directory_));
  }
  journal_.emplace(directory_);
  display_.emplace(std::cerr, false, 1);
  display_->begin_launch(1);
}

void Keeper::begin(const std::vector<RankPlace>& places, double skew_s,
                   const Inventory& inventory) {
  LaunchRecord launch;
  launch.launch = launch_;
  launch.started = utc_now();
  bool any = false;
  for (const RankPlace& one : places) {
    launch.hosts.push_back(one.host);
    launch.racks.push_back(one.rack);
    any = any || !one.rack.empty();
  }
  if (!any) launch.racks.clear();
  launch.barrier_exit_skew_s = skew_s;
  journal_->begin_launch(launch);
  journal_->take_inventory(launch_, inventory);
}

void Keeper::skip(const Skip& skip, int ranks) {
  CaseRecord record;
  record.launch = launch_;
  record.name = skip.name;
  record.status = CaseStatus::Skipped;
  record.reason = skip.reason;
  record.ranks = ranks;
  record.operation = skip.name.substr(0, skip.name.find('/'));
  journal_->append(record);
}

void Keeper::finish(const CaseRecord& record) {
  journal_->append(record);
  ++done_;
  const ProgressLine line{ProgressLine::Kind::Case, done_, total_, record.name, figure(record)};
  if (supervised_) {
    std::cout << encode(line) << std::endl;
  } else {
    display_->update(line);
  }
}

void Keeper::end() {
  if (!supervised_) journal_->end_launch(launch_, 0, "finished");
}

}  // namespace fourfold
