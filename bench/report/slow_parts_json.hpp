// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/bisection_spread.hpp"

namespace fourfold {

/// How the pairs of a case did, and which parts of the machine are slow, as JSON values.
std::string pairs_json(const LinkSpread& pairs);
/// How a collective was bisected, likewise.
std::string bisection_json(const BisectionSpread& bisection);
std::string slow_parts_json(const std::vector<SlowPart>& parts);

}  // namespace fourfold
