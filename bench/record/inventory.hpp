// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace fourfold {

/// The host as it is now, for the manifest: processor, cores, memory, kernel, operating system,
/// host name, frequency governor, hypervisor, network adapters, load. What cannot be read is left
/// out, never guessed.
std::map<std::string, std::string> host_facts();

/// The variables of the environment that bear on speed, with their values: those that
/// is_recorded_variable() knows, and no other.
std::map<std::string, std::string> recorded_environment();

}  // namespace fourfold
