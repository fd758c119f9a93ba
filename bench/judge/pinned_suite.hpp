// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/judge/verdict.hpp"

namespace fourfold {

/// Whether the figures are by the suite that a target file pins: how long a sustained case is held,
/// how often it is sampled and what runs before it are of its text alone, not of its cases' names.
/// Where none is pinned it accepts, and says so. Throws InputError for a suite that cannot be read.
Clause suite_clause(const RunRecord& record, const Target& target);

}  // namespace fourfold
