// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// One node or rack that did a case by itself.
struct GroupFigure {
  std::string name;
  int ranks = 0;
  double median_s = 0;  ///< median over launches of its own median
};

/// How the groups of a case did, each by the times of its own ranks. Never an average: the slowest,
/// the median and how far they lie apart.
struct GroupSpread {
  std::vector<GroupFigure> groups;  ///< the slowest first; of equal ones by name
  double median_s = 0;              ///< of the groups' medians
  bool in_turns = false;            ///< one after the other, not all at the same time
  bool even = true;  ///< all have as many ranks; else their times are of unlike things

  const GroupFigure& slowest() const { return groups.front(); }
  const GroupFigure& fastest() const { return groups.back(); }
  /// (slowest - fastest) / median.
  double spread() const {
    return median_s > 0 ? (slowest().median_s - fastest().median_s) / median_s : 0;
  }
};

/// From the measured records of one case, by launch; nothing where all ranks did it together.
std::optional<GroupSpread> group_spread(
    const std::map<int, std::vector<const CaseRecord*>>& launches);

/// Of one launch, the payload rate n S / t of all groups together, each with its own ranks and
/// time; 0 where they took turns, which is no rate of the machine. `message` is S.
double rate_of_groups(const std::vector<const CaseRecord*>& records, double message);

}  // namespace fourfold
