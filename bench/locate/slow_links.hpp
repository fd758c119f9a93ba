// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {

/// Uplinks, rails, cables, adapters and paths that are slow, by times of pairs: again and again the
/// part that explains most of what is too long; what it explains is then out of the way. From the
/// 33rd on, all at once that are slow by pairs of their own. Ends at as many as there are ranks.
Suspects slow_links(const Fabric& fabric, std::vector<PairTime> times, const LinkRules& rules);

/// Nodes with which messages stall more often than between the others.
std::vector<Suspect> losses(const Fabric& fabric, const std::vector<PairTime>& times,
                            const LinkRules& rules);

}  // namespace fourfold
