// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/supervisor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/interruptions.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/run_lock.hpp"
#include "bench/record/whole_file.hpp"
#include "bench/run/budget.hpp"
#include "bench/run/checked_input.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/exclusion.hpp"
#include "bench/run/host_list.hpp"
#include "bench/run/host_racks.hpp"
#include "bench/run/injection.hpp"
#include "bench/run/launcher_command.hpp"
#include "bench/run/merge_benchmarks.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/rank_groups.hpp"
#include "bench/run/resumption.hpp"
#include "bench/run/supervised_start.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

/// One `fourfold run`, from its checks to the last launch.
class Supervision {
 public:
  explicit Supervision(const RunOptions& options);
  RunOutcome run();

 private:
  void check();
  void open_directory();
  StartEnd start(int launch, int number);
  void tell_lost(int launch, const HostList& started, StartEnd& end);
  void tell_end(int launch, int number, StartEnd& end);
  bool out_of_time(int launch, int start);
  bool exclude(const StartEnd& end);
  bool launch(PendingStart from);
  bool has_record() const { return fs::exists(directory_ + "/manifest.json"); }
  RunOutcome outcome();

  RunOptions options_;
  Config config_;
  Budget budget_;
  HostList hosts_;
  std::vector<std::string> racks_;   ///< of these, where the suite tells them by names; else none
  std::optional<RunRecord> before_;  ///< the record that is resumed
  std::string unstarted_;            ///< why starts failed before there was a record
  Exclusion exclusion_;
  bool again_ = false;
  Seconds deadline_;
  std::string directory_;
  std::optional<RunLock> lock_;
  std::optional<ProgressDisplay> display_;
  StartEnd last_;
  std::vector<std::string> parts_;
};

Supervision::Supervision(const RunOptions& options)
    : options_(resumed_options(options)),
      config_(checked_input(options_, true)),
      budget_(Budget::shortest_of(options_.budget)),
      hosts_(HostList::of_run(options_.hosts, options_.resume)),
      exclusion_(hosts_) {
  check();
}

void Supervision::check() {
  if (!hosts_.empty() && options_.ranks && *options_.ranks != hosts_.ranks()) {
    throw InputError({}, fmt::format("--ranks {}: the hosts have {} ranks; leave --ranks away, or "
                                     "say in the file how many each host has (host slots=N)",
                                     *options_.ranks, hosts_.ranks()));
  }
  if (!hosts_.empty()) {
    config_.ranks = hosts_.ranks();
    options_.hosts = "given";  // also where they are those of the record
    racks_ = racks_of(hosts_, config_.racks);
  }
  if (options_.exclude_failed && hosts_.empty()) {
    throw InputError({},
                     "--exclude-failed: to start again without a host, this program must know "
                     "the hosts: give them with --hosts FILE");
  }
  check_launcher(options_.mpirun);
  check_launched_ranks(options_, config_);
  check_injection(parse_injection(options_.inject), config_.ranks);
  check_mergeable(options_.benchmark);
  if (!options_.resume.empty()) {
    lock_.emplace(options_.resume);
    before_ = load_record(options_.resume);
    config_.launches = before_->manifest.planned_launches;
    check_resumable(before_->manifest, options_, config_);
    if (config_.ranks != before_->manifest.ranks) {
      throw InputError({}, fmt::format("--resume {}: the run has {} ranks, and here are {}",
                                       options_.resume, before_->manifest.ranks, config_.ranks));
    }
  }
  deadline_ = deadline_of_launch(config_, options_.filter);
}

void Supervision::open_directory() {
  if (before_) {
    directory_ = options_.resume;
    if (!options_.exclude_failed) return;
    // What was lost is not tried once more.
    const MatchedHosts gone = hosts_.matching(hosts_lost_in(*before_), {});
    if (gone.hosts.empty() || exclusion_.add(gone.hosts)) return;
    throw InputError({}, fmt::format("--exclude-failed: this run was lost by {}, and without them "
                                     "fewer than half of its {} hosts would be left; resume it "
                                     "without --exclude-failed once they are back",
                                     fmt::join(gone.hosts, ", "), exclusion_.of()));
  }
  directory_ = make_run_directory(options_.results, config_.name);
  lock_.emplace(directory_);
  if (!hosts_.empty()) write_atomically(directory_, HostList::kFile, hosts_.listing());
}

/// Starts the workers once, and waits for their end.
StartEnd Supervision::start(int launch, int number) {
  StartOrder order;
  order.launch = launch;
  order.start = number;
  order.ranks = config_.ranks;
  order.directory = directory_;
  order.budget_left = budget_.left_text();
  order.continues = before_.has_value() && !again_;
  order.again = again_;
  order.excluded = exclusion_.hosts();
  if (!options_.benchmark.out.empty()) {
    order.benchmark_out = fmt::format("{}/benchmark-launch-{}-{}.json", directory_, launch, number);
  }
  HostList hosts;
  if (!hosts_.empty()) {
    hosts = hosts_.permuted(launch, racks_).without(exclusion_.hosts());
    order.ranks = hosts.ranks();
    const std::string name = fmt::format("hosts-launch-{}-{}", launch, number);
    write_atomically(directory_, name, hosts.hostfile());
    order.hostfile = directory_ + "/" + name;
  }
  StartEnd end = start_workers(options_, config_, order, deadline_, *display_);
  if (!hosts_.empty()) tell_lost(launch, hosts, end);
  std::erase(end.lost_hosts, "");
  name_unreachable(options_, hosts, directory_, budget_.left(), end);
  if (fs::exists(order.benchmark_out)) parts_.push_back(order.benchmark_out);
  return end;
}

/// Takes the hosts that the watch has named by the names of those that were started; whom it cannot
/// tell there, is left in, and that is said.
void Supervision::tell_lost(int launch, const HostList& started, StartEnd& end) {
  MatchedHosts lost = started.matching(end.lost_hosts, end.heard_hosts);
  end.lost_hosts = std::move(lost.hosts);
  if (lost.unclear.empty()) return;
  const std::string text =
      "by which host the run was lost is not clear, so that none is left out: " + lost.unclear;
  std::cerr << "fourfold: " << text << '\n';
  if (has_record()) Journal(directory_).remark(launch, text);
}

/// A start whose workers refused their input has never begun.
void Supervision::tell_end(int launch, int number, StartEnd& end) {
  const bool refused = end.exit.code == static_cast<int>(ExitCode::BadInput) && !end.exit.lost;
  if (refused && number > 1) return;
  if (!unstarted_.empty()) Journal(directory_).remark(launch, unstarted_);
  unstarted_.clear();
  LaunchRecord over;
  over.launch = launch;
  over.start = number;
  over.exit_code = end.exit.code;
  over.end_reason = end_reason(end.exit, end.finding);
  over.lost_hosts = end.lost_hosts;
  if (budget_.limited() && end.exit.code == 0 && has_record()) {
    const RunRecord record = load_record(directory_);
    for (const Unfinished& one : unfinished(record)) {
      if (one.launch != launch) continue;
      end.used_up = true;
      over.end_reason = fmt::format("budget: {} were used up; left: {} of {} cases, from {} on",
                                    budget_.total_text(), one.cases.size(),
                                    record.manifest.planned_cases.size(), one.cases.front());
    }
  }
  Journal(directory_).end_start(over);
}

/// Whether the run goes on without the hosts by which it was lost.
bool Supervision::exclude(const StartEnd& end) {
  if (!options_.exclude_failed || end.lost_hosts.empty()) return false;
  if (!exclusion_.add(end.lost_hosts)) {
    std::cerr << fmt::format(
        "fourfold: {} cannot be excluded{}: fewer than half of the hosts would be left\n",
        fmt::join(end.lost_hosts, ", "), exclusion_.hosts().empty() ? "" : " too");
    return false;
  }
  again_ = true;
  std::cerr << fmt::format("fourfold: {}; going on without {}: {} of {} hosts\n", end.finding,
                           fmt::join(end.lost_hosts, ", "), exclusion_.left().entries().size(),
                           exclusion_.of());
  return true;
}

/// Whether the budget was used up before this start; says so in the record, if there is one.
bool Supervision::out_of_time(int launch, int start) {
  if (budget_.left().value() > 0) return false;
  last_.used_up = true;
  LaunchRecord never;
  never.launch = launch;
  never.start = start;
  never.end_reason = fmt::format("budget: {} were used up before it began", budget_.total_text());
  if (has_record()) Journal(directory_).end_start(never);
  return true;
}

/// One launch, in as many starts as it takes. Returns whether the next one is to follow.
bool Supervision::launch(PendingStart from) {
  display_->begin_launch(from.launch);
  if (from.all_cases_over) {
    finish_launch(directory_, from.launch, from.start);
    return true;
  }
  for (int number = from.start;; ++number) {
    if (out_of_time(from.launch, number)) return false;
    last_ = start(from.launch, number);
    const bool goes_on = exclude(last_);
    if (has_record()) tell_end(from.launch, number, last_);
    if (goes_on && !has_record()) {
      --number;  // of it the record will have a remark
      unstarted_ = last_.finding;
    }
    if (goes_on) continue;
    const ChildExit& exit = last_.exit;
    const bool over = exit.interrupted || exit.timed_out || exit.lost || last_.used_up;
    const bool refused = exit.code == static_cast<int>(ExitCode::BadInput);
    return has_record() && !over && !refused;
  }
}

RunOutcome Supervision::run() {
  if (before_ && pending_starts(*before_).empty()) {
    // Who starts a run again, as schedulers do, need not know how far the last one came.
    std::cerr << "fourfold: --resume " << options_.resume << ": nothing is left to do\n";
    return {.directory = options_.resume, .reports = true, .failure = "", .exit_code = 0};
  }
  open_directory();
  display_.emplace(std::cerr, isatty(STDERR_FILENO) != 0, config_.launches);
  std::vector<PendingStart> starts;
  if (before_) {
    starts = pending_starts(*before_);
  } else {
    for (int launch = 1; launch <= config_.launches; ++launch) starts.push_back({launch, 1, false});
  }
  for (const PendingStart& one : starts) {
    if (!launch(one)) break;
  }
  return outcome();
}

RunOutcome Supervision::outcome() {
  if (!has_record()) {
    lock_.reset();
    fs::remove_all(directory_);
    return nothing_measured(last_, budget_, unstarted_);
  }
  RunOutcome outcome;
  outcome.directory = directory_;
  if (before_ && last_.exit.code == static_cast<int>(ExitCode::BadInput)) {
    outcome.directory.clear();  // nothing was added to it
    outcome.exit_code = last_.exit.code;
    outcome.failure = "the record was not gone on with";
  } else if (!options_.benchmark.out.empty()) {
    try {
      merge_benchmarks(parts_, options_.benchmark.out);
    } catch (const std::exception& error) {
      outcome.failure = error.what();  // the record is whole, and is judged all the same
    }
  }
  return outcome;
}

}  // namespace

RunOutcome run_supervisor(const RunOptions& options) { return Supervision(options).run(); }

}  // namespace fourfold
