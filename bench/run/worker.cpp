// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <variant>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/agreement.hpp"
#include "bench/run/budget.hpp"
#include "bench/run/case_run.hpp"
#include "bench/run/checked_input.hpp"
#include "bench/run/collective_library.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/gathered_inventory.hpp"
#include "bench/run/keeper.hpp"
#include "bench/run/merge_benchmarks.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/resumption.hpp"
#include "bench/run/session.hpp"
#include "bench/run/worker_watch.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"
#include "kernels/cublaslt_environment.hpp"

namespace fourfold {
namespace {

/// Where planted faults of ranks strike: the last case with a collective, else the last case.
const Case* struck_case(const Plan& plan) {
  const Case* found = plan.cases.empty() ? nullptr : &plan.cases.back();
  for (const Case& one : plan.cases) {
    const auto* const step = std::get_if<StepCase>(&one.what);
    const bool reduces = step != nullptr && step->ranks > 1;
    if (reduces || std::holds_alternative<CollectiveCase>(one.what)) found = &one;
  }
  return found;
}

/// What the ranks tell of a case while it runs, and how long it may stand still.
void begin_case(const Case& one, const Capabilities& capabilities, Session& session) {
  const auto* const collective = std::get_if<CollectiveCase>(&one.what);
  const std::string call = collective == nullptr ? one.name.substr(0, one.name.find('/'))
                                                 : describe_call(collective->collective,
                                                                 collective->op, collective->shape);
  RankVoice& voice = session.voice();
  voice.phase(Phase::Init);
  voice.begin_case(one.name, call);
  voice.allow(longest_step(one, capabilities).value());
}

/// The planted faults of this rank between cases: at odds, it enters a barrier that no other does.
void meet_fault(Session& session, FaultPhase at) {
  if (session.due(at)) session.strike(at, [&] { session.mpi().barrier(); });
}

/// Returns why it ended before the last case, or "".
std::string measure(const Plan& plan, const Capabilities& capabilities, const RunOptions& options,
                    const Budget& budget, Seconds hang_after, Session& session, Keeper* keeper,
                    std::unique_ptr<CaseRun>& run) {
  CaseRecord left;  // of what the budget leaves out
  const std::string struck = struck_case(plan) == nullptr ? "" : struck_case(plan)->name;
  const auto body = [&](const Case& one, int repetition) -> TrialResult {
    if (!left.reason.empty()) return {&left, false};
    if (repetition == 0) {
      run.reset();
      left.reason = used_up_by(one, budget, capabilities, session.mpi());
      if (!left.reason.empty()) return {&left, false};
      begin_case(one, capabilities, session);
      if (one.name == struck) session.arm(hang_after);
      meet_fault(session, FaultPhase::Init);
      run = std::make_unique<CaseRun>(one, session, options.launch);
      run->of_start(options.start);
    } else if (run->record().status != CaseStatus::Measured) {
      return {&run->record(), false};  // Google Benchmark asks for every repetition all the same
    }
    const bool ok = run->run_trial();
    const bool over = !ok || repetition + 1 == one.measure.trials;
    if (over && keeper != nullptr) keeper->finish(run->record());
    return {&run->record(), ok};
  };
  const std::map<std::string, std::string> context{
      {"suite", options.suite},
      {"ranks", std::to_string(session.mpi().size())},
      {"launch", std::to_string(options.launch)},
      {"mpi", session.mpi().library()},
      {"injected", fmt::format("{}", fmt::join(options.inject, " "))},
      {"ranks_per_gpu", std::to_string(plan.ranks_per_gpu)},
  };
  BenchmarkFlags flags = options.benchmark;
  run_engine(plan.cases, flags, session.mpi().rank(), context, body);
  return left.reason;
}

/// Opens what the plan needs, so that the manifest can tell their settings. One that cannot be
/// opened is tried again by its cases, which then fail with the reason.
void open_communicators(const Plan& plan, Session& session) {
  std::set<std::string> libraries;
  for (const Case& one : plan.cases) {
    for (const Case* each : {&one, one.rival.get()}) {
      const auto* what = each == nullptr ? nullptr : std::get_if<CollectiveCase>(&each->what);
      if (what != nullptr) libraries.insert(library_name(*what));
      const auto* step = each == nullptr ? nullptr : std::get_if<StepCase>(&each->what);
      if (step != nullptr && step->ranks > 1) {
        libraries.insert(library_name(step->largest_reduction()));
      }
      const auto* pairs = each == nullptr ? nullptr : std::get_if<PairwiseCase>(&each->what);
      if (pairs != nullptr) libraries.insert(pairs->backend);
    }
  }
  for (const std::string& library : libraries) {
    try {
      session.communicator(library);
    } catch (const Error&) {
      continue;
    }
  }
}

/// --ranks beside a launcher of the user's can only repeat what that launcher did.
void check_ranks(const RunOptions& options, int size) {
  if (options.ranks.value_or(size) == size) return;
  throw InputError(
      {}, fmt::format("--ranks {}: the launcher started {} {}. Leave --ranks away, or tell the "
                      "launcher the same number",
                      *options.ranks, size, size == 1 ? "rank" : "ranks"));
}

std::vector<std::string> names_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const Case& one : plan.cases) names.push_back(one.name);
  for (const Skip& skip : plan.skips) names.push_back("skipped: " + skip.name);
  return names;
}

void check_rival(const Injection& injection, const Plan& plan) {
  const bool any =
      std::ranges::any_of(plan.cases, [](const Case& one) { return one.rival != nullptr; });
  if ((injection.slow_rival || injection.silent_rival) && !any) {
    throw InputError({}, fmt::format("--inject {}-rival: no case of this run has contenders",
                                     injection.slow_rival ? "slow" : "silent"));
  }
}

/// Returns the record's directory on rank 0, elsewhere "".
std::string run_ranks(RunOptions options, const Config& config, const Budget& budget,
                      MpiSession& mpi, RankWatch* watch) {
  demand_same(mpi, "the suite", expanded(config));
  demand_same(
      mpi, "their options",
      fmt::format("filter '{}', faults '{}'", options.filter, fmt::join(options.inject, " ")));
  const Injection injection = parse_injection(options.inject);
  check_injection(injection, mpi.size());
  Capabilities capabilities = agreed_capabilities(mpi);
  probe_libraries(config, capabilities);
  RankGroups groups(mpi, own_rack_facts(mpi, config, capabilities.cuda.devices),
                    [&](std::span<const RackFacts> ranks) {
                      return asks_for_racks(config) ? find_racks(config.racks, ranks)
                                                    : std::vector<std::string>(ranks.size());
                    });
  capabilities.groups = groups.sizes();
  const StartPlace place = agree_on_place(mpi, options);
  options.launch = place.launch;
  options.start = place.start;
  Plan plan = filtered_plan(config, capabilities, options.filter);
  leave_out(place.over, plan);
  check_rival(injection, plan);
  demand_same_list(mpi, "the planned cases", names_of(plan));

  Session session(mpi, injection, watch, &groups);
  if (config.tuning) session.choose_peers_by(config.tuning->table, config.tuning->memory);
  if (plan.ranks_per_gpu > 1) let_nccl_share_gpus(mpi);
  constexpr double kOpening_s = 600;  // of communicators over 10,000 GPUs and more
  session.voice().allow(kOpening_s);
  open_communicators(plan, session);
  constexpr int kSkewRounds = 32;
  const double skew_s = mpi.barrier_exit_skew_s(kSkewRounds);
  const Inventory inventory = gathered_inventory(mpi, capabilities.cuda.devices > 0);
  const std::unique_ptr<Keeper> keeper = make_keeper(options, config, plan, capabilities, session,
                                                     static_cast<int>(place.over.size()));
  begin_record(mpi, keeper.get(), groups.places(), skew_s, inventory, plan.skips);
  if (keeper && watch != nullptr) {
    watch->tell_directory(std::filesystem::absolute(keeper->directory()).string());
  }
  // Outlives the handler below: to end a case may wait for others, and comes after the failure was
  // told.
  std::unique_ptr<CaseRun> run;
  std::string why_ended;
  try {
    why_ended =
        measure(plan, capabilities, options, budget, config.hang_after, session, keeper.get(), run);
    run.reset();
    session.voice().phase(Phase::Teardown);
    session.voice().allow(0);
    meet_fault(session, FaultPhase::Teardown);
  } catch (const std::exception& error) {
    // Before anything is destroyed, which may wait for the others in its turn.
    tell_failure(watch, mpi.rank(), error);
    throw;
  }
  if (!keeper) return "";
  keeper->end(why_ended);
  return keeper->directory();
}

/// The planted faults of this rank before MPI_Init. A rank that throws here has no job to abort.
void meet_before_mpi(const Injection& injection, Seconds hang_after, RankWatch* watch) {
  const LauncherEnvironment launcher = read_launcher_environment();
  const Deadlines deadlines(hang_after.value(), launcher.size);
  for (const RankFault& fault : injection.rank_faults) {
    if (fault.rank != launcher.rank || fault.at != FaultPhase::Bootstrap) continue;
    try {
      meet(fault, deadlines.of(Phase::Bootstrap) / 2);
    } catch (const Error& error) {
      if (watch != nullptr) watch->say_failure(error.what());
      throw;
    }
  }
}

/// Of a rank that leaves what is to be said to rank 0, whose exit code is the job's.
RunOutcome silent() {
  RunOutcome outcome;
  outcome.reports = false;
  return outcome;
}

/// What is wrong with Google Benchmark's own file, or "": a full disk cuts it short without a word.
/// Where it is a pipe or a device there is nothing to look at.
std::string benchmark_failure(const BenchmarkFlags& flags) {
  const bool json = flags.out_format.empty() || flags.out_format == "json";
  if (flags.out.empty() || !json) return "";
  if (std::filesystem::exists(flags.out) && !std::filesystem::is_regular_file(flags.out)) return "";
  if (is_whole_benchmark_file(flags.out)) return "";
  return fmt::format("--benchmark_out: '{}' could not be written in full", flags.out);
}

}  // namespace

RunOutcome run_worker(const RunOptions& given) {
  scrub_cublaslt_environment();  // before MPI starts threads, which may read the environment
  // What is wrong is kept until every rank can hear of it. A rank that left now would be silent or
  // one of 100,000 that say the same, and others, who found nothing wrong, would wait in MPI_Init.
  RunOptions options = given;
  Config config;
  std::string wrong;
  Injection injection;
  std::optional<Budget> budget;
  try {
    options = resumed_options(given);
    budget.emplace(Budget::shortest_of(options.budget));
    config = checked_input(options, read_launcher_environment().rank == 0);
    injection = parse_injection(options.inject);
  } catch (const InputError& error) {
    wrong = error.what();
  }
  WorkerWatch watch(options, config);
  meet_before_mpi(injection, config.hang_after, watch.watch());
  if (chooses_algorithms(config)) prepare_mpi_algorithms();
  MpiSession mpi(&watch.voice());
  try {
    watch.voice().phase(Phase::Init);
    watch.connect(mpi);
    agree_on_input(mpi, wrong);
    check_ranks(options, mpi.size());
    config.ranks = mpi.size();
    RunOutcome outcome;
    outcome.directory = run_ranks(options, config, *budget, mpi, watch.watch());
    outcome.reports = mpi.rank() == 0 && options.directory.empty();
    if (outcome.reports) outcome.failure = benchmark_failure(options.benchmark);
    return outcome;
  } catch (const InputError&) {
    if (mpi.rank() == 0) throw;  // all ranks have agreed on it
    return silent();
  } catch (const AgreedError& error) {
    tell_failure(watch.watch(), mpi.rank(), error);
    if (mpi.rank() == 0) throw;
    return silent();
  } catch (const std::exception& error) {
    tell_failure(watch.watch(), mpi.rank(), error);
    // Perhaps this rank alone: the others may be inside a collective, waiting for ever.
    std::cerr << fmt::format("fourfold: rank {} on host {}: {}\n", mpi.rank(), mpi.host(),
                             error.what());
    mpi.abort(static_cast<int>(ExitCode::Rejected));
  }
}

}  // namespace fourfold
