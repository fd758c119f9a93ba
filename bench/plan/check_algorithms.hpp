// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace fourfold {

/// Holds the algorithms that an entry of a suite names against those that its backends have, for
/// whatever collective: one that none of them knows is misspelt, and not a case to be skipped.
/// Throws InputError at the name, with the nearest there is. Where a library has none to choose
/// from, every name may be right elsewhere.
void check_algorithms(const std::vector<AlgorithmName>& algorithms,
                      const std::vector<std::string>& backends, const Capabilities& capabilities);

}  // namespace fourfold
