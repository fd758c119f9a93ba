// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/worker_watch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "bench/record/journal.hpp"
#include "bench/run/agreement.hpp"
#include "bench/run/keeper.hpp"
#include "bench/run/loss_report.hpp"
#include "bench/watch/run_watch.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

void block_sigterm() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

/// The same for all ranks that one launcher's daemon has started on this host, and for no others:
/// the daemon is their parent, and its line in /proc has its start time.
std::string name_by_launcher() {
  std::ifstream file(fmt::format("/proc/{}/stat", getppid()));
  std::string stat;
  std::getline(file, stat, '\0');
  const std::size_t name_end = std::min(stat.rfind(')'), stat.size());
  // Behind the name: the state and the counters change, the 20th field does not.
  std::size_t at = name_end;
  for (int i = 0; i < 20 && at != std::string::npos; ++i) at = stat.find(' ', at + 1);
  const std::string started =
      at == std::string::npos ? "" : stat.substr(at, stat.find(' ', at + 1) - at);
  const char* const space = std::getenv("PMIX_NAMESPACE");
  const std::string text =
      fmt::format("{} {} {}", getppid(), started, space == nullptr ? "" : space);
  return sha256(text).substr(0, 16);
}

/// The one that this job has begun.
LaunchRecord start_in_hand(const RunRecord& record) {
  for (const LaunchRecord& one : record.launches) {
    if (!one.ended) return one;
  }
  return {};
}

void write_down(const RunWatch& watch) {
  const std::string& finding = watch.finding();
  std::cerr << "fourfold: the run is lost: " << finding << std::endl;
  if (watch.directory().empty()) return;
  try {
    LaunchRecord start = start_in_hand(load_record(watch.directory()));
    start.exit_code = static_cast<int>(ExitCode::Rejected);
    start.end_reason = "lost: " + finding;
    start.lost_hosts = watch.lost_hosts();
    std::erase(start.lost_hosts, "");
    Journal journal(watch.directory());
    write_remarks(watch, watch.directory(), start.launch, journal);
    journal.end_start(start);
  } catch (const std::exception& error) {
    std::cerr << "fourfold: " << error.what() << std::endl;
  }
}

/// The life of the watching process. Its parent is rank 0; it ends soon after it.
[[noreturn]] void watch_for(RunWatch& watch, pid_t parent) {
  setsid();  // no signal of a terminal or of the launcher is meant for it
  const int null = open("/dev/null", O_RDWR);
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  constexpr double kFarewell_s = 5;  // answers for so long that the run is lost
  AwakeClock clock;
  double lost_s = -1;
  for (bool alive = true; alive && !watch.over();) {
    watch.look(50);
    alive = getppid() == parent;
    if (!alive) watch.conclude();
    if (watch.finding().empty()) {
      clock.now();
      continue;
    }
    if (lost_s < 0) {
      lost_s = clock.now();
      write_down(watch);
    }
    if (clock.now() - lost_s > kFarewell_s) break;
  }
  _exit(0);
}

/// Makes the watching process; returns its address.
std::string start_watcher(const LauncherEnvironment& launcher, const Config& config) {
  RunWatch watch(config.hang_after.value(), launcher.size, launcher.size == 1);
  ask_nccl_on_loss(watch, config);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw Error("no process to watch the run by");
  if (child == 0) watch_for(watch, parent);
  return watch.address();
}

}  // namespace

WorkerWatch::WorkerWatch(const RunOptions& options, const Config& config)
    : address_(options.watch) {
  const LauncherEnvironment launcher = read_launcher_environment();
  block_sigterm();
  try {
    const bool alone = address_.empty();
    if (alone && launcher.rank == 0) address_ = start_watcher(launcher, config);
    RankWatchOptions watch;
    watch.rank = launcher.rank;
    watch.ranks = launcher.size;
    watch.memory_name =
        node_memory_name(alone ? name_by_launcher() : parse_watch_address(address_).token);
    watch.address = address_;
    watch.hang_after_s = config.hang_after.value();
    watch.takes_sigterm = true;
    watch_.emplace(watch);
  } catch (const std::exception& error) {
    std::cerr << fmt::format("fourfold: rank {} is not watched: {}\n", launcher.rank, error.what());
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  }
}

void WorkerWatch::connect(MpiSession& mpi) {
  const std::string address = mpi.broadcast(address_);
  if (watch_) watch_->connect(address, mpi.local_size(), mpi.size());
}

void tell_failure(RankWatch* watch, int rank, const std::exception& error) {
  if (watch == nullptr) return;
  const auto* const agreed = dynamic_cast<const AgreedError*>(&error);
  const bool own =
      agreed != nullptr ? agreed->own() : dynamic_cast<const RecordError*>(&error) == nullptr;
  if (own) {
    watch->say_failure(error.what());
  } else if (rank == 0) {
    watch->call_off(error.what());
  }
}

}  // namespace fourfold
