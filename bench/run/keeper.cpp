// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/keeper.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "bench/record/record_json.hpp"
#include "bench/record/same_run.hpp"
#include "bench/record/whole_file.hpp"
#include "bench/run/agreement.hpp"
#include "bench/run/make_manifest.hpp"
#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

std::string figure(const CaseRecord& record) {
  if (record.status == CaseStatus::Failed) return "FAILED: " + record.reason;
  if (record.status == CaseStatus::Skipped) return "skipped: " + record.reason;
  const Summary summary = summarize(record.trials.back().seconds);
  return format_seconds(Seconds(summary.median));
}

template <class Write>
void kept(const Write& write) {
  try {
    write();
  } catch (const std::exception& error) {
    throw RecordError(error.what());
  }
}

}  // namespace

Keeper::Keeper(const RunOptions& options, const Config& config, const Plan& plan,
               const Capabilities& capabilities, Session& session, int over)
    : total_(static_cast<int>(plan.cases.size()) + over), done_(over) {
  start_.launch = options.launch;
  start_.start = options.start;
  start_.excluded = options.excluded;
  supervised_ = !options.directory.empty();
  directory_ = supervised_              ? options.directory
               : options.resume.empty() ? make_run_directory(options.results, config.name)
                                        : options.resume;
  if (!supervised_) lock_.emplace(directory_);
  const std::string manifest = directory_ + "/manifest.json";
  if (!std::filesystem::exists(manifest)) {
    write_manifest(directory_,
                   make_manifest(options, config, plan, capabilities, session, directory_));
  } else if (options.continues || !options.resume.empty()) {
    const Manifest own = make_manifest(options, config, plan, capabilities, session, "");
    const Manifest kept = parse_manifest(read_whole(manifest), {manifest, 1, 1});
    std::string unlike = difference(kept, own);
    if (own.ranks != kept.ranks) {
      unlike = fmt::format("their ranks: {} and {}", kept.ranks, own.ranks);
    }
    if (!unlike.empty()) {
      throw InputError({}, fmt::format("this run cannot be resumed, the record and what is to go "
                                       "on with it differ in {}",
                                       unlike));
    }
  }
  if (const std::string journal = directory_ + "/journal.jsonl";
      options.start > 1 && std::filesystem::exists(journal)) {
    start_.resumed_after = time_of_last_write(journal);
  }
  journal_.emplace(directory_);
  display_.emplace(std::cerr, false, 1);
  display_->begin_launch(1);
}

std::unique_ptr<Keeper> make_keeper(const RunOptions& options, const Config& config,
                                    const Plan& plan, const Capabilities& capabilities,
                                    Session& session, int over) {
  if (!options.directory.empty()) demand_folder(session.mpi(), options.directory);
  std::unique_ptr<Keeper> keeper;
  std::string unlike, unwritten;
  if (session.mpi().rank() == 0) {
    try {
      keeper = std::make_unique<Keeper>(options, config, plan, capabilities, session, over);
    } catch (const InputError& error) {
      const bool continues = options.continues || !options.resume.empty();
      (continues ? unlike : unwritten) = error.what();
    } catch (const std::exception& error) {
      unwritten = error.what();
    }
  }
  agree_on_record(session.mpi(), unwritten);
  agree_on_input(session.mpi(), unlike);
  return keeper;
}

void Keeper::begin(const std::vector<RankPlace>& places, double skew_s,
                   const Inventory& inventory) {
  start_.started = utc_now_in_ms();
  bool any = false;
  for (const RankPlace& one : places) {
    start_.hosts.push_back(one.host);
    start_.racks.push_back(one.rack);
    any = any || !one.rack.empty();
  }
  if (!any) start_.racks.clear();
  start_.barrier_exit_skew_s = skew_s;
  journal_->begin_launch(start_);
  journal_->take_inventory(start_.launch, inventory);
}

void begin_record(MpiSession& mpi, Keeper* keeper, const std::vector<RankPlace>& places,
                  double skew_s, const Inventory& inventory, const std::vector<Skip>& skips) {
  std::string unwritten;
  try {
    if (keeper != nullptr) {
      keeper->begin(places, skew_s, inventory);
      for (const Skip& skip : skips) keeper->skip(skip, mpi.size());
    }
  } catch (const std::exception& error) {
    unwritten = error.what();
  }
  agree_on_record(mpi, unwritten);
}

void Keeper::skip(const Skip& skip, int ranks) {
  CaseRecord record;
  record.launch = start_.launch;
  record.start = start_.start;
  record.name = skip.name;
  record.status = CaseStatus::Skipped;
  record.reason = skip.reason;
  record.ranks = ranks;
  record.operation = skip.name.substr(0, skip.name.find('/'));
  journal_->append(record);
}

void Keeper::finish(const CaseRecord& record) {
  kept([&] { journal_->append(record); });
  ++done_;
  const ProgressLine line{ProgressLine::Kind::Case, done_, total_, record.name, figure(record)};
  if (supervised_) {
    std::cout << encode(line) << std::endl;
  } else {
    display_->update(line);
  }
}

void Keeper::end(const std::string& why) {
  if (supervised_) return;
  start_.end_reason = why.empty() ? "finished" : why;
  kept([&] { journal_->end_start(start_); });
}

}  // namespace fourfold
