// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/supervisor.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/journal.hpp"
#include "bench/run/checked_input.hpp"
#include "bench/run/child_process.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/injection.hpp"
#include "bench/run/loss_report.hpp"
#include "bench/run/merge_benchmarks.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/rank_groups.hpp"
#include "bench/watch/node_memory.hpp"
#include "bench/watch/run_watch.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

constexpr int kMostRanksPerProcessor = 512;

/// Enough for every case to use its whole budget, whatever the workers' machine turns out to have;
/// the planning machine may be a login node that can measure nothing itself.
Seconds launch_deadline(const Config& config, const Plan& plan) {
  if (config.launch_timeout) return *config.launch_timeout;
  double longest = 0;
  for (const Sweep& sweep : config.sweeps) {
    const Measure& m = sweep.measure;
    const bool sustained = m.load == Load::Sustained;
    const double warmup = sustained ? 6 * m.settle.value() : m.warmup.value();
    const double budget = sustained ? std::max(m.max_time, m.hold).value() : m.max_time.value();
    longest = std::max(longest, m.trials * (4 * budget + warmup + 10));
  }
  return Seconds(120 + longest * static_cast<double>(plan.cases.size() + plan.skips.size()));
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Throws InputError where the launcher is no program: found before a directory is made for its
/// run.
void check_launcher(const std::string& mpirun) {
  const std::vector<std::string> words = words_of(mpirun);
  if (words.empty()) throw InputError({}, "--mpirun: it is empty; expected a launcher, as mpirun");
  const char* const path = std::getenv("PATH");
  std::istringstream folders(words[0].find('/') == std::string::npos && path != nullptr ? path
                                                                                        : "");
  bool found = access(words[0].c_str(), X_OK) == 0 && words[0].find('/') != std::string::npos;
  for (std::string folder; !found && std::getline(folders, folder, ':');) {
    found = access((folder + "/" + words[0]).c_str(), X_OK) == 0;
  }
  if (!found) throw InputError({}, fmt::format("--mpirun: there is no program '{}'", words[0]));
}

/// Whether the launcher can start ranks on this machine only.
bool own_machine_only(const RunOptions& options) {
  return options.mpirun == "mpirun" && std::getenv("SLURM_JOB_ID") == nullptr &&
         std::getenv("PBS_JOBID") == nullptr;
}

/// A slip of the hand must not start so many processes that the machine is lost.
void check_ranks(const RunOptions& options, const Config& config) {
  const int cpus = open_host_device()->info().processors;
  if (!own_machine_only(options) || config.ranks <= kMostRanksPerProcessor * cpus) return;
  throw InputError(
      {}, fmt::format("{} ranks are more than {} for each of the {} processors of this machine; "
                      "give --mpirun a launcher that reaches more, such as \"mpirun --hostfile F\"",
                      config.ranks, kMostRanksPerProcessor, cpus));
}

/// mpirun and the worker's own command line. On this machine alone, ranks that fill it exactly are
/// bound to cores; more than that share them and yield while they wait.
std::vector<std::string> worker_command(const RunOptions& options, const Config& config, int launch,
                                        const std::string& directory, const std::string& out,
                                        const std::string& watch) {
  std::vector<std::string> command = words_of(options.mpirun);
  const auto add = [&](std::initializer_list<std::string> more) {
    command.insert(command.end(), more);
  };
  add({"-n", std::to_string(config.ranks)});
  const int cpus = open_host_device()->info().processors;
  const bool own_machine = own_machine_only(options);
  if (own_machine && config.ranks > cpus) {
    add({"--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"});
  } else if (own_machine) {
    add({"--bind-to", config.ranks == cpus ? "core" : "none"});
  }
  add({fs::read_symlink("/proc/self/exe").string(), "run", options.suite});
  for (const std::string& one : options.overrides) add({"--set", one});
  for (const std::string& one : options.inject) add({"--inject", one});
  add({"--ranks", std::to_string(config.ranks), "--launches", std::to_string(config.launches)});
  if (!options.filter.empty()) add({"--benchmark_filter=" + options.filter});
  if (!out.empty()) add({"--benchmark_out=" + out});
  if (!out.empty() && !options.benchmark.out_format.empty()) {
    add({"--benchmark_out_format=" + options.benchmark.out_format});
  }
  add({"--directory", directory, "--launch", std::to_string(launch), "--watch", watch});
  return command;
}

std::vector<std::pair<std::string, std::string>> worker_environment() {
  if (geteuid() != 0) return {};
  return {{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
}

std::string end_reason(const ChildExit& exit, const std::string& finding) {
  if (!finding.empty()) return "lost: " + finding;
  if (exit.interrupted) return "interrupted";
  if (exit.timed_out) return "time-out";
  if (exit.code == 0) return "finished";
  if (exit.code > 128) return fmt::format("ended by signal {}", exit.code - 128);
  return fmt::format("ended with exit code {}", exit.code);
}

/// What the watch has found, or "": a launch that was ended from outside has ended for that reason.
std::string why_lost(const ChildExit& exit, RunWatch& watch) {
  forget_node_memory(node_memory_name(watch.token()));
  watch.conclude();
  if (exit.interrupted || exit.timed_out || exit.code == 0) return "";
  const bool wrong_input = exit.code == static_cast<int>(ExitCode::BadInput);
  if (!exit.lost && wrong_input) return "";
  return watch.finding();
}

/// Where launch k's --benchmark_out goes until all launches are merged.
std::string part_file(const std::string& directory, const RunOptions& options, int launch) {
  if (options.benchmark.out.empty()) return "";
  return fmt::format("{}/benchmark-launch-{}.json", directory, launch);
}

}  // namespace

RunOutcome run_supervisor(const RunOptions& options) {
  const Config config = checked_input(options, true);
  check_launcher(options.mpirun);
  check_ranks(options, config);
  check_injection(parse_injection(options.inject), config.ranks);
  const std::string format = options.benchmark.out_format;
  if (!options.benchmark.out.empty() && !format.empty() && format != "json") {
    throw InputError({},
                     fmt::format("--benchmark_out_format={}: several launches are merged as json; "
                                 "start the workers with mpirun yourself for {}",
                                 format, format));
  }
  // As if all ranks were on this host. Good enough here: a case that is skipped on this host counts
  // for the deadline like one that is measured; the workers make the plan that holds.
  Capabilities capabilities = probe_capabilities(config.ranks, config.ranks);
  probe_libraries(config, capabilities);
  capabilities.groups = groups_on_this_host(config, config.ranks);
  const Plan plan = filtered_plan(config, capabilities, options.filter);
  const Seconds deadline = launch_deadline(config, plan);
  const std::string directory = make_run_directory(options.results, config.name);

  ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) != 0, config.launches);
  ChildExit last;
  std::string finding;
  std::vector<std::string> parts;
  std::optional<Journal> journal;  // kept open: between its launches, too, a run is being written
  for (int launch = 1; launch <= config.launches; ++launch) {
    display.begin_launch(launch);
    const std::string part = part_file(directory, options, launch);
    const auto on_line = [&](std::string_view text) {
      ProgressLine line;
      if (decode(text, line)) {
        display.update(line);
      } else {
        std::cout << text << std::endl;
      }
    };
    RunWatch watch(config.hang_after.value(), config.ranks, own_machine_only(options));
    ask_nccl_on_loss(watch, config);
    WatchingThread watching(watch);
    last = run_child(worker_command(options, config, launch, directory, part, watch.address()),
                     worker_environment(), deadline, on_line, [&] { return watching.lost(); });
    watching.stop();
    display.finish();
    finding = why_lost(last, watch);
    if (!finding.empty()) last.code = static_cast<int>(ExitCode::Rejected);
    if (!fs::exists(directory + "/manifest.json")) break;
    if (!journal) journal.emplace(directory);
    write_remarks(watch, directory, launch, *journal);
    journal->end_launch(launch, last.code, end_reason(last, finding));
    if (!part.empty() && fs::exists(part)) parts.push_back(part);
    if (last.interrupted || last.timed_out || last.lost) break;
  }

  RunOutcome outcome;
  outcome.directory = directory;
  if (!fs::exists(directory + "/manifest.json")) {
    fs::remove_all(directory);
    outcome.directory.clear();
    outcome.exit_code = last.timed_out ? static_cast<int>(ExitCode::TimedOut) : last.code;
    outcome.failure =
        fmt::format("the workers ended before their first case: {}", end_reason(last, finding));
  } else if (!options.benchmark.out.empty()) {
    try {
      merge_benchmarks(parts, options.benchmark.out);
    } catch (const std::exception& error) {
      outcome.failure = error.what();  // the record is whole, and is judged all the same
    }
  }
  return outcome;
}

}  // namespace fourfold
