// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/app/commands.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/record.hpp"
#include "bench/report/report.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/engine.hpp"
#include "bench/run/supervisor.hpp"
#include "bench/run/worker.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A record with everything concluded from it.
struct Judged {
  RunRecord record;
  std::vector<CaseMetrics> metrics;
  Judgement judgement;
};

/// From the record alone: the suite is the one it holds. `baseline` overrides the target's.
std::unique_ptr<Judged> judge_record(const std::string& directory, const std::string& baseline) {
  auto judged = std::make_unique<Judged>();
  judged->record = load_record(directory);
  const std::string suite = (std::filesystem::path(directory) / "suite.yaml").string();
  Config config = load_config(suite, {});
  judged->metrics = summarize(judged->record);
  std::optional<RunRecord> against;
  if (config.target) {
    if (!baseline.empty()) config.target->baseline = baseline;
    if (!config.target->baseline.empty()) against = load_record(config.target->baseline);
  } else if (!baseline.empty()) {
    throw InputError({}, "--baseline: the suite of this run has no target to compare with one");
  }
  judged->judgement = judge(judged->record, judged->metrics, config, against ? &*against : nullptr);
  return judged;
}

void write(const Judged& judged, const std::string& format) {
  const Report report{judged.record, judged.metrics, judged.judgement};
  for (const ReportFormat& one : report_formats()) {
    if (one.name == format) one.write(report, std::cout);
  }
  std::cout << std::flush;
}

Plan plan_here(const RunOptions& options, Capabilities& capabilities) {
  const Config config = effective_suite(options);
  capabilities = probe_capabilities(config.ranks, config.ranks);
  Plan plan = filtered_plan(config, capabilities, options.filter);
  if (config.ranks > 1) {
    plan.notes.push_back(fmt::format("assuming all {} ranks on this host", config.ranks));
  }
  return plan;
}

}  // namespace

ExitCode run_command(const RunOptions& options) {
  const LauncherEnvironment launcher = read_launcher_environment();
  RunOutcome outcome;
  try {
    outcome = launcher.worker ? run_worker(options) : run_supervisor(options);
  } catch (const InputError&) {
    if (launcher.worker && !tells_mislaunch(launcher)) return ExitCode::BadInput;
    throw;
  }
  if (!outcome.reports) return ExitCode::Accepted;
  if (outcome.directory.empty()) {
    std::cerr << "fourfold: " << outcome.failure << '\n';
    // The workers have said what is wrong; a wrong input stays one.
    const bool bad_input = outcome.exit_code == static_cast<int>(ExitCode::BadInput);
    return bad_input ? ExitCode::BadInput : ExitCode::Rejected;
  }
  const auto judged = judge_record(outcome.directory, "");
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
  return ExitCode::Accepted;
}

ExitCode report_command(const std::string& directory, const std::string& format) {
  write(*judge_record(directory, ""), format);
  return ExitCode::Accepted;
}

ExitCode judge_command(const std::string& directory, const std::string& baseline) {
  const auto judged = judge_record(directory, baseline);
  write(*judged, "terminal");
  return judged->judgement.exit_code;
}

}  // namespace fourfold
