// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/supervised_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "bench/plan/plan.hpp"
#include "bench/record/journal.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/loss_report.hpp"
#include "bench/run/rank_groups.hpp"
#include "bench/run/unreachable_hosts.hpp"
#include "bench/watch/node_memory.hpp"
#include "bench/watch/run_watch.hpp"
#include "core/exit_code.hpp"

namespace fourfold {
namespace {

/// What Open MPI's mpirun ends with when it has lost its daemon on a host (ORTE_ERR_COMM_FAILURE).
constexpr int kLostHost = 205;

/// What the watch has found, or "": a launch that was ended from outside has ended for that reason.
std::string why_lost(const ChildExit& exit, RunWatch& watch) {
  forget_node_memory(node_memory_name(watch.token()));
  watch.conclude(exit.code == kLostHost);
  if (exit.interrupted || exit.timed_out || exit.code == 0) return "";
  const bool wrong_input = exit.code == static_cast<int>(ExitCode::BadInput);
  if (!exit.lost && wrong_input) return "";
  return watch.finding();
}

}  // namespace

Seconds deadline_of_launch(const Config& config, const std::string& filter) {
  Capabilities capabilities = probe_capabilities(config.ranks, config.ranks);
  probe_libraries(config, capabilities);
  capabilities.groups = groups_on_this_host(config, config.ranks);
  const Plan plan = filtered_plan(config, capabilities, filter);
  return launch_deadline(config, plan.cases.size() + plan.skips.size());
}

std::string end_reason(const ChildExit& exit, const std::string& finding) {
  if (!finding.empty()) return "lost: " + finding;
  if (exit.interrupted) return "interrupted";
  if (exit.timed_out) return "time-out";
  if (exit.code == 0) return "finished";
  // Above, launchers have codes of their own: Open MPI's 205 is a host that it has lost.
  if (exit.code > 128 && exit.code - 128 <= SIGRTMAX) {
    return fmt::format("ended by signal {}", exit.code - 128);
  }
  return fmt::format("ended with exit code {}", exit.code);
}

void finish_launch(const std::string& directory, int launch, int start) {
  LaunchRecord nothing;
  nothing.launch = launch;
  nothing.start = start;
  nothing.started = utc_now_in_ms();
  nothing.end_reason = "finished";
  Journal journal(directory);
  journal.begin_launch(nothing);
  journal.end_start(nothing);
}

RunOutcome nothing_measured(const StartEnd& last, const Budget& budget,
                            const std::string& unstarted) {
  RunOutcome outcome;
  if (last.used_up) {
    outcome.exit_code = static_cast<int>(ExitCode::Inconclusive);
    outcome.failure = fmt::format(
        "nothing was measured: the budget of {} was used up before the "
        "first start{}",
        budget.total_text(), unstarted.empty() ? "" : " that could begin; " + unstarted);
    return outcome;
  }
  const bool timed_out = last.exit.timed_out;
  outcome.exit_code = timed_out ? static_cast<int>(ExitCode::TimedOut) : last.exit.code;
  outcome.failure =
      "the workers ended before their first case: " + end_reason(last.exit, last.finding);
  return outcome;
}

StartEnd start_workers(const RunOptions& options, const Config& config, StartOrder order,
                       Seconds deadline, ProgressDisplay& display) {
  const auto on_line = [&](std::string_view text) {
    ProgressLine line;
    if (decode(text, line)) {
      display.update(line);
    } else {
      std::cout << text << std::endl;
    }
  };
  RunWatch watch(config.hang_after.value(), order.ranks, own_machine_only(options));
  order.watch = watch.address();
  ask_nccl_on_loss(watch, config);
  WatchingThread watching(watch);
  StartEnd end;
  end.exit = run_child(worker_command(options, config, order), launcher_environment(), deadline,
                       on_line, [&] { return watching.lost(); });
  watching.stop();
  display.finish();
  end.finding = why_lost(end.exit, watch);
  if (!end.finding.empty()) {
    end.exit.code = static_cast<int>(ExitCode::Rejected);
    end.lost_hosts = watch.lost_hosts();
  }
  end.heard_hosts = watch.heard_hosts();
  if (std::filesystem::exists(order.directory + "/manifest.json")) {
    Journal journal(order.directory);
    write_remarks(watch, order.directory, order.launch, journal);
  }
  return end;
}

void name_unreachable(const RunOptions& options, const HostList& hosts,
                      const std::string& directory, Seconds within, StartEnd& end) {
  const bool failed = end.exit.code != 0 && !end.exit.interrupted;
  if (hosts.empty() || !failed || !end.heard_hosts.empty()) return;
  std::cerr << "fourfold: no rank was heard of; looking for hosts that cannot be started on\n";
  const Unreachable found = unreachable_hosts(options, hosts, directory, within);
  if (found.hosts.empty() && !found.complete) {
    // What the launcher ended with may be its own, or a remote shell's, and not the workers' word.
    end.finding = fmt::format(
        "no rank was heard of, the launcher ended with exit code {}, and the "
        "search for hosts that cannot be started on was given up",
        end.exit.code);
    end.exit.code = static_cast<int>(ExitCode::Inconclusive);
  }
  if (found.hosts.empty()) return;
  end.exit.code = static_cast<int>(ExitCode::Rejected);
  end.lost_hosts = found.hosts;
  end.finding = describe(found, hosts);
}

}  // namespace fourfold
