// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/launcher_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "bench/run/injection.hpp"
#include "core/error.hpp"
#include "device/device.hpp"

namespace fourfold {
namespace {

constexpr int kMostRanksPerProcessor = 512;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

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

bool own_machine_only(const RunOptions& options) {
  return options.mpirun == "mpirun" && options.hosts.empty() &&
         std::getenv("SLURM_JOB_ID") == nullptr && std::getenv("PBS_JOBID") == nullptr;
}

void check_launched_ranks(const RunOptions& options, const Config& config) {
  const int cpus = open_host_device()->info().processors;
  if (!own_machine_only(options) || config.ranks <= kMostRanksPerProcessor * cpus) return;
  throw InputError(
      {}, fmt::format("{} ranks are more than {} for each of the {} processors of this machine; "
                      "give --mpirun a launcher that reaches more, such as \"mpirun --hostfile F\"",
                      config.ranks, kMostRanksPerProcessor, cpus));
}

std::vector<std::string> worker_command(const RunOptions& options, const Config& config,
                                        const StartOrder& order) {
  std::vector<std::string> command = words_of(options.mpirun);
  const auto add = [&](std::initializer_list<std::string> more) {
    command.insert(command.end(), more);
  };
  // In the file's order, which Open MPI otherwise begins with the host it is started on.
  if (!order.hostfile.empty()) add({"--hostfile", order.hostfile, "--map-by", "seq"});
  add({"-n", std::to_string(order.ranks)});
  const int cpus = open_host_device()->info().processors;
  const bool own_machine = own_machine_only(options);
  if (own_machine && order.ranks > cpus) {
    add({"--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"});
  } else if (own_machine) {
    add({"--bind-to", order.ranks == cpus ? "core" : "none"});
  }
  add({std::filesystem::read_symlink("/proc/self/exe").string(), "run", options.suite});
  for (const std::string& one : options.overrides) add({"--set", one});
  for (const std::string& one : options.inject) {
    const bool struck = order.again && !parse_injection({one}).rank_faults.empty();
    if (!struck) add({"--inject", one});
  }
  add({"--ranks", std::to_string(order.ranks), "--launches", std::to_string(config.launches)});
  if (order.ranks != config.ranks) add({"--asked-ranks", std::to_string(config.ranks)});
  for (const std::string& host : order.excluded) add({"--excluded", host});
  if (!options.filter.empty()) add({"--benchmark_filter=" + options.filter});
  const bool writes = !order.benchmark_out.empty();
  if (writes) add({"--benchmark_out=" + order.benchmark_out});
  if (writes && !options.benchmark.out_format.empty()) {
    add({"--benchmark_out_format=" + options.benchmark.out_format});
  }
  if (!order.budget_left.empty()) add({"--budget", order.budget_left});
  if (order.continues) add({"--continues"});
  add({"--directory", order.directory, "--launch", std::to_string(order.launch), "--start",
       std::to_string(order.start), "--watch", order.watch});
  return command;
}

std::vector<std::string> probe_command(const RunOptions& options, const std::string& hostfile,
                                       int ranks) {
  std::vector<std::string> command{"/bin/sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh"};
  for (const std::string& word : words_of(options.mpirun)) command.push_back(word);
  for (const char* const word : {"--hostfile", hostfile.c_str(), "--map-by", "seq", "-n"}) {
    command.emplace_back(word);
  }
  command.push_back(std::to_string(ranks));
  command.emplace_back("true");
  return command;
}

std::vector<std::pair<std::string, std::string>> launcher_environment() {
  if (geteuid() != 0) return {};
  return {{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
}

}  // namespace fourfold
