// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace fourfold {

/// Holds every pattern of the suite against the names of the plan, skips included: a pattern that
/// matches nothing would be an expectation that is always met. Throws InputError at the pattern,
/// with the nearest name; those of a machine file become notes of the plan instead.
void check_patterns(const Config& config, Plan& plan);

}  // namespace fourfold
