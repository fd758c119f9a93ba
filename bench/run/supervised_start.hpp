// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/run/budget.hpp"
#include "bench/run/child_process.hpp"
#include "bench/run/host_list.hpp"
#include "bench/run/launcher_command.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/run_options.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// How a start ended, for what comes next.
struct StartEnd {
  ChildExit exit;
  std::string finding;                   ///< what the watch lost it by, or ""
  std::vector<std::string> lost_hosts;   ///< RunWatch::lost_hosts
  std::vector<std::string> heard_hosts;  ///< RunWatch::heard_hosts
  bool used_up = false;                  ///< of the budget
};

/// launch_deadline() of the plan that would be this host's if all ranks were on it. Good enough: a
/// case that is skipped here counts like one that is measured; the workers make the plan that
/// holds.
Seconds deadline_of_launch(const Config& config, const std::string& filter);

/// In words, for the record: "finished", "interrupted", "lost: ...".
std::string end_reason(const ChildExit& exit, const std::string& finding);

/// Puts down that a launch is finished whose last start lacks nothing but its end.
void finish_launch(const std::string& directory, int launch, int start);

/// Of a run without a record: why, from its last start (whose `used_up` says that there was no time
/// for it) and from what earlier ones failed by, or "".
RunOutcome nothing_measured(const StartEnd& last, const Budget& budget,
                            const std::string& unstarted);

/// Starts the workers once, watches them, shows their progress, and returns when they are gone.
/// What the watch remarked is then in the record, if there is one.
StartEnd start_workers(const RunOptions& options, const Config& config, StartOrder order,
                       Seconds deadline, ProgressDisplay& display);

/// Of a start that failed before any rank was heard of: takes down the hosts that nothing can be
/// started on, as far as they are found `within` that time. A launcher that fails on one host
/// starts ranks on none, and does not say which it was.
void name_unreachable(const RunOptions& options, const HostList& hosts,
                      const std::string& directory, Seconds within, StartEnd& end);

}  // namespace fourfold
