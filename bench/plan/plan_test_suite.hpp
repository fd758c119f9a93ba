// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace fourfold {

/// For tests: a host with two CPUs, 8 GiB, a 1 MiB cache and no GPU.
Capabilities host_of(int ranks);

/// The same host with GPUs of 80 GiB and a NCCL that has everything.
Capabilities gpus_of(int ranks, int gpus);

/// A suite from the text of everything but its first two lines, which carry version and name.
Config suite_of(const std::string& body);

std::vector<std::string> case_names(const Plan& plan);
std::vector<std::string> skip_names(const Plan& plan);

/// The reason of the only skip of a suite of that one entry, with `head` before it; what was
/// planned or skipped where that is anything else.
std::string only_reason(const std::string& entry, const Capabilities& capabilities,
                        const std::string& head = "");

/// "line:column: message" of the InputError that planning ends in, or "".
std::string plan_complaint(const Config& config, const Capabilities& capabilities);

}  // namespace fourfold
