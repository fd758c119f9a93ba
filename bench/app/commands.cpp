// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/app/commands.hpp"

#include <fmt/format.h>

#include <iostream>

#include "bench/app/judged.hpp"
#include "bench/config/chip_choice.hpp"
#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/report/report.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/engine.hpp"
#include "bench/run/rank_groups.hpp"
#include "bench/run/supervisor.hpp"
#include "bench/run/worker.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A report that a full disk has cut is no report.
void flush_output() {
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
}

void write(const Judged& judged, const std::string& format) {
  const Report report{judged.record, judged.metrics, judged.judgement};
  for (const ReportFormat& one : report_formats()) {
    if (one.name == format) one.write(report, std::cout);
  }
  flush_output();
}

Plan plan_here(const RunOptions& options, Capabilities& capabilities) {
  const Config config = effective_suite(options);
  (void)chip_choice(config, "host");
  capabilities = probe_capabilities(config.ranks, config.ranks);
  probe_libraries(config, capabilities);
  capabilities.groups = groups_on_this_host(config, config.ranks);
  Plan plan = filtered_plan(config, capabilities, options.filter);
  if (config.ranks > 1) {
    plan.notes.push_back(fmt::format("assuming all {} ranks on this host", config.ranks));
  }
  return plan;
}

}  // namespace

ExitCode run_command(const RunOptions& options) {
  const LauncherEnvironment launcher = read_launcher_environment();
  RunOptions checked = options;
  checked.check_more = check_baseline;
  RunOutcome outcome;
  try {
    outcome = launcher.worker ? run_worker(checked) : run_supervisor(checked);
  } catch (const InputError&) {
    if (launcher.worker && !tells_mislaunch(launcher)) return ExitCode::BadInput;
    throw;
  }
  if (!outcome.reports) return ExitCode::Accepted;
  if (outcome.directory.empty()) {
    std::cerr << "fourfold: " << outcome.failure << '\n';
    // The workers have said what is wrong; a wrong input stays one.
    for (const ExitCode code : {ExitCode::BadInput, ExitCode::TimedOut, ExitCode::Inconclusive}) {
      if (outcome.exit_code == static_cast<int>(code)) return code;
    }
    return ExitCode::Rejected;
  }
  const auto judged = judge_record({{outcome.directory}});
  write(*judged, "terminal");
  const ExitCode code = judged->judgement.exit_code;
  if (outcome.failure.empty()) return code;
  std::cerr << "fourfold: " << outcome.failure << '\n';
  return code == ExitCode::Accepted ? ExitCode::Rejected : code;
}

ExitCode list_command(const RunOptions& options) {
  Capabilities capabilities;
  for (const std::string& name : benchmark_names(plan_here(options, capabilities).cases)) {
    std::cout << name << '\n';
  }
  return ExitCode::Accepted;
}

ExitCode plan_command(const RunOptions& options) {
  Capabilities capabilities;
  const Plan plan = plan_here(options, capabilities);
  std::cout << describe_plan(plan, estimate(plan, capabilities));
  flush_output();
  return ExitCode::Accepted;
}

ExitCode report_command(const JudgeOptions& options, const std::string& format) {
  write(*judge_record(options), format);
  return ExitCode::Accepted;
}

ExitCode judge_command(const JudgeOptions& options) {
  const auto judged = judge_record(options);
  write(*judged, "terminal");
  return judged->judgement.exit_code;
}

ExitCode power_command(const JudgeOptions& options) {
  std::cout << judge_power(options);
  flush_output();
  return ExitCode::Accepted;
}

}  // namespace fourfold
