// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <variant>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/journal.hpp"
#include "bench/run/case_run.hpp"
#include "bench/run/effective_suite.hpp"
#include "bench/run/make_manifest.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/session.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"
#include "core/statistics.hpp"
#include "kernels/cublaslt_environment.hpp"

namespace fourfold {
namespace {

/// Stops the run on every rank, naming the lowest one that differs, unless all say what rank 0
/// says.
void demand_same(MpiSession& mpi, const std::string& what, const std::string& own) {
  const std::string first = mpi.broadcast(own);
  const MpiSession::Consent consent =
      mpi.consent(own == first, fmt::format("rank {} on host {}: {}", mpi.rank(), mpi.host(), own));
  if (consent.all_well) return;
  throw Error(fmt::format("ranks differ in {}: rank 0 has: {}; {}", what, first, consent.text));
}

/// What planning depends on, as text that can be compared between ranks.
std::string describe(const Capabilities& c) {
  const std::string gpu = c.cuda.devices > 0
                              ? fmt::format("{} GPU(s), {}", c.cuda.devices, c.cuda.name)
                              : "no GPU (" + c.cuda.reason + ")";
  std::string kernels;
  for (const GemmKernel& kernel : gemm_catalogue()) {
    const bool missing = c.missing_kernels.contains(kernel.name);
    kernels += fmt::format("; {}{}", missing ? "no " : "", kernel.name);
  }
  return fmt::format("{}; {}{}", gpu, c.nccl.available ? "NCCL " + c.nccl.version : "no NCCL",
                     kernels);
}

/// Some launchers show each rank one GPU, its own. Then a host has as many as it has ranks, though
/// no rank sees more than one; ranks that share one GPU are told apart from that by its UUID.
bool each_has_its_own_gpu(MpiSession& mpi, const CudaProbe& cuda) {
  std::vector<std::string> all = mpi.gather(cuda.devices == 1 ? cuda.uuid : "");
  std::sort(all.begin(), all.end());
  const bool own = !all.empty() && !all.front().empty() &&
                   std::adjacent_find(all.begin(), all.end()) == all.end();
  return mpi.broadcast(own ? "yes" : "no") == "yes";
}

Capabilities agreed_capabilities(MpiSession& mpi) {
  const int per_host = static_cast<int>(mpi.agree_max(mpi.local_size()));
  Capabilities own = probe_capabilities(mpi.size(), per_host);
  if (each_has_its_own_gpu(mpi, own.cuda)) own.cuda.devices = per_host;
  demand_same(mpi, "what their machines have", describe(own));
  // Memory and processors may differ; the plan is made for the smallest, on every rank alike.
  own.host_memory = Bytes(
      static_cast<std::uint64_t>(mpi.agree_min(static_cast<double>(own.host_memory.count()))));
  own.cuda.memory = Bytes(
      static_cast<std::uint64_t>(mpi.agree_min(static_cast<double>(own.cuda.memory.count()))));
  const auto cache = [&](Bytes one) {
    return Bytes(static_cast<std::uint64_t>(mpi.agree_max(static_cast<double>(one.count()))));
  };
  own.host.last_level_cache = cache(own.host.last_level_cache);
  own.cuda.last_level_cache = cache(own.cuda.last_level_cache);
  own.cpus = static_cast<int>(mpi.agree_min(own.cpus));
  return own;
}

/// What rank 0 alone does: the directory, the manifest, the journal, the lines of progress.
class Keeper {
 public:
  Keeper(const RunOptions& options, const Config& config, const Plan& plan,
         const Capabilities& capabilities, Session& session)
      : launch_(options.launch), total_(static_cast<int>(plan.cases.size())) {
    supervised_ = !options.directory.empty();
    directory_ = supervised_ ? options.directory : make_run_directory(options.results, config.name);
    if (options.launch == 1) {
      write_manifest(directory_, make_manifest(options, config, plan, capabilities, session));
    }
    journal_.emplace(directory_);
    display_.emplace(std::cerr, false, 1);
    display_->begin_launch(1);
  }

  const std::string& directory() const { return directory_; }
  bool supervised() const { return supervised_; }

  void begin(const std::vector<std::string>& hosts, double skew_s) {
    LaunchRecord launch;
    launch.launch = launch_;
    launch.started = utc_now();
    launch.hosts = hosts;
    launch.barrier_exit_skew_s = skew_s;
    journal_->begin_launch(launch);
  }

  void skip(const Skip& skip, int ranks) {
    CaseRecord record;
    record.launch = launch_;
    record.name = skip.name;
    record.status = CaseStatus::Skipped;
    record.reason = skip.reason;
    record.ranks = ranks;
    record.operation = skip.name.substr(0, skip.name.find('/'));
    journal_->append(record);
  }

  void finish(const CaseRecord& record) {
    journal_->append(record);
    ++done_;
    const ProgressLine line{ProgressLine::Kind::Case, done_, total_, record.name, figure(record)};
    if (supervised_) {
      std::cout << encode(line) << std::endl;
    } else {
      display_->update(line);
    }
  }

  void end() {
    if (!supervised_) journal_->end_launch(launch_, 0, "finished");
  }

 private:
  static std::string figure(const CaseRecord& record) {
    if (record.status == CaseStatus::Failed) return "FAILED: " + record.reason;
    const Summary summary = summarize(record.trials.back().seconds);
    return format_seconds(Seconds(summary.median));
  }

  int launch_;
  int total_;
  int done_ = 0;
  bool supervised_ = false;
  std::string directory_;
  std::optional<Journal> journal_;
  std::optional<ProgressDisplay> display_;
};

void measure(const Plan& plan, const RunOptions& options, Session& session, Keeper* keeper) {
  std::unique_ptr<CaseRun> run;
  const auto body = [&](const Case& one, int repetition) -> TrialResult {
    if (repetition == 0) run = std::make_unique<CaseRun>(one, session, options.launch);
    const bool over_before = run->record().status == CaseStatus::Failed && repetition > 0;
    const bool ok = run->run_trial();
    const bool last = repetition + 1 == one.measure.trials || !ok;
    if (last && !over_before && keeper != nullptr) keeper->finish(run->record());
    return {&run->record(), ok};
  };
  const std::map<std::string, std::string> context{
      {"suite", options.suite},
      {"ranks", std::to_string(session.mpi().size())},
      {"launch", std::to_string(options.launch)},
      {"mpi", session.mpi().library()},
  };
  BenchmarkFlags flags = options.benchmark;
  run_engine(plan.cases, flags, session.mpi().rank(), context, body);
}

/// Opens what the plan needs, so that the manifest can tell their settings. One that cannot be
/// opened is tried again by its cases, which then fail with the reason.
void open_communicators(const Plan& plan, Session& session) {
  std::set<std::string> backends;
  for (const Case& one : plan.cases) {
    if (const auto* what = std::get_if<CollectiveCase>(&one.what)) backends.insert(what->backend);
  }
  for (const std::string& backend : backends) {
    try {
      session.communicator(backend);
    } catch (const Error&) {
      continue;
    }
  }
}

std::string run_ranks(const RunOptions& options, const Config& config, MpiSession& mpi) {
  demand_same(mpi, "the suite", expanded(config));
  demand_same(
      mpi, "their options",
      fmt::format("filter '{}', faults '{}'", options.filter, fmt::join(options.inject, " ")));
  const Injection injection = parse_injection(options.inject);
  check_injection(injection, mpi.size());
  const Capabilities capabilities = agreed_capabilities(mpi);
  const Plan plan = filtered_plan(config, capabilities, options.filter);

  Session session(mpi, injection);
  open_communicators(plan, session);
  constexpr int kSkewRounds = 32;
  const double skew_s = mpi.barrier_exit_skew_s(kSkewRounds);
  const std::vector<std::string> hosts = mpi.gather(mpi.host());
  std::unique_ptr<Keeper> keeper;
  session.all_or_none([&] {
    if (mpi.rank() != 0) return;
    keeper = std::make_unique<Keeper>(options, config, plan, capabilities, session);
    keeper->begin(hosts, skew_s);
    for (const Skip& skip : plan.skips) keeper->skip(skip, mpi.size());
  });
  measure(plan, options, session, keeper.get());
  if (!keeper) return "";
  keeper->end();
  return keeper->directory();
}

}  // namespace

RunOutcome run_worker(const RunOptions& options) {
  scrub_cublaslt_environment();  // before MPI starts threads, which may read the environment
  const Config config = effective_suite(options);
  MpiSession mpi;
  try {
    RunOutcome outcome;
    Config here = config;
    here.ranks = mpi.size();
    outcome.directory = run_ranks(options, here, mpi);
    outcome.reports = mpi.rank() == 0 && options.directory.empty();
    return outcome;
  } catch (const InputError&) {
    throw;  // every rank has the same input and throws the same
  } catch (const std::exception& error) {
    // Perhaps this rank alone: the others may be inside a collective, waiting for ever.
    std::cerr << fmt::format("fourfold: rank {} on host {}: {}\n", mpi.rank(), mpi.host(),
                             error.what());
    mpi.abort(static_cast<int>(ExitCode::Rejected));
  }
}

}  // namespace fourfold
