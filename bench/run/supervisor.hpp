// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/run/run_options.hpp"

namespace fourfold {

/// Started by hand: checks the suite, starts the launcher once per launch, shows progress, and
/// notes in the record how each launch ended. Never calls MPI itself. The record is whole when it
/// returns, whatever happened to the workers.
RunOutcome run_supervisor(const RunOptions& options);

}  // namespace fourfold
