// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/checked_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "bench/config/chip_choice.hpp"
#include "bench/run/budget.hpp"
#include "bench/run/effective_suite.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& option, const std::string& path, int why) {
  throw InputError({},
                   fmt::format("{}: cannot write to '{}': {}", option, path, std::strerror(why)));
}

/// The longest beginning of the path that exists.
fs::path nearest_existing(const std::string& path) {
  std::error_code unreadable;
  fs::path one = fs::absolute(path);
  while (!fs::exists(one, unreadable) && one.has_relative_path()) one = one.parent_path();
  return one;
}

}  // namespace

void check_can_make(const std::string& option, const std::string& directory) {
  // Permission bits do not tell of file systems that are full, read-only or not for files at all.
  std::string trial = (nearest_existing(directory) / ".fourfold-XXXXXX").string();
  if (mkdtemp(trial.data()) == nullptr) refuse(option, directory, errno);
  rmdir(trial.c_str());
}

void check_can_write(const std::string& option, const std::string& file) {
  std::error_code unreadable;
  const bool exists = fs::exists(file, unreadable);
  // Opening a pipe may wait for its reader, and opening a device may do anything.
  if (exists && !fs::is_regular_file(file) && !fs::is_directory(file)) return;
  const int number = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (number < 0) refuse(option, file, errno);
  close(number);
  if (!exists) unlink(file.c_str());
}

Config checked_input(const RunOptions& options, bool keeps_the_record) {
  if (!options.malformed.empty()) throw InputError({}, options.malformed);
  const bool supervised = !options.directory.empty();
  if (read_launcher_environment().worker && !supervised && options.launches.value_or(1) > 1) {
    throw InputError({}, fmt::format("--launches {}: a launcher has started these ranks once, and "
                                     "only once. Let fourfold start the launcher as often: "
                                     "`fourfold run {} --ranks N --launches {} --mpirun \"...\"`",
                                     *options.launches, options.suite, *options.launches));
  }
  Config config = effective_suite(options);
  (void)Budget::shortest_of(options.budget);
  const bool worker = read_launcher_environment().worker;
  if (worker && !supervised && (options.exclude_failed || !options.hosts.empty())) {
    throw InputError(
        {},
        fmt::format("{}: a launcher has started these ranks, and only it could start them "
                    "again. Let fourfold start its launcher: `fourfold run {} --hosts FILE`, in "
                    "a batch job without srun or mpirun before it",
                    options.exclude_failed ? "--exclude-failed" : "--hosts", options.suite));
  }
  // A record that is resumed has what the suite names beside it.
  if (supervised || !keeps_the_record || !options.resume.empty()) return config;
  (void)chip_choice(config, "host");  // a file that the suite names is read for any device
  if (options.check_more) options.check_more(config);
  check_can_make("--results", options.results);
  if (!options.benchmark.out.empty()) check_can_write("--benchmark_out", options.benchmark.out);
  return config;
}

}  // namespace fourfold
