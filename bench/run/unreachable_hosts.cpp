// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/unreachable_hosts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "bench/record/whole_file.hpp"
#include "bench/run/child_process.hpp"
#include "bench/run/launcher_command.hpp"

namespace fourfold {
namespace {

constexpr int kMostTries = 64;
constexpr Seconds kPatience{20};  // ssh takes minutes until it gives up a host that is off
constexpr const char* kFile = "hosts-tried";

class Search {
 public:
  Search(const std::function<bool(const HostList&)>& reaches, int most_tries)
      : reaches_(reaches), left_(most_tries) {}

  void look(const HostList& hosts) {
    if (left_-- <= 0) {
      found_.complete = false;
      return;
    }
    if (reaches_(hosts)) return;
    const std::size_t n = hosts.entries().size();
    if (n == 1) {
      found_.hosts.push_back(hosts.entries().front().name);
      return;
    }
    look(hosts.part(0, n / 2));
    look(hosts.part(n / 2, n));
  }
  Unreachable take() { return std::move(found_); }

 private:
  const std::function<bool(const HostList&)>& reaches_;
  int left_;
  Unreachable found_;
};

}  // namespace

Unreachable unreachable_hosts(const HostList& hosts,
                              const std::function<bool(const HostList&)>& reaches, int most_tries) {
  Search search(reaches, most_tries);
  search.look(hosts);
  return search.take();
}

Unreachable unreachable_hosts(const RunOptions& options, const HostList& hosts,
                              const std::string& scratch, Seconds within) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  bool stopped = false;
  const auto reaches = [&](const HostList& some) {
    const std::chrono::duration<double> spent = Clock::now() - began;
    const Seconds patience(std::min(kPatience.value(), within.value() - spent.count()));
    stopped = stopped || patience.value() <= 0;
    if (stopped) return true;
    write_atomically(scratch, kFile, some.hostfile());
    const ChildExit exit = run_child(probe_command(options, scratch + "/" + kFile, some.ranks()),
                                     launcher_environment(), patience, [](std::string_view) {});
    const bool cut = exit.timed_out && patience.value() < kPatience.value();
    stopped = exit.interrupted || cut;
    return stopped || exit.code == 0;
  };
  Unreachable found = unreachable_hosts(hosts, reaches, kMostTries);
  found.complete = found.complete && !stopped;
  std::filesystem::remove(scratch + "/" + kFile);
  return found;
}

std::string describe(const Unreachable& found, const HostList& hosts) {
  if (found.hosts.empty()) return "";
  const std::size_t all = hosts.entries().size();
  if (found.hosts.size() == all) {
    return fmt::format(
        "none of the {} hosts can be started on; the launcher itself may be at fault", all);
  }
  return fmt::format("{} of {} hosts cannot be started on: {}{}", found.hosts.size(), all,
                     fmt::join(found.hosts, ", "),
                     found.complete ? "" : "; there may be more, the search was given up");
}

}  // namespace fourfold
