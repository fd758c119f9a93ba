// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/run/host_list.hpp"
#include "bench/run/run_options.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// Hosts that nothing can be started on.
struct Unreachable {
  std::vector<std::string> hosts;
  bool complete = true;  ///< false: there may be more; the search was given up
};

/// Tries all of them together, and halves of what fails, down to single hosts: of a few that fail
/// among n about 2 log2(n) tries each. Gives up after `most_tries`.
Unreachable unreachable_hosts(const HostList& hosts,
                              const std::function<bool(const HostList&)>& reaches, int most_tries);

/// The same by the run's own launcher, which is to run `true` on each host. Tries are silent and
/// have 20 s; after 64 of them, after `within`, or when this process is asked to stop, it gives up:
/// a try that had less than its time says nothing. `scratch` is a directory to write in.
Unreachable unreachable_hosts(const RunOptions& options, const HostList& hosts,
                              const std::string& scratch, Seconds within);

/// "1 of 4 hosts cannot be started on: h02"; "" where there are none.
std::string describe(const Unreachable& found, const HostList& hosts);

}  // namespace fourfold
