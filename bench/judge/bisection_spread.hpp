// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bench/judge/link_spread.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// How a collective did that was made in smaller and smaller groups, too.
struct BisectionSpread {
  std::size_t members = 0;
  bool of_nodes = true;    ///< members are nodes; else ranks
  std::size_t rounds = 0;  ///< of a first look, over all launches
  std::size_t again = 0;   ///< of a second one
  std::vector<SlowPart> parts;
};

/// From the measured records of one case, by launch, and the starts that measured them; nothing
/// where it was not bisected.
std::optional<BisectionSpread> bisection_spread(
    const RunRecord& record, const std::map<int, std::vector<const CaseRecord*>>& by_launch);

}  // namespace fourfold
