// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/run_options.hpp"

namespace fourfold {

/// The suite with what the command line changes in it. Throws InputError.
Config effective_suite(const RunOptions& options);

/// The plan, without the cases and skips that --benchmark_filter leaves out. Throws InputError when
/// the filter leaves nothing.
Plan filtered_plan(const Config& config, const Capabilities& capabilities,
                   const std::string& filter);

}  // namespace fourfold
