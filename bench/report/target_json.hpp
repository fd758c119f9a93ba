// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/judge/verdict.hpp"
#include "bench/report/json_values.hpp"

namespace fourfold {

/// What a report's JSON says of a target: verdict, ratios, clauses, and by which terms and files.
Json target_json(const TargetVerdict& target);

}  // namespace fourfold
