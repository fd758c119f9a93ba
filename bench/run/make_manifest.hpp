// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"
#include "bench/record/record.hpp"
#include "bench/run/run_options.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// Everything known of a run before its first case: program, suite, machine, libraries. The
/// baseline that the suite's target names is frozen into the run's `directory`, unless that is "";
/// throws InputError at target.baseline when it cannot be.
Manifest make_manifest(const RunOptions& options, const Config& config, const Plan& plan,
                       const Capabilities& capabilities, Session& session,
                       const std::string& directory);

}  // namespace fourfold
