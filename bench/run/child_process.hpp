// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"

namespace fourfold {

/// How a child process ended.
struct ChildExit {
  int code = 0;            ///< its exit code, or 128 + signal
  bool timed_out = false;  ///< ended by us because the deadline passed
  bool lost = false;       ///< `lost` came true while it ran
  bool interrupted =
      false;  ///< ended by us because the user asked (SIGINT or SIGTERM to this process)
};

/// Runs a program to its end. It gets a process group of its own (so that a Ctrl-C reaches us alone
/// and we end it in order) and ends when we die. Its standard output comes line by line to
/// `on_line`; its standard error is ours. At the deadline, or when this process is asked to stop,
/// it gets SIGTERM, and after 10 s SIGKILL with its whole group. When `lost`, asked ten times a
/// second, comes true it has 2 s to end by itself, gets SIGTERM, and after 2 s SIGKILL. Throws
/// Error when it cannot be started.
ChildExit run_child(
    const std::vector<std::string>& command,
    const std::vector<std::pair<std::string, std::string>>& environment, Seconds deadline,
    const std::function<void(std::string_view)>& on_line,
    const std::function<bool()>& lost = [] { return false; });

/// Whether SIGINT or SIGTERM has arrived since run_child() was first called.
bool stop_requested();

}  // namespace fourfold
