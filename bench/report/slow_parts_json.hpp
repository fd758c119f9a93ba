// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/link_spread.hpp"

namespace fourfold {

/// How the pairs of a case did, and which parts of the machine are slow, as JSON values.
std::string pairs_json(const LinkSpread& pairs);
std::string slow_parts_json(const std::vector<SlowPart>& parts);

}  // namespace fourfold
